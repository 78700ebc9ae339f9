// What people write down of a contact.
#include "customer/people/activities.h"

#include "customer/people/people_fixture.h"

namespace rapport::people {

using namespace testing;

namespace {
Activity write_down(TestDatabase& db, ContactId id, const std::string& json,
                    const Caller& caller = anybody()) {
  return db->write([&](store::Transaction& tx) {
    return record_activity(tx, id, json::read<ActivityDraft>(std::string_view(json)), caller);
  });
}
}  // namespace

TEST_CASE("a note, a call, a meeting, a visit and an answer stand on the timeline at their time") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact c = add(db, draft("a@example.com", "Anne"));
    write_down(db, c.id, R"({"type": "note", "text": "Likes <b>tea</b>"})");
    write_down(db, c.id,
               R"({"type": "call", "direction": "outbound", "minutes": 5, "outcome": "no answer"})");
    CHECK(db->read([&](store::Reader& r) { return get(r, c.id, anybody()).status; }) == Status::contacted);
    write_down(db, c.id, R"({"type": "call", "direction": "inbound"})");
    const Contact after = db->read([&](store::Reader& r) { return get(r, c.id, anybody()); });
    CHECK(after.status == Status::engaged);
    CHECK(after.last_inbound_contact_at);
    write_down(db, c.id, R"({"type": "meeting", "place": "Lyon", "occurred_at": "2020-01-02T10:00:00Z"})");
    write_down(db, c.id, R"({"type": "nps_response", "score": 9})");
    write_down(db, c.id, R"({"type": "store_visit"})");
    db->read([&](store::Reader& r) {
      const auto facts =
          facts::timeline(r, {.contact_id = c.id.uuid,
                              .types = {"note", "call", "meeting", "nps_response", "store_visit"},
                              .limit = 20});
      REQUIRE(facts.size() == 6);
      CHECK(facts.back().type == "meeting");
      CHECK(facts.back().arrival == facts::Arrival::backfill);
    });
  });
}

TEST_CASE("what does not belong to an activity, or is missing, is named, and nothing is written") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact c = add(db, draft("a@example.com", "Anne"));
    for (const char* wrong :
         {R"({"type": "note"})", R"({"type": "note", "text": ""})",
          R"({"type": "note", "text": "x", "score": 5})", R"({"type": "call", "place": "here"})",
          R"({"type": "nps_response"})", R"({"type": "nps_response", "score": 11})",
          R"({"type": "meeting", "direction": "inbound"})", R"({"type": "party"})",
          R"({"type": "call", "occurred_at": "2999-01-01T00:00:00Z"})"})
      CHECK_THROWS_AS(write_down(db, c.id, wrong), Error);
    CHECK(db->read([&](store::Reader& r) {
      return facts::timeline(r, {.contact_id = c.id.uuid, .types = {"note", "call"}, .limit = 5}).size();
    }) == 0);
    const Caller other = caller_with({"contacts.write"}, http::Scope::own, Uuid{{9}});
    CHECK_THROWS_AS(write_down(db, c.id, R"({"type": "note", "text": "x"})", other), Error);
  });
}

}  // namespace rapport::people
