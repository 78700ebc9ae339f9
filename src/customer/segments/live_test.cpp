#include <future>

#include "customer/people/views.h"
#include "customer/segments/answers.h"
#include "customer/segments/live_fixture.h"

using namespace rapport;
using namespace rapport::segments;
using namespace rapport::segments::testing;
using store::testing::for_each_engine;

TEST_CASE("a segment finds its members, follows what happens, and tells who enters and who leaves") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id, bob = add(db, draft("bob@example.com")).id;
    fact(db, anne, "login");
    Live live(*db);
    live.run_once();
    const auto active = make(db, "Active", "DID login AT LEAST 2 TIMES IN LAST 30 days").id;
    const auto logged = make(db, "Logged in", "DID login").id;
    const auto calm = make(db, "Calm", "NOT IN SEGMENT Active").id;
    live.wake();
    live.run_once();
    CHECK(members(db, live, logged) == std::vector{anne});
    CHECK(members(db, live, active).empty());
    CHECK(members(db, live, calm) == sorted({anne, bob}));
    CHECK(told(db, anne).empty());  // a first computation fires nothing
    fact(db, anne, "login");
    live.run_once();
    CHECK(members(db, live, active) == std::vector{anne});
    CHECK(members(db, live, calm) == std::vector{bob});
    CHECK(told(db, anne) == std::vector<std::string>{"segment_entered", "segment_left"});
    live.run_once();  // what was told is no event to rules: nothing more happens
    CHECK(told(db, anne).size() == 2);
    // A restart finds the same, and what happened meanwhile.
    fact(db, bob, "login");
    Live again(*db);
    again.run_once();
    CHECK(members(db, again, logged) == sorted({anne, bob}));
    CHECK(told(db, bob) == std::vector<std::string>{"segment_entered"});
    CHECK(told(db, anne).size() == 2);
  });
}

TEST_CASE("a fact of the past and a change of the record move people, too") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id;
    Live live(*db);
    live.run_once();
    const auto french = make(db, "French", "country = FR").id;
    const auto bought = make(db, "Looked", "DID \"Product Viewed\" WHERE (price > 20 AND colour = red)").id;
    live.wake();
    live.run_once();
    change(db, anne, R"({"country": "FR"})");
    fact(db, anne, "Product Viewed", seconds(86'400 * 10), facts::Arrival::backfill,
         R"({"properties": {"price": 20.5, "colour": "red"}})");
    fact(db, anne, "Product Viewed", Duration(0), facts::Arrival::live,
         R"({"properties": {"price": 10, "colour": "red"}})");
    live.run_once();
    CHECK(members(db, live, french) == std::vector{anne});
    CHECK(members(db, live, bought) == std::vector{anne});
    change(db, anne, R"({"country": "BE"})");
    live.run_once();
    CHECK(members(db, live, french).empty());
    const auto why = db->read([&](store::Reader& reader) {
      return explain(reader, live, text("country = FR OR DID \"Product Viewed\" AT LEAST 2 TIMES"), anne.uuid,
                     people::system_caller());
    });
    CHECK(why.holds);
    REQUIRE(why.tree.children.size() == 2);
    CHECK(why.tree.children[0].text().find("\"BE\"") != std::string::npos);
    CHECK(why.tree.children[1].text().find("\"found\":\"2\"") != std::string::npos);
  });
}

TEST_CASE("time alone takes people out of a window") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id;
    fact(db, anne, "login");
    Live live(*db);
    const auto recent = make(db, "Recent", "DID login IN LAST 2 hours").id;
    live.run_once();
    CHECK(members(db, live, recent) == std::vector{anne});
    db.clock().advance(seconds(7'201));
    live.run_once();
    CHECK(members(db, live, recent).empty());
    CHECK(told(db, anne) == std::vector<std::string>{"segment_left"});
  });
}

TEST_CASE(
    "facts that follow each other within a moment are judged at once, and time is made up for at the beat") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id;
    const auto ben = add(db, draft("ben@example.com")).id;
    Live live(*db);
    const auto twice = make(db, "Twice", "DID login AT LEAST 2 TIMES IN LAST 2 hours").id;
    const auto soon = [&](const std::vector<ContactId>& wanted) {
      const auto until = std::chrono::steady_clock::now() + seconds(20);
      while (members(db, live, twice) != wanted && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      return members(db, live, twice) == wanted;
    };
    live.run_once();  // the first computation tells of nobody
    live.start({.beat = std::chrono::milliseconds(200)});
    fact(db, anne, "login");
    fact(db, anne, "login");
    CHECK(soon({anne}));
    db.clock().advance(Duration(400));  // later than the plan of that round, and yet of this moment
    fact(db, ben, "login");
    fact(db, ben, "login");
    CHECK(soon(sorted({anne, ben})));
    db.clock().advance(seconds(7'200) - Duration(300));
    CHECK(soon({ben}));
    db.clock().advance(seconds(1));
    CHECK(soon({}));
    live.stop();
    CHECK(told(db, anne) == std::vector<std::string>{"segment_entered", "segment_left"});
    CHECK(told(db, ben) == std::vector<std::string>{"segment_entered", "segment_left"});
  });
}

