#include "customer/people/consent_expiry.h"

#include "customer/people/people_fixture.h"
#include "platform/jobs/runner.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;
using privacy::ConsentStatus;
using store::testing::for_each_engine;

namespace {

ContactDraft permitting(const std::string& email) {
  ContactDraft d = draft(email);
  d.consent_status = ConsentStatus::b2c_optin_confirmed;
  return d;
}

std::int64_t count_with(TestDatabase& db, const std::string& status) {
  ContactQuery query;
  query.consent_status = status;
  return page_of(db, query).total->value;
}

void run_expiry(TestDatabase& db) {
  ConsentExpiry expiry;
  jobs::Runner runner(*db, "w1");
  runner.add(expiry);
  db->write([](store::Transaction& tx) { jobs::enqueue(tx, {.kind = "consent_expiry", .payload = {}}); });
  CHECK(runner.run_due() == 1);
}

std::vector<facts::Fact> facts_of(TestDatabase& db, ContactId id, const std::string& type) {
  return db->read(
      [&](store::Reader& r) { return facts::timeline(r, {.contact_id = id.uuid, .types = {type}}); });
}

const Caller attesting = caller_with({"consent.attest"});

}  // namespace

TEST_CASE("consent ends with retention, and what is read, filtered and counted says the same") {
  for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, permitting("a@example.com"), attesting);
    const Contact refused = add(db, draft("b@example.com"));
    db.clock().advance(Days(3 * 366));
    CHECK_FALSE(read(db, made.id).gdpr_compliant);  // before the run, too
    run_expiry(db);
    CHECK(read(db, made.id).consent_status == ConsentStatus::expired);
    CHECK(read(db, refused.id).consent_status == ConsentStatus::unknown);
    CHECK(count_with(db, "expired") == 1);
    CHECK(count_with(db, "b2c_optin_confirmed") == 0);
    const auto stats = db->read([](store::Reader& r) { return contact_stats(r, {}, anybody()); });
    CHECK(stats.compliant == 0);
    run_expiry(db);
    CHECK(facts_of(db, made.id, "consent_expired").size() == 1);
  });
}

TEST_CASE("an expiry found at once is live, one found later is history") {
  for_each_engine([](TestDatabase& db) {
    const Contact first = add(db, permitting("a@example.com"), attesting);
    db.clock().set(first.data_retention_until + hours(1));
    const Contact second = add(db, permitting("b@example.com"), attesting);
    run_expiry(db);
    const auto live = facts_of(db, first.id, "consent_expired");
    REQUIRE(live.size() == 1);
    CHECK(live[0].arrival == facts::Arrival::live);
    CHECK(live[0].occurred_at == first.data_retention_until);
    db.clock().set(second.data_retention_until + hours(25));
    run_expiry(db);
    CHECK(facts_of(db, second.id, "consent_expired")[0].arrival == facts::Arrival::backfill);
  });
}

TEST_CASE("an inbound contact restores what had expired, from the ledger") {
  for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, permitting("a@example.com"), attesting);
    db.clock().advance(Days(3 * 366));
    run_expiry(db);
    db->write([&](store::Transaction& tx) { signal(tx, made.id, Signal::person_responded, std::nullopt); });
    CHECK(read(db, made.id).consent_status == ConsentStatus::b2c_optin_confirmed);
    CHECK(read(db, made.id).gdpr_compliant);
    CHECK(count_with(db, "expired") == 0);
    CHECK(facts_of(db, made.id, "consent_restored").size() == 1);
  });
}

TEST_CASE("a change of other fields leaves expired consent expired") {
  for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, permitting("a@example.com"), attesting);
    db.clock().advance(Days(3 * 366));
    run_expiry(db);
    change(db, made.id, R"({"city":"Lyon"})");
    CHECK(read(db, made.id).consent_status == ConsentStatus::expired);
  });
}

TEST_CASE("a proven yes counts as an inbound contact and restores consent") {
  for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, permitting("a@example.com"), attesting);
    db.clock().advance(Days(3 * 366));
    run_expiry(db);
    privacy::ConsentDraft yes;
    yes.method = "paper";
    yes.source = "fair";
    yes.evidence_ref = "folder 7";
    yes.occurred_at = db.clock().now() - hours(2);
    db->write([&](store::Transaction& tx) { record_consent(tx, made.id, yes, anybody()); });
    CHECK(read(db, made.id).gdpr_compliant);
    CHECK(read(db, made.id).last_inbound_contact_at == yes.occurred_at);
  });
}

TEST_CASE("more contacts than one unit takes all expire, and one collected long ago begins expired") {
  for_each_engine([](TestDatabase& db) {
    for (int i = 0; i < 130; ++i) add(db, permitting("p" + std::to_string(i) + "@example.com"), attesting);
    db.clock().advance(Days(3 * 366));
    ContactDraft old = permitting("old@example.com");
    old.collected_at = db.clock().now() - Days(4 * 366);
    CHECK(add(db, old, attesting).consent_status == ConsentStatus::expired);
    run_expiry(db);
    CHECK(count_with(db, "expired") == 131);
  });
}
