#include "customer/people/changes/bulk.h"

#include "customer/people/changes/undo.h"
#include "customer/people/people_fixture.h"
#include "platform/jobs/runner.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;

namespace {

constexpr int oldest = 30;
constexpr int hits = rules::search_depth + 100;  // more than a list reads of a search

Caller caller() { return caller_with({"contacts.delete"}); }

ContactDraft named(int number, std::string last) {
  ContactDraft d;
  d.first_name = "N" + std::to_string(number);
  d.last_name = std::move(last);
  return d;
}

void add_all(TestDatabase& db, const std::vector<ContactDraft>& drafts) {
  db->write([&](store::Transaction& tx) {
    create_many(tx, drafts, Intake::load(tx), Policy::skip, system_caller());
  });
}

// The oldest are from France, so that a search which reads the newest alone finds none of them.
void fill(TestDatabase& db) {
  std::vector<ContactDraft> drafts;
  for (int i = 0; i < hits; ++i) {
    drafts.push_back(named(i, "Bakerman"));
    if (i < oldest) drafts.back().country = "FR";
    if (i + 1 != oldest && i + 1 != hits && drafts.size() < 1'000) continue;
    add_all(db, drafts);
    drafts.clear();
    db.clock().advance(seconds(1));
  }
  for (int i = 0; i < 20; ++i) drafts.push_back(named(i, "Miller"));
  add_all(db, drafts);
}

http::Total counted(TestDatabase& db, ContactQuery query) {
  query.count = "exact";
  const auto total = db->read([&](store::Reader& r) { return count_contacts(r, query, anybody()); });
  CHECK(page_of(db, query).total->value == total.value);
  CHECK(total.exact);
  return total;
}

ChangeSet finished(TestDatabase& db, const BulkRequest& request) {
  const auto set = start_bulk(*db, request, caller());
  BulkChange handler;
  jobs::Runner runner(*db, "test-" + render(set.id));
  runner.add(handler);
  runner.run_due();
  return db->read([&](store::Reader& r) { return find_change_set(r, set.id).value(); });
}

}  // namespace

TEST_CASE("a bulk change of a search takes in every hit, and the exact count is of as many") {
  store::testing::for_each_engine([](TestDatabase& db) {
    fill(db);
    const ContactQuery search{.search = "bakerman"};
    const ContactQuery french{.search = "bakerman", .country = "FR"};
    CHECK_FALSE(page_of(db, search).total->exact);
    CHECK(counted(db, search).value == hits);
    CHECK(counted(db, french).value == oldest);

    BulkRequest request{.query = search, .tags = {"bread"}};
    request.expected_count = rules::search_depth;
    const Error refused = error_of([&] { start_bulk(*db, request, caller()); });
    CHECK(refused.code() == ErrorCode::conflict);
    CHECK(std::string(refused.what()).find(std::to_string(hits)) != std::string::npos);

    request.expected_count = hits;
    const auto all = finished(db, request);
    CHECK(all.counts.total == hits);
    CHECK(all.counts.updated == hits);
    CHECK(counted(db, {.tag = "bread"}).value == hits);

    const auto narrowed =
        finished(db, {.query = french, .action = BulkAction::delete_, .expected_count = oldest});
    CHECK(narrowed.counts.deleted == oldest);
    CHECK(counted(db, search).value == hits - oldest);
  });
}
