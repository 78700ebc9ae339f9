#include "platform/store/store.h"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/json.hpp>
#include <future>
#include <thread>

#include "base/error.h"
#include "platform/store/statistics.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::store;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

enum class Colour { red, green_ };

struct Thing {
  Uuid id;
  std::string name;
  std::int64_t count = 0;
  double weight = 0;
  bool active = false;
  Instant at;
  Date born;
  Money price;
  std::optional<Money> fee;
  Colour colour = Colour::red;
  std::optional<std::string> note;
  std::vector<std::string> tags;
  Json extra;
};
template <class = void>
constexpr auto describe(Type<Thing>) {
  return fields(field<&Thing::id>(), field<&Thing::name>(), field<&Thing::count>(), field<&Thing::weight>(),
                field<&Thing::active>(), field<&Thing::at>(), field<&Thing::born>(), field<&Thing::price>(),
                field<&Thing::fee>(), field<&Thing::colour>(), field<&Thing::note>(), field<&Thing::tags>(),
                field<&Thing::extra>());
}

constexpr Statement make{"test.make", Reach::local, R"sql(
create table things (id uuid not null primary key, name text not null, count bigint not null,
  weight double precision not null, active boolean not null, at bigint not null, born text not null,
  price bigint not null, price_currency text not null, fee bigint, fee_currency text, colour text not null,
  note text, tags jsonb not null, extra jsonb not null))sql"};
constexpr Statement insert{"test.insert", Reach::local, R"sql(
insert into things (id, name, count, weight, active, at, born, price, price_currency, fee, fee_currency, colour,
  note, tags, extra)
values (:id, :name, :count, :weight, :active, :at, :born, :price, :price_currency, :fee, :fee_currency, :colour,
  :note, :tags, :extra))sql"};
constexpr Statement by_id{"test.by_id", Reach::local, "select * from things where id = :id"};
constexpr Statement names{"test.names", Reach::local, "select name from things order by name"};
constexpr Statement how_many{"test.count", Reach::local, "select count(*) from things"};

Thing example(const Uuid& id, std::string name) {
  Thing t;
  t.id = id;
  t.name = std::move(name);
  t.count = 1LL << 60;
  t.weight = 0.1;
  t.active = true;
  t.at = Instant{1'700'000'000'123};
  t.born = Date{2024, 2, 29};
  t.price = Money{-1250, *parse_currency("VND")};
  t.colour = Colour::green_;
  t.tags = {"a", "b\"c"};
  t.extra = Json::parse(R"({"k":[1,2]})");
  return t;
}

void set_up(TestDatabase& db) {
  db->write([](Transaction& tx) { tx.run(make, {}); });
}

std::int64_t count(TestDatabase& db) {
  return db->read([](Reader& r) { return r.value<std::int64_t>(how_many).value_or(-1); });
}

}  // namespace

TEST_CASE("a described struct is written and read back the same") {
  for_each_engine([](TestDatabase& db) {
    set_up(db);
    Thing t = example(db.ids().next(), "Zoë");
    t.fee = Money{99, *parse_currency("TND")};
    db->write([&](Transaction& tx) { CHECK(tx.run(insert, Params::of(t)) == 1); });
    const auto back = db->read([&](Reader& r) { return r.find<Thing>(by_id, {{"id", t.id}}); });
    REQUIRE(back);
    CHECK(back->name == t.name);
    CHECK(back->count == t.count);
    CHECK(back->weight == t.weight);
    CHECK(back->active);
    CHECK(back->at == t.at);
    CHECK(back->born == t.born);
    CHECK(back->price == t.price);
    REQUIRE(back->fee);
    CHECK(*back->fee == *t.fee);
    CHECK(back->colour == Colour::green_);
    CHECK_FALSE(back->note);
    CHECK(back->tags == t.tags);
    CHECK(json::parse(back->extra.text()) == json::parse(t.extra.text()));
  });
}

