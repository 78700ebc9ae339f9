#include "platform/store/batch.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <set>
#include <thread>

#include "base/error.h"
#include "platform/store/postgres/over_arrays.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::store;
using postgres::over_arrays;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

constexpr Statement make{"test.make", Reach::local, R"sql(
create table notes (key text not null primary key, id uuid, n bigint, part double precision, yes boolean, body jsonb))sql"};
constexpr Statement claim{"test.claim", Reach::local, R"sql(
insert into notes (key, id, n, part, yes, body) values (:key, :id, :n + 1, :part, :yes, :body)
on conflict do nothing returning key)sql"};
constexpr Statement find{
    "test.find", Reach::local,
    "select key, n, part, yes, body, id from notes where key = :key order by key limit 1"};

Params note(std::string_view key, std::int64_t n) {
  Params out{{"key", std::string(key)}, {"n", n}, {"part", static_cast<double>(n) / 2}, {"yes", n % 2 == 0}};
  out.set("id", n == 2 ? std::optional<Uuid>() : Uuid{});
  out.set("body", Json(boost::json::object{{"of", std::string(key)}, {"text", "“Nguyễn” \\ \" \n"}}));
  return out;
}

std::set<std::string> claim_all(TestDatabase& db, const std::vector<std::string>& keys) {
  std::vector<Params> rows;
  for (const auto& key : keys) rows.push_back(note(key, static_cast<std::int64_t>(rows.size())));
  return db->write([&](Transaction& tx) {
    std::set<std::string> out;
    each_in_batch(tx, claim, rows, [&](const Row& row) { out.emplace(row.text(0)); });
    return out;
  });
}

}  // namespace

TEST_CASE("a batch of claims gives back those that were new, once each") {
  for_each_engine([](TestDatabase& db) {
    db->write([](Transaction& tx) { tx.run(make, {}); });
    CHECK(claim_all(db, {"a", "b", "c", "b", "d"}) == std::set<std::string>{"a", "b", "c", "d"});
    CHECK(claim_all(db, {"c", "e", "d", "f"}) == std::set<std::string>{"e", "f"});
    CHECK(claim_all(db, {"g"}) == std::set<std::string>{"g"});
    CHECK(claim_all(db, {}).empty());
  });
}

TEST_CASE("rows of a batch hold what was given, absent values, texts and documents included") {
  for_each_engine([](TestDatabase& db) {
    db->write([](Transaction& tx) { tx.run(make, {}); });
    claim_all(db, {"a", "b", "đ", "e"});
    const std::vector<std::string> keys{"đ", "nobody", "a", "b", "a"};
    std::vector<Params> rows;
    for (const auto& key : keys) rows.push_back({{"key", key}});
    std::multiset<std::string> seen;
    db->write([&](Transaction& tx) {
      each_in_batch(tx, find, rows, [&](const Row& row) {
        seen.emplace(row.text(0));
        const auto n = row.integer(1) - 1;
        CHECK(n == (row.text(0) == "a" ? 0 : row.text(0) == "b" ? 1 : 2));
        CHECK(row.number(2) == static_cast<double>(n) / 2);
        CHECK(row.boolean(3) == (n % 2 == 0));
        CHECK(row.get<Json>(4).value().at("text").as_string() == "“Nguyễn” \\ \" \n");
        CHECK(row.get<Json>(4).value().at("of").as_string() == std::string(row.text(0)));
        CHECK(row.is_null(5) == (n == 2));
      });
    });
    CHECK(seen == std::multiset<std::string>{"a", "a", "b", "đ"});
  });
}

TEST_CASE("many rows, and rows of several types, come through in portions") {
  for_each_engine([](TestDatabase& db) {
    db->write([](Transaction& tx) { tx.run(make, {}); });
    std::vector<std::string> keys;
    for (int i = 0; i < 1'300; ++i) keys.push_back("key " + std::to_string(i) + std::string(3'000, 'x'));
    CHECK(claim_all(db, keys).size() == 1'300);
    std::vector<Params> rows{note("p", 1), note("q", 2), note("r", 3), note("s", 4)};
    rows[2].set("n", 3.0);  // as a number with a fraction: it fits into the column all the same
    CHECK(db->write([&](Transaction& tx) { return tx.run_batch(claim, rows); }) == 4);
  });
}