TEST_CASE("a fixed list is put together by hand and combined with rules") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id, bob = add(db, draft("bob@example.com")).id;
    Live live(*db);
    live.run_once();
    const auto list = db->write([&](store::Transaction& tx) {
      return create_segment(tx, {.name = "Friends", .kind = SegmentKind::list, .rule = {}},
                            people::system_caller())
          .id;
    });
    const auto both = make(db, "Friends of ours", "IN SEGMENT Friends AND email CONTAINS example").id;
    live.wake();
    live.run_once();
    const auto changed = db->write([&](store::Transaction& tx) {
      return change_members(tx, list,
                            {.add = {anne.uuid}, .identifiers = {"BOB@example.com", "nobody@example.com"}},
                            people::system_caller());
    });
    CHECK(changed.added == 2);
    CHECK(changed.unknown == std::vector<std::string>{"nobody@example.com"});
    live.wake();
    live.run_once();
    CHECK(members(db, live, list) == sorted({anne, bob}));
    CHECK(members(db, live, both) == sorted({anne, bob}));
    CHECK(told(db, anne) == std::vector<std::string>{"segment_entered"});
    CHECK_THROWS_AS(db->write([&](store::Transaction& tx) {
      const auto used = get_segment(tx, list);
      remove_segment(tx, list, used.version, people::system_caller());
    }),
                    Error);
  });
}

TEST_CASE("rules that lead back to themselves are refused with the way") {
  for_each_engine([](TestDatabase& db) {
    const auto a = make(db, "A", "country = FR");
    make(db, "B", "IN SEGMENT A");
    const auto error = error_of([&] {
      db->write([&](store::Transaction& tx) {
        patch_segment(tx, a.id, Json::parse(R"({"rule": "NOT IN SEGMENT B"})"), a.version,
                      people::system_caller());
      });
    });
    REQUIRE(error.issues().size() == 1);
    CHECK(error.issues()[0].message.find("A → B → A") != std::string::npos);
  });
}

