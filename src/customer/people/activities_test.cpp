// What people write down of a contact.
#include "customer/people/activities.h"

#include <boost/json.hpp>

#include "customer/people/duplicates/merge.h"
#include "customer/people/people_api.h"
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

namespace {

Activity change_it(TestDatabase& db, facts::FactId id, const std::string& json,
                   const Caller& caller = anybody()) {
  return db->write([&](store::Transaction& tx) {
    const Activity before = get_activity(tx, id, caller);
    ActivityChange wanted{.occurred_at = before.occurred_at,
                          .text = before.text,
                          .direction = before.direction,
                          .minutes = before.minutes,
                          .score = before.score,
                          .outcome = before.outcome,
                          .place = before.place};
    json::patch(wanted, Json::parse(json));
    return change_activity(tx, before, wanted, caller);
  });
}
void take_back(TestDatabase& db, facts::FactId id) {
  db->write([&](store::Transaction& tx) { remove_activity(tx, get_activity(tx, id, anybody()), anybody()); });
}
// "call Hello*; note …; ": newest first, with a star for what was changed.
std::string shown(TestDatabase& db, ContactId id, const TimelineQuery& query = {.kind = "activities"}) {
  return db->read([&](store::Reader& r) {
    std::string out;
    for (const auto& e : contact_timeline(r, id, query, anybody()).items) {
      const auto payload = e.payload.value();
      const auto* text = payload.is_object() ? payload.get_object().if_contains("text") : nullptr;
      out += e.type + (text ? " " + std::string(text->as_string()) : "") + (e.edited_at ? "*; " : "; ");
    }
    return out;
  });
}

}  // namespace

TEST_CASE("a change takes the place of what was written, at its time, and the history keeps both") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact c = add(db, draft("a@example.com", "Anne"));
    const auto call = write_down(db, c.id, R"({"type": "call", "text": "Helo", "minutes": 5})");
    db.clock().advance(minutes(1));
    write_down(db, c.id, R"({"type": "note", "text": "later"})");
    const auto after = change_it(db, call.id, R"({"text": "Hello", "minutes": null, "outcome": "reached"})");
    CHECK(after.id == call.id);
    CHECK(after.text == "Hello");
    CHECK_FALSE(after.minutes);
    CHECK(after.changes == 1);
    CHECK(after.occurred_at == call.occurred_at);
    CHECK(shown(db, c.id) == "note later; call Hello*; ");
    CHECK(change_it(db, call.id, "{}").version == after.version);
    const Instant to_come = db.clock().now();
    db.clock().advance(minutes(1));
    change_it(db, call.id, R"({"occurred_at": ")" + render(to_come + Duration(1)) + "\"}");
    CHECK(shown(db, c.id) == "call Hello*; note later; ");
    CHECK(shown(db, c.id, {.types = "call"}) == "call Hello*; ");
    const auto history = db->read(
        [&](store::Reader& r) { return activity_history(r, get_activity(r, call.id, anybody())).items; });
    REQUIRE(history.size() == 3);
    CHECK(history[0].text == "Hello");
    CHECK(history[2].text == "Helo");
    CHECK(history[2].minutes == 5);
    CHECK_THROWS_AS(change_it(db, call.id, R"({"place": "Lyon"})"), Error);
    CHECK_THROWS_AS(change_it(db, call.id, R"({"occurred_at": "2999-01-01T00:00:00Z"})"), Error);
    const Caller other = caller_with({"contacts.write"}, http::Scope::own, Uuid{{9}});
    CHECK_THROWS_AS(change_it(db, call.id, R"({"text": "x"})", other), Error);
  });
}

TEST_CASE("what was taken back leaves the timeline until it is restored") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact c = add(db, draft("a@example.com", "Anne"));
    const auto note = write_down(db, c.id, R"({"type": "note", "text": "once"})");
    change_it(db, note.id, R"({"text": "twice"})");
    take_back(db, note.id);
    CHECK(shown(db, c.id).empty());
    CHECK_THROWS_AS(take_back(db, note.id), Error);
    CHECK_THROWS_AS(change_it(db, note.id, R"({"text": "no"})"), Error);
    db->write([&](store::Transaction& tx) {
      restore_activity(tx, get_activity(tx, note.id, anybody()), anybody());
    });
    CHECK(shown(db, c.id) == "note twice*; ");
  });
}