TEST_CASE("a batch that fails changes nothing, and names what is missing") {
  for_each_engine([](TestDatabase& db) {
    db->write([](Transaction& tx) { tx.run(make, {}); });
    const std::vector<Params> rows{note("a", 1), note("b", 2), note("c", 3), {{"key", "d"}}};
    CHECK_THROWS_WITH_AS(db->write([&](Transaction& tx) { each_in_batch(tx, claim, rows, {}); }),
                         doctest::Contains("test.claim"), Error);
    CHECK(claim_all(db, {"a", "b", "c"}).size() == 3);
  });
}

TEST_CASE("statements that are asked for together are all answered, each to whom it belongs") {
  for_each_engine([](TestDatabase& db) {
    db->write([](Transaction& tx) { tx.run(make, {}); });
    claim_all(db, {"a", "b"});
    std::vector<std::string> made, found, none;
    std::vector<Executions> all(4);
    all[0] = {&claim, {note("c", 1)}, [&](const Row& row) { made.emplace_back(row.text(0)); }};
    all[1] = {&find, {}, [&](const Row& row) { none.emplace_back(row.text(0)); }};
    all[2].statement = &find;
    for (const char* key : {"a", "b", "c", "d"}) all[2].rows.push_back({{"key", key}});
    all[2].row = [&](const Row& row) { found.emplace_back(row.text(0)); };
    all[3] = {&claim, {note("a", 1)}, [&](const Row& row) { none.emplace_back(row.text(0)); }};
    db->write([&](Transaction& tx) { each_together(tx, all); });
    std::sort(found.begin(), found.end());
    CHECK(made == std::vector<std::string>{"c"});
    CHECK(found == std::vector<std::string>{"a", "b", "c"});
    CHECK(none.empty());
  });
}

TEST_CASE("of units that commit together one that fails takes nothing of the others with it") {
  for_each_engine([](TestDatabase& db) {
    db->write([](Transaction& tx) { tx.run(make, {}); });
    constexpr int units = 200;
    std::atomic<int> done = 0, failed = 0;
    for (int i = 0; i < units; ++i)
      db->submit(
          [i](Transaction& tx) {
            const std::string key = "unit " + std::to_string(i);
            tx.run(claim, note(key, 1));
            if (i % 5 == 0) fail(ErrorCode::conflict, "This one is refused after it wrote.");
            if (i % 7 == 0) tx.run(DynamicSql{"select 1 from nowhere"}, {});
          },
          [&](const std::exception_ptr& error) { ++(error ? failed : done); });
    while (done + failed < units) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    int expected = 0;
    for (int i = 0; i < units; ++i) expected += i % 5 != 0 && i % 7 != 0 ? 1 : 0;
    CHECK(done == expected);
    CHECK(db->read([](Reader& r) {
      return r.value<std::int64_t>(DynamicSql{"select count(*) from notes"});
    }) == expected);
  });
}

TEST_CASE("a statement for one row becomes one for many only where that says the same") {
  CHECK(over_arrays("insert into t (a, b) values ($1, lower($2)) on conflict do nothing", 2) ==
        "insert into t (a, b) select given.p1, lower(given.p2) from unnest($1, $2) as given(p1, p2) on "
        "conflict do "
        "nothing");
  CHECK(over_arrays("insert into t (a) values ('$1 (', $1)", 1) ==
        "insert into t (a) select '$1 (', given.p1 from unnest($1) as given(p1)");
  CHECK(over_arrays("select b from t where a = $1", 1) ==
        "select found.* from unnest($1) as given(p1), lateral (select * from (select b from t where a = "
        "given.p1) as "
        "one offset 0) as found");
  for (const char* single :
       {"update t set a = $1", "delete from t where a = $1", "insert into t (a) select $1",
        "insert into t (a) values ($1) on conflict (a) do update set b = excluded.b",
        "insert into t (a) values ($1), ($1)", "insert into t (a) values ($1) returning a + $1"})
    CHECK_MESSAGE(over_arrays(single, 1).empty(), single);
  CHECK(over_arrays("insert into t (a) values (1)", 0).empty());
}