TEST_CASE("a unit that throws leaves nothing, and its neighbours in the same commit stay") {
  for_each_engine([](TestDatabase& db) {
    set_up(db);
    std::atomic<int> committed{0}, failed{0};
    constexpr int units = 200;
    for (int i = 0; i < units; ++i) {
      db->submit(
          [i](Transaction& tx) {
            if (i % 5 == 1) fail(ErrorCode::invalid, "no, before anything was written");
            const Thing t = example(tx.new_uuid(), "n" + std::to_string(i));
            tx.run(insert, Params::of(t));
            if (i >= 100 && i % 3 == 0) fail(ErrorCode::conflict, "no, afterwards");
          },
          [&](std::exception_ptr e) { ++(e ? failed : committed); });
    }
    while (committed + failed < units) std::this_thread::yield();
    CHECK(failed == 40 + 27);  // 33 of the later ones are thirds, 6 of them failed before
    CHECK(count(db) == committed);
  });
}

TEST_CASE("a unit that goes next passes the ones that wait, and the others keep their order") {
  TestDatabase db(Engine::sqlite);  // one writer: the order of all can be seen
  set_up(db);
  std::promise<void> begun, go_on;
  db->submit(
      [&](Transaction&) {
        begun.set_value();
        go_on.get_future().wait();
      },
      [](std::exception_ptr) {});
  begun.get_future().wait();
  std::vector<std::string> order;  // written by the writer's thread alone, until the last one is done
  const auto submit = [&](const char* name, Turn turn) {
    db->submit([&order, name](Transaction&) { order.emplace_back(name); }, [](std::exception_ptr) {}, turn);
  };
  submit("first", Turn::in_order);
  submit("second", Turn::in_order);
  submit("urgent", Turn::next);
  submit("also urgent", Turn::next);
  go_on.set_value();
  db->write([](Transaction&) {});
  CHECK(order == std::vector<std::string>{"urgent", "also urgent", "first", "second"});
}

TEST_CASE("a unit that swallows the error of a statement does not commit") {
  for_each_engine([](TestDatabase& db) {
    set_up(db);
    const Thing t = example(db.ids().next(), "once");
    CHECK_THROWS_AS(db->write([&](Transaction& tx) {
      tx.run(insert, Params::of(t));
      try {
        tx.run(insert, Params::of(t));
      } catch (const Error& e) {
        CHECK(e.code() == ErrorCode::conflict);
      }
    }),
                    Error);
    CHECK(count(db) == 0);
  });
}

TEST_CASE("an answer goes out after its commit is visible to readers") {
  for_each_engine([](TestDatabase& db) {
    set_up(db);
    std::atomic<int> wrong{0};
    std::vector<std::thread> clients;
    for (int c = 0; c < 4; ++c)
      clients.emplace_back([&] {
        for (int i = 0; i < 50; ++i) {
          const Thing t = example(db.ids().next(), "x");
          db->write([&](Transaction& tx) { tx.run(insert, Params::of(t)); });
          if (!db->read([&](Reader& r) { return r.find<Thing>(by_id, {{"id", t.id}}); })) ++wrong;
        }
      });
    for (auto& client : clients) client.join();
    CHECK(wrong == 0);
    CHECK(count(db) == 200);
  });
}

TEST_CASE("a unit cannot end the transaction it runs in") {
  for_each_engine([](TestDatabase& db) {
    set_up(db);
    for (const char* sql : {"commit", "rollback", "savepoint x", "begin"}) {
      CAPTURE(sql);
      CHECK_THROWS_AS(db->write([&](Transaction& tx) { tx.run(DynamicSql{sql}, {}); }), Error);
    }
    db->write([&](Transaction& tx) { tx.run(insert, Params::of(example(tx.new_uuid(), "after"))); });
    CHECK(count(db) == 1);
  });
}

TEST_CASE("a batch writes every row, and a missing parameter is named") {
  for_each_engine([](TestDatabase& db) {
    set_up(db);
    std::vector<Thing> things;
    for (int i = 0; i < 1000; ++i) things.push_back(example(db.ids().next(), std::to_string(i)));
    std::vector<Params> rows;
    for (const Thing& t : things) rows.push_back(Params::of(t));
    CHECK(db->write([&](Transaction& tx) { return tx.run_batch(insert, rows); }) == 1000);
    CHECK(count(db) == 1000);
    CHECK_THROWS_WITH_AS(db->write([&](Transaction& tx) {
      tx.run(by_id, {{"other", 1}});
    }),
                         doctest::Contains(":id"), Error);
  });
}