TEST_CASE("a changed note follows a merge and goes back with it") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact a = add(db, draft("a@example.com", "Anne")), b = add(db, draft("b@example.com", "Anne"));
    const auto note = write_down(db, b.id, R"({"type": "note", "text": "once"})");
    change_it(db, note.id, R"({"text": "twice"})");
    duplicates::MergeRequest request;
    request.other_id = b.id;
    const auto merge = db->write([&](store::Transaction& tx) {
      return duplicates::merge(tx, a.id, request, duplicates::own_parts(), anybody());
    });
    CHECK(shown(db, a.id) == "note twice*; ");
    change_it(db, note.id, R"({"text": "thrice"})");
    CHECK(shown(db, a.id) == "note thrice*; ");
    take_back(db, note.id);
    db->write([&](store::Transaction& tx) {
      duplicates::undo_merge(tx, merge.id, duplicates::own_parts(), anybody());
    });
    CHECK(shown(db, a.id).empty());
  });
}

TEST_CASE("the timeline is searched by words and sifted by channel and kind, page by page") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact c = add(db, draft("a@example.com", "Anne"));
    for (int i = 0; i < 250; ++i) {
      db.clock().advance(minutes(1));
      write_down(db, c.id, R"({"type": "note", "text": "Number )" + std::to_string(i) + "\"}");
    }
    write_down(db, c.id, R"({"type": "call", "text": "Déjà vu, Nguyễn"})");
    CHECK(shown(db, c.id, {.search = "deja NGUYEN"}) == "call Déjà vu, Nguyễn; ");
    CHECK(shown(db, c.id, {.search = "deja number"}).empty());
    CHECK(shown(db, c.id, {.search = "number 7", .limit = 3})
              .starts_with("note Number 247; note Number 237; "));
    CHECK(shown(db, c.id, {.channel = "phone"}) == "call Déjà vu, Nguyễn; ");
    CHECK(shown(db, c.id, {.channel = "sms,email"}).empty());
    CHECK(shown(db, c.id, {.kind = "orders,subscriptions"}).empty());
    CHECK(shown(db, c.id, {.kind = "record", .limit = 1}) == "status_changed; ");
    CHECK_THROWS_AS(shown(db, c.id, {.kind = "everything"}), Error);
    TimelineQuery query{.search = "number 1", .limit = 20};
    std::size_t seen = 0;
    do {
      const auto page =
          db->read([&](store::Reader& r) { return contact_timeline(r, c.id, query, anybody()); });
      seen += page.items.size();
      query.cursor = page.next_cursor;
    } while (query.cursor);
    CHECK(seen == 133);  // of 0 to 249, those with a 1
  });
}

TEST_CASE("a search looks at so many facts and goes on behind them") {
  store::testing::for_each_engine([](TestDatabase& db) {
    const Contact c = add(db, draft("a@example.com", "Anne"));
    write_down(db, c.id, R"({"type": "note", "text": "needle"})");
    db.clock().advance(minutes(1));
    for (int i = 0; i < 3; ++i)
      db->write([&](store::Transaction& tx) {
        std::vector<facts::Fact> many(2'000);
        for (auto& fact : many) {
          fact.contact_id = c.id.uuid;
          fact.type = "page_view";
        }
        facts::record_all(tx, many);
      });
    TimelineQuery query{.search = "needle"};
    const auto first =
        db->read([&](store::Reader& r) { return contact_timeline(r, c.id, query, anybody()); });
    CHECK(first.items.empty());
    REQUIRE(first.next_cursor);
    query.cursor = first.next_cursor;
    const auto second =
        db->read([&](store::Reader& r) { return contact_timeline(r, c.id, query, anybody()); });
    CHECK(second.items.size() == 1);
    CHECK_FALSE(second.next_cursor);
  });
}

}  // namespace rapport::people
