#include "customer/people/changes/tag_changes.h"

#include <boost/json.hpp>

#include "customer/people/changes/bulk.h"
#include "customer/people/changes/undo.h"
#include "customer/people/people_fixture.h"
#include "platform/jobs/runner.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;

namespace {

using Tags = std::vector<std::string>;

Caller caller() { return caller_with({"contacts.delete", "changes.all"}); }

// Contacts with no tag, one, three in an order of their own, and as many as one may have.
std::vector<ContactId> fill(TestDatabase& db) {
  std::vector<ContactId> ids;
  const auto several = [&](int count, const Tags& tags) {
    for (int i = 0; i < count; ++i) {
      auto d = draft("", "N" + std::to_string(ids.size()));
      d.tags = tags;
      ids.push_back(add(db, d).id);
    }
  };
  several(130, {});
  several(12, {"vip"});
  several(3, {"bread", "vip", "old"});
  Tags full;
  for (std::size_t i = 0; i < most_tags; ++i) full.push_back("t" + std::to_string(i));
  several(1, full);
  return ids;
}

ChangeSet run(TestDatabase& db, ChangeSet set) {
  BulkChange bulk;
  UndoChanges undo;
  jobs::Runner runner(*db, "test-" + render(set.id));
  runner.add(bulk);
  runner.add(undo);
  runner.run_due();
  return db->read([&](store::Reader& r) { return find_change_set(r, set.id).value(); });
}

std::vector<boost::json::value> changes_told(TestDatabase& db, ContactId id) {
  std::vector<boost::json::value> out;
  for (const auto& fact : db->read([&](store::Reader& r) {
         return facts::timeline(r, {.contact_id = id.uuid, .types = {"contact_updated"}});
       }))
    out.push_back(fact.payload.value());
  return out;
}

std::int64_t tagged(TestDatabase& db, const char* tag) {
  return db->read(
      [&](store::Reader& r) { return count_contacts(r, {.tag = tag, .count = "exact"}, anybody()).value; });
}

}  // namespace

TEST_CASE("a tag for many contacts leaves each as a change of it alone would, and so does the way back") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const auto ids = fill(db);
    const ContactId plain = ids[0], vip = ids[135], bread = ids[143], full = ids[145], gone = ids[1];
    db->write([&](store::Transaction& tx) { remove(tx, gone, std::nullopt, caller()); });
    const auto before = read(db, bread);
    db.clock().advance(seconds(5));
    BulkRequest request;
    request.ids.emplace();
    for (const auto id : ids) request.ids->push_back(id.uuid);
    request.action = BulkAction::add_tags;
    request.tags = {"vip", "campaign"};
    const auto set = run(db, start_bulk(*db, request, caller()));
    CHECK(set.counts.updated == 144);
    CHECK(set.counts.reasons == std::map<std::string, std::int64_t>{{"missing", 1}, {"too_many_tags", 1}});
    CHECK(read(db, plain).tags == Tags{"vip", "campaign"});
    CHECK(read(db, vip).tags == Tags{"vip", "campaign"});
    const auto after = read(db, bread);
    CHECK(after.tags == Tags{"bread", "vip", "old", "campaign"});
    CHECK(after.version == before.version + 1);
    CHECK(after.updated_at > before.updated_at);
    CHECK(read(db, full).tags.size() == most_tags);
    CHECK(tagged(db, "campaign") == 144);
    CHECK(tagged(db, "vip") == 144);
    REQUIRE(changes_told(db, vip).size() == 1);
    CHECK(changes_told(db, vip)[0] ==
          json::parse(R"({"changes": [{"field": "tags", "from": ["vip"], "to": ["vip", "campaign"]}]})"));
    const auto rows = db->read([&](store::Reader& r) { return list_changes(r, set.id, {}, 1'000); });
    CHECK(rows.size() == 146);
    for (const auto& row : rows)
      if (row.contact_id == bread) {
        CHECK(row.before.value() == json::parse(R"({"tags": ["bread", "vip", "old"]})"));
        CHECK(row.after.value() == json::parse(R"({"tags": ["bread", "vip", "old", "campaign"]})"));
      }

    SUBCASE("what was tagged otherwise since keeps that") {
      change(db, plain, R"({"tags": ["campaign", "mine"]})");
      db->write([&](store::Transaction& tx) { remove(tx, ids[2], std::nullopt, caller()); });
      const auto undone =
          run(db, db->write([&](store::Transaction& tx) { return undo_change_set(tx, set.id, caller()); }));
      CHECK(undone.counts.updated == 143);
      CHECK(undone.counts.reasons == std::map<std::string, std::int64_t>{{"missing", 1}});
      CHECK(read(db, plain).tags == Tags{"mine"});
      CHECK(read(db, vip).tags == Tags{"vip"});
      CHECK(read(db, bread).tags == Tags{"bread", "vip", "old"});
      CHECK(tagged(db, "campaign") == 0);
      CHECK(tagged(db, "vip") == 15);
      CHECK(changes_told(db, vip).size() == 2);
    }
    SUBCASE("tags that a contact has not are no change") {
      request.action = BulkAction::remove_tags;
      request.tags = {"vip", "nothing"};
      const auto removed = run(db, start_bulk(*db, request, caller()));
      CHECK(removed.counts.updated == 144);
      CHECK(removed.counts.unchanged == 1);
      CHECK(tagged(db, "vip") == 0);
      CHECK(read(db, bread).tags == Tags{"bread", "old", "campaign"});
    }
  });
}