TEST_CASE("at any instant the members are those that a computation anew finds") {
  for_each_engine([](TestDatabase& db) {
    const std::vector<const char*> rules = {
        "country = FR",
        "country IN (BE, CH) AND NOT DID login",
        "DID login AT LEAST 2 TIMES IN LAST 3 days",
        "NOT DID login IN LAST 2 days",
        "DID \"Product Viewed\" IN LAST 5 days WHERE (price > 20 AND colour = red)",
        "created_at > 2 days",
        "last_login > 1 day",
        "days_active >= 2",
        "tags HAS ANY (vip, trial)",
        "tags HAS NONE (vip, x) AND DID call",
        "engagement_score > 4",
        "NOT (city = Paris AND DID page_view AT LEAST 3 TIMES)",
        "DID NOT ANYTHING IN LAST 1 day",
        "IN SEGMENT \"0\" AND NOT IN SEGMENT \"3\"",
    };
    SeededRandom random(5);
    const auto pick = [&](auto... options) {
      const std::vector<std::string> all{options...};
      return all[random.next() % all.size()];
    };
    std::vector<ContactId> people;
    std::vector<SegmentId> segments;
    Live live(*db);
    live.run_once();
    for (std::size_t i = 0; i < rules.size(); ++i)
      segments.push_back(make(db, std::to_string(i).c_str(), rules[i]).id);
    live.wake();
    for (int instant = 0; instant < 20; ++instant) {
      for (int step = 0; step < 25; ++step) {
        const int what = people.size() < 5 ? 0 : static_cast<int>(random.next() % 12);
        if (what == 0) {
          auto made = draft("p" + std::to_string(people.size()) + "@example.com");
          made.country = pick("FR", "BE", "CH");
          people.push_back(add(db, made).id);
          continue;
        }
        const ContactId who = people[random.next() % people.size()];
        if (what == 1)
          change(db, who, R"({"country": ")" + pick("FR", "BE", "CH") + R"("})");
        else if (what == 2)
          change(db, who, R"({"city": ")" + pick("Paris", "Lyon") + R"("})");
        else if (what == 3)
          change(db, who, pick(R"({"tags": ["vip"]})", R"({"tags": []})", R"({"tags": ["trial", "x"]})"));
        else
          fact(db, who, pick("login", "page_view", "call", "Product Viewed").c_str(),
               seconds(static_cast<std::int64_t>(random.next() % (6 * 86'400))),
               pick("a", "b") == "a" ? facts::Arrival::live : facts::Arrival::backfill,
               pick(R"({"properties": {"price": 30, "colour": "red"}})", R"({"properties": {"price": 10}})")
                   .c_str());
        if (random.next() % 6 == 0) live.run_once();
        if (random.next() % 4 == 0)
          db.clock().advance(seconds(static_cast<std::int64_t>(random.next() % 40'000)));
      }
      live.run_once();
      Live anew(*db);
      anew.configure({.leads = [] { return false; }});
      anew.run_once();
      for (std::size_t i = 0; i < rules.size(); ++i) {
        INFO(rules[i]);
        const auto expected = db->read([&](store::Reader& reader) {
          return preview(reader, anew, {.rule = text(rules[i])}, people::system_caller()).count;
        });
        std::set<Uuid> known;
        db->read([&](store::Reader& reader) {
          each_member(reader, segments[i], [&](const Uuid& id) { known.insert(id); });
          for (const ContactId& who : people) {
            const auto why = explain(reader, anew, text(rules[i]), who.uuid, people::system_caller());
            CHECK(why.holds == known.contains(who.uuid));
          }
        });
        CHECK(static_cast<std::int64_t>(known.size()) == expected);
      }
    }
  });
}

TEST_CASE(
    "a view keeps the segment that it names under another name, and the segment cannot be deleted under it") {
  for_each_engine([](TestDatabase& db) {
    const auto regulars = make(db, "Regulars", "DID login");
    people::ViewDraft draft;
    draft.name = "Regulars of Lyon";
    draft.shared = true;
    draft.filter =
        Json::parse(R"({"all":[{"segment":"Regulars"},{"field":"city","op":"equal","value":"Lyon"}]})");
    const auto manager = caller_with({"views.share"});
    const auto view =
        db->write([&](store::Transaction& tx) { return people::create_view(tx, draft, manager); });
    CHECK(view.filter.text().find(render(regulars.id)) != std::string::npos);
    const auto renamed = db->write([&](store::Transaction& tx) {
      return patch_segment(tx, regulars.id, Json::parse(R"({"name":"Often here"})"), regulars.version,
                           people::system_caller());
    });
    try {
      db->write([&](store::Transaction& tx) {
        remove_segment(tx, regulars.id, renamed.version, people::system_caller());
      });
      FAIL("a segment was deleted that a view asks for");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::conflict);
      CHECK(error.message().find("Regulars of Lyon") != std::string::npos);
    }
  });
}

TEST_CASE("counts that wait for a round leave it the connections that it needs") {
  // Holds the round until it is let go.
  struct Held : Follower {
    void changed(const WhatChanged&, const columns::Pinned&) override {
      if (std::exchange(holds, false)) {
        began.set_value();
        go_on.get_future().wait();
      }
    }
    bool holds = true;
    std::promise<void> began, go_on;
  };
  for_each_engine([](TestDatabase& db) {
    Live live(*db);
    live.run_once();
    const auto anne = add(db, draft("anne@example.com")).id;
    fact(db, anne, "login");
    Held held;
    live.follow(&held);
    std::thread round([&] { live.run_once(); });
    held.began.get_future().wait();
    // Each of another history, which only a round may read.
    std::vector<std::future<Preview>> asked;
    for (int i = 0; i < 4; ++i)
      asked.push_back(std::async(std::launch::async, [&, i] {
        const std::string rule = "DID login WHERE device_" + std::to_string(i) + " = phone OR DID login";
        return db->read([&](store::Reader& reader) {
          return preview(reader, live, {.rule = text(rule.c_str()), .as_of = {}}, people::system_caller());
        });
      }));
    const auto answered = [&] {
      return std::ranges::count_if(asked, [](auto& one) {
        return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
      });
    };
    for (int i = 0; i < 1'000 && answered() < 2; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(answered() == 2);  // by SQL; and there are connections again
    CHECK(db->read([](store::Reader& reader) { return reader.now() > Instant{}; }));
    held.go_on.set_value();
    round.join();
    live.follow(nullptr);
    std::int64_t by_columns = 0;
    for (auto& one : asked) {
      const Preview found = one.get();
      CHECK(found.count == 1);
      by_columns += found.engine == "columns" ? 1 : 0;
    }
    CHECK(by_columns == 2);
  });
}

TEST_CASE("sizes are told by day, of one segment and of all") {
  for_each_engine([](TestDatabase& db) {
    const auto anne = add(db, draft("anne@example.com")).id;
    add(db, draft("bob@example.com"));
    Live live(*db);
    live.run_once();
    const auto logged = make(db, "Logged in", "DID login").id;
    live.wake();
    live.run_once();
    fact(db, anne, "login");
    live.run_once();
    db.clock().advance(hours(24 * 3));
    db->write(
        [&](store::Transaction& tx) { people::remove(tx, anne, std::nullopt, people::system_caller()); });
    live.run_once();
    const auto sizes = [&](int days) {
      return db->read([&](store::Reader& reader) {
        std::vector<std::int64_t> out;
        for (const auto& day : segment_history(reader, logged, {.days = days}).sizes) out.push_back(day.size);
        return out;
      });
    };
    CHECK(sizes(90) == std::vector<std::int64_t>{1, 0});
    CHECK(sizes(2) == std::vector<std::int64_t>{0});
    const auto all = db->read([](store::Reader& reader) { return list_performance(reader); });
    REQUIRE(all.items.size() == 1);
    REQUIRE(all.items[0].sizes_30_days.size() == 2);
    CHECK(all.items[0].sizes_30_days[0].entered == 1);
    CHECK(all.items[0].sizes_30_days[1].left == 1);
    CHECK(all.items[0].sizes_30_days[1].size == 0);
  });
}
