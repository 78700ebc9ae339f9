#include "customer/people/changes/change_set.h"

#include <boost/json.hpp>

#include "customer/people/people_fixture.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;

namespace {

std::vector<ChangeSet> sets_of(TestDatabase& db, const ChangeSetFilter& filter = {}) {
  return db->read([&](store::Reader& r) { return list_change_sets(r, filter); });
}
std::vector<ContactChange> rows_of(TestDatabase& db, ChangeSetId set) {
  return db->read([&](store::Reader& r) { return list_changes(r, set, {}, 100); });
}

}  // namespace

TEST_CASE(
    "creating, changing and deleting one contact each leave a change set with what stood there before") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, draft("ann@example.com", "Ann", "Lee"));
    change(db, made.id, R"({"city": "Lyon", "tags": ["vip"]})");
    db->write([&](store::Transaction& tx) { remove(tx, made.id, std::nullopt, anybody()); });
    const auto sets = sets_of(db);
    REQUIRE(sets.size() == 3);
    CHECK(sets[0].kind == ChangeSetKind::delete_);
    CHECK(sets[1].kind == ChangeSetKind::edit);
    CHECK(sets[2].kind == ChangeSetKind::create);
    CHECK(sets[0].counts.deleted == 1);
    CHECK(sets[2].state == ChangeSetState::finished);
    CHECK(sets[2].undo_until == sets[2].created_at + undo_time);
    const auto rows = rows_of(db, sets[1].id);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].what == Change::updated);
    CHECK(rows[0].before.value() == Json::parse(R"({"city":null,"tags":[]})").value());
    CHECK(rows[0].after.value() == Json::parse(R"({"city":"Lyon","tags":["vip"]})").value());
    CHECK(rows_of(db, sets[2].id)[0].what == Change::created);
    CHECK(rows_of(db, sets[0].id)[0].what == Change::deleted);
    ChangeSetFilter of_contact;
    of_contact.contacts = {made.id};
    CHECK(sets_of(db, of_contact).size() == 3);
  });
}

TEST_CASE("a change that changes nothing leaves no change set") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, draft("ann@example.com"));
    change(db, made.id, R"({"email": "ann@example.com"})");
    CHECK(sets_of(db).size() == 1);
  });
}

TEST_CASE("what a caller changes as a member of a set joins it, and the facts name it") {
  store::testing::for_each_engine([](TestDatabase& db) {
    Caller caller = anybody();
    caller.change_set = db->write([&](store::Transaction& tx) {
      return begin_change_set(tx, {.kind = ChangeSetKind::import, .summary = "Imported a file"}, caller);
    });
    const ContactDraft drafts[] = {draft("ann@example.com"), draft("bob@example.com")};
    const auto made = db->write([&](store::Transaction& tx) {
      return create_many(tx, drafts, Intake::load(tx), Policy::apply, caller);
    });
    change(db, made[0].id, R"({"city": "Lyon"})", caller);
    const Contact other = add(db, draft("eve@example.com"));
    change(db, other.id, R"({"city": "Lyon", "country": "DE"})", caller);
    change(db, other.id, R"({"city": "Nice", "job_title": "Baker"})", caller);
    const auto rows = rows_of(db, *caller.change_set);
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].what == Change::created);
    CHECK(rows[2].contact_id == other.id);
    CHECK(rows[2].before.value() == Json::parse(R"({"city":null,"country":"FR","job_title":null})").value());
    CHECK(rows[2].after.value().as_object().at("city").as_string() == "Nice");
    CHECK(sets_of(db).size() == 2);  // the set, and the creation of Eve
    facts::TimelineQuery query;
    query.contact_id = made[0].id.uuid;
    const auto happened = db->read([&](store::Reader& r) { return facts::timeline(r, query); });
    REQUIRE(happened.size() == 2);
    for (const auto& fact : happened) CHECK(fact.reference_id == caller.change_set->uuid);
    ChangeCounts counts;
    counts.created = 2;
    counts.updated = 1;
    db->write([&](store::Transaction& tx) { finish_change_set(tx, *caller.change_set, counts); });
    const auto set = db->read([&](store::Reader& r) { return find_change_set(r, *caller.change_set); });
    REQUIRE(set);
    CHECK(set->counts.done() == 3);
    CHECK(set->state == ChangeSetState::finished);
  });
}

TEST_CASE("a system caller leaves no change set of one contact") {
  store::testing::for_each_engine([](TestDatabase& db) {
    add(db, draft("ann@example.com"), system_caller());
    CHECK(sets_of(db).empty());
  });
}

TEST_CASE("change sets are forgotten when they can no longer be undone, a portion at a time") {
  store::testing::for_each_engine([](TestDatabase& db) {
    for (int i = 0; i < 5; ++i) add(db, draft("ann" + std::to_string(i) + "@example.com"));
    db.clock().advance(undo_time + hours(1));
    add(db, draft("last@example.com"));
    CHECK_FALSE(db->write([](store::Transaction& tx) { return forget_change_sets(tx, 4); }));
    CHECK(db->write([](store::Transaction& tx) { return forget_change_sets(tx, 400); }));
    CHECK(sets_of(db).size() == 1);
  });
}
