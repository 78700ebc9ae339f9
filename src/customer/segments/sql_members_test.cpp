#include "customer/segments/sql_members.h"

#include "customer/segments/live_fixture.h"

using namespace rapport;
using namespace rapport::segments;
using namespace rapport::segments::testing;
using store::testing::for_each_engine;

TEST_CASE(
    "without columns the members are those of the rules, who enters and leaves is told, and nothing twice") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id, bob = add(db, draft("bob@example.com")).id;
    fact(db, anne, "login");
    Live live(*db);
    live.configure({.engine = Engine::sql});
    const auto active = make(db, "Active", "DID login AT LEAST 2 TIMES IN LAST 30 days").id;
    const auto logged = make(db, "Logged in", "DID login IN LAST 30 days").id;
    const auto calm = make(db, "Calm", "NOT IN SEGMENT Active").id;
    live.run_once();
    CHECK_FALSE(live.ready());
    CHECK(members(db, live, logged) == std::vector{anne});
    CHECK(members(db, live, active).empty());
    CHECK(members(db, live, calm) == sorted({anne, bob}));
    CHECK(told(db, anne).empty());  // a first computation fires nothing
    fact(db, anne, "login");
    live.run_once();
    live.run_once();
    CHECK(members(db, live, active) == std::vector{anne});
    CHECK(members(db, live, calm) == std::vector{bob});
    CHECK(told(db, anne) == std::vector<std::string>{"segment_entered", "segment_left"});
    // Time alone moves people, and who is deleted leaves.
    db.clock().advance(hours(24 * 31));
    db->write(
        [&](store::Transaction& tx) { people::remove(tx, bob, std::nullopt, people::system_caller()); });
    live.run_once();
    CHECK(members(db, live, logged).empty());
    CHECK(members(db, live, calm) == std::vector{anne});
    db->read([&](store::Reader& reader) {
      const Segment now = get_segment(reader, calm);
      CHECK(now.members_count == 1);
      CHECK(now.computed_version == now.rule_version);
    });
  });
}

TEST_CASE("columns and SQL keep the same members, one after the other on the same tables") {
  for_each_engine([](TestDatabase& db) {
    std::vector<ContactId> people;
    for (int i = 0; i < 40; ++i) {
      auto one = draft("p" + std::to_string(i) + "@example.com");
      if (i % 3 == 0) one.country = "FR";
      people.push_back(add(db, one).id);
      for (int n = 0; n < i % 4; ++n) fact(db, people.back(), "click", hours(20 * n));
    }
    const auto often = make(db, "Often", "DID click AT LEAST 2 TIMES IN LAST 2 days").id;
    const auto french = make(db, "French", "country = FR OR IN SEGMENT Often").id;
    const auto rest = make(db, "Rest", "NOT IN SEGMENT French AND (DID click OR country IS NULL)").id;
    const auto all = [&](Live& live) {
      std::vector<std::vector<ContactId>> out;
      for (const auto id : {often, french, rest}) out.push_back(members(db, live, id));
      return out;
    };
    for (int round = 0; round < 3; ++round) {
      Live by_sql(*db);
      by_sql.configure({.engine = Engine::sql});
      by_sql.run_once();
      const auto found = all(by_sql);
      std::vector<std::size_t> before, after;
      for (const auto id : people) before.push_back(told(db, id).size());
      Live by_columns(*db);
      by_columns.run_once();
      CHECK(all(by_columns) == found);
      for (const auto id : people) after.push_back(told(db, id).size());
      CHECK(after == before);
      db.clock().advance(hours(15));
      for (std::size_t i = 0; i < people.size(); i += 5) fact(db, people[i], "click");
    }
  });
}

TEST_CASE(
    "a rule that can no longer be read keeps its members and says why, and a changed rule fires nothing") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id;
    Live live(*db);
    live.configure({.engine = Engine::sql});
    const auto id = make(db, "Members", "NOT DID nothing").id;
    live.run_once();
    CHECK(members(db, live, id) == std::vector{anne});
    db->write([&](store::Transaction& tx) {
      tx.run(store::DynamicSql{"update segments set rule = :rule where segment_id = :id"},
             {{"rule", Json::parse(R"({"field": "gone", "op": "equal", "value": 1})")}, {"id", id}});
    });
    live.run_once();
    CHECK(members(db, live, id) == std::vector{anne});
    const auto read = [&] {
      return db->read([&](store::Reader& reader) { return get_segment(reader, id); });
    };
    CHECK(read().problem.find("gone") != std::string::npos);
    db->write([&](store::Transaction& tx) {
      tx.run(store::DynamicSql{"update segments set rule = :rule, rule_version = rule_version + 1 where "
                               "segment_id = :id"},
             {{"rule", Json::parse(R"({"field": "country", "op": "equal", "value": "JP"})")}, {"id", id}});
    });
    live.run_once();
    CHECK(members(db, live, id).empty());
    CHECK(read().problem.empty());
    CHECK(told(db, anne).empty());
  });
}