TEST_CASE("rows may be read while other rows of the same statement are read") {
  for_each_engine([](TestDatabase& db) {
    set_up(db);
    db->write([&](Transaction& tx) {
      for (const char* name : {"a", "b"}) tx.run(insert, Params::of(example(tx.new_uuid(), name)));
    });
    std::string seen;
    db->read([&](Reader& r) {
      r.each(names, {}, [&](const Row& outer) {
        seen += outer.text(0);
        r.each(names, {}, [&](const Row& inner) { seen += inner.text(0); });
      });
    });
    CHECK(seen == "aabbab");
  });
}

TEST_CASE("a reader sees one snapshot and one moment throughout") {
  for_each_engine([](TestDatabase& db) {
    set_up(db);
    db->read([&](Reader& r) {
      const Instant began = r.now();
      CHECK(*r.value<std::int64_t>(how_many) == 0);
      db->write([&](Transaction& tx) { tx.run(insert, Params::of(example(tx.new_uuid(), "new"))); });
      db.clock().advance(seconds(5));
      CHECK(*r.value<std::int64_t>(how_many) == 0);
      CHECK(r.now() == began);
    });
    CHECK(count(db) == 1);
  });
}

TEST_CASE("what is asked again and again is read once, until it is forgotten") {
  for_each_engine([](TestDatabase& db) {
    int read = 0;
    db->write([&](Transaction& tx) {
      const auto answer = [&] { return *tx.remember<int>("test.answer", [&] { return ++read; }); };
      CHECK(answer() == 1);
      CHECK(answer() == 1);
      tx.forget("test.answer");
      CHECK(answer() == 2);
      CHECK_THROWS(tx.remember<int>("test.other", []() -> int { throw std::runtime_error("no"); }));
      CHECK(*tx.remember<int>("test.other", [] { return 7; }) == 7);
    });
    // The next unit knows nothing of it.
    db->write([&](Transaction& tx) { CHECK(*tx.remember<int>("test.answer", [] { return 30; }) == 30); });
  });
}

TEST_CASE("tables that have grown are looked at, so that they are read by their indexes") {
  for_each_engine([](TestDatabase& db) {
    db->write([](Transaction& tx) {
      tx.run_script("create table grown (id bigint primary key, note text)");
      std::vector<Params> rows;
      for (std::int64_t i = 0; i < 20'000; ++i) rows.push_back({{"id", i}, {"note", std::string(60, 'n')}});
      constexpr Statement insert{"test.grown", Reach::local,
                                 "insert into grown (id, note) values (:id, :note)"};
      tx.run_batch(insert, rows);
    });
    refresh_statistics(*db);
    if (db->engine() == Engine::sqlite) return;
    const auto rows = db->read([](Reader& r) {
      return r.value<double>(DynamicSql{
          "select cast(reltuples as double precision) from pg_class where oid = cast('grown' as regclass)"});
    });
    CHECK(rows.value_or(0) == doctest::Approx(20'000));
  });
}

TEST_CASE("a query that takes too long is stopped") {
  for_each_engine(
      [](TestDatabase& db) {
        const DynamicSql endless{
            "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"};
        try {
          db->read([&](Reader& r) { r.each(endless, {}, {}); });
          FAIL("it ended");
        } catch (const Error& e) {
          CHECK(e.code() == ErrorCode::unavailable);
        }
        set_up(db);
        CHECK(count(db) == 0);  // the connection still works
      },
      {.read_limit = Duration(200)});
}

TEST_CASE("hooks run after the commit and not after a failure") {
  for_each_engine([](TestDatabase& db) {
    set_up(db);
    std::atomic<int> hooks{0};
    db->write([&](Transaction& tx) { tx.after_commit([&] { ++hooks; }); });
    CHECK(hooks == 1);
    CHECK_THROWS(db->write([&](Transaction& tx) {
      tx.after_commit([&] { ++hooks; });
      fail(ErrorCode::invalid, "no");
    }));
    CHECK(hooks == 1);
  });
}
