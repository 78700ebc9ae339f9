#include <doctest/doctest.h>

#include <algorithm>

#include "platform/rules/list.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::rules;
using store::ColumnType;

namespace {

Fields fields() {
  Fields f;
  f.add({.name = "city", .type = ColumnType::text, .column = "p.city", .folded = "p.city"});
  f.add({.name = "age",
         .kind = FieldKind::number,
         .type = ColumnType::integer,
         .column = "p.age",
         .indexed = true});
  f.add({.name = "word",
         .kind = FieldKind::tags,
         .type = ColumnType::text,
         .column = "w.word",
         .relation = "words w where w.place_id = p.place_id",
         .relation_table = "words w",
         .relation_key = "w.place_id"});
  f.add({.name = "tone",
         .type = ColumnType::text,
         .column = "w.word",
         .relation = "words w where w.place_id = p.place_id",
         .relation_table = "words w",
         .relation_key = "w.place_id",
         .when_absent = std::string("plain")});
  return f;
}

std::string sql_of(const Condition& condition, store::Engine engine = store::Engine::postgres) {
  const Fields f = fields();
  SqlText out(engine);
  compile(condition, f, Access::any_index, "", out);
  return out.text();
}

std::string issue_of(const Condition& condition) {
  try {
    sql_of(condition);
  } catch (const Error& error) {
    return error.issues().empty() ? error.message()
                                  : error.issues().front().path + ": " + error.issues().front().code;
  }
  return "";
}

}  // namespace

TEST_CASE("conditions compile to SQL whose values are all bound") {
  const std::string nasty = "'; drop table places; --";
  CHECK(sql_of(test("city", Op::equal, {nasty})) == "p.city = :v0");
  CHECK(sql_of(test("age", Op::greater_equal, {std::int64_t{3}})) == "p.age >= :v0");
  CHECK(sql_of(test("city", Op::in, {nasty, std::string("b")})) == "p.city in (:v0, :v1)");
  CHECK(sql_of(test("city", Op::in)) == "(1 = 0)");
  CHECK(sql_of(test("city", Op::contains, {nasty})) == "p.city like :v0 escape '\\'");
  CHECK(sql_of(test("city", Op::is_null)) == "(p.city is null or p.city = '')");
  CHECK(sql_of(test("word", Op::equal, {nasty})) ==
        "exists (select 1 from words w where w.place_id = p.place_id and w.word = :v0)");
  CHECK(sql_of(test("word", Op::is_null)) ==
        "not exists (select 1 from words w where w.place_id = p.place_id)");
}

TEST_CASE("not equal is exactly NOT equal, and NOT is the complement") {
  CHECK(sql_of(test("city", Op::not_equal, {std::string("x")})) == "not coalesce(p.city = :v0, false)");
  CHECK(sql_of(none({test("city", Op::equal, {std::string("x")})})) == "not coalesce((p.city = :v0), false)");
  CHECK(sql_of(all({})) == "(1 = 1)");
  CHECK(sql_of(any({})) == "(1 = 0)");
}

TEST_CASE("a condition that is wrong is named") {
  CHECK(issue_of(test("colour", Op::equal, {std::string("x")})) == "colour: unknown_field");
  CHECK(issue_of(test("age", Op::equal, {std::string("x")})) == "age: invalid_condition");
  CHECK(issue_of(test("age", Op::contains, {std::string("x")})) == "age: invalid_condition");
  CHECK(issue_of(test("city", Op::equal)) == "city: invalid_condition");
  Condition deep = test("age", Op::equal, {std::int64_t{1}});
  for (int i = 0; i < 40; ++i) deep = all({deep});
  CHECK_FALSE(issue_of(deep).empty());
  CHECK_FALSE(issue_of(test("age", Op::in, std::vector<Literal>(3'001, Literal(std::int64_t{1})))).empty());
}

TEST_CASE("both engines agree with the plain meaning of a condition, missing values included") {
  store::testing::for_each_engine([](store::testing::TestDatabase& db) {
    constexpr store::Statement make{
        "t.make", store::Reach::local,
        "create table places (place_id bigint not null primary key, city text, age bigint)"};
    constexpr store::Statement words{"t.words", store::Reach::local,
                                     "create table words (place_id bigint not null, word text)"};
    constexpr store::Statement add{"t.add", store::Reach::local,
                                   "insert into places (place_id, city, age) values (:id, :city, :age)"};
    constexpr store::Statement add_word{"t.add_word", store::Reach::local,
                                        "insert into words values (:id, :word)"};
    struct Place {
      std::optional<std::string> city;
      std::optional<std::int64_t> age;
      bool red;
    };
    const std::vector<Place> places = {
        {"lyon", 1, true}, {"lyon", {}, false}, {{}, 2, true}, {{}, {}, false}, {"50%_\\", 3, false}};
    db->write([&](store::Transaction& tx) {
      tx.run(make, {});
      tx.run(words, {});
      for (std::size_t i = 0; i < places.size(); ++i) {
        tx.run(add, {{"id", static_cast<std::int64_t>(i)}, {"city", places[i].city}, {"age", places[i].age}});
        if (places[i].red) tx.run(add_word, {{"id", static_cast<std::int64_t>(i)}, {"word", "red"}});
      }
    });
    const Fields f = fields();
    const auto agrees = [&](const Condition& condition, auto&& holds) {
      SqlText sql(db.engine());
      sql << "select place_id from places p where ";
      compile(condition, f, Access::filter_only, "", sql);
      std::vector<std::int64_t> got, wanted;
      db->read([&](store::Reader& r) {
        r.each(sql.sql(), sql.params(), [&](const store::Row& row) { got.push_back(row.integer(0)); });
      });
      std::sort(got.begin(), got.end());
      for (std::size_t i = 0; i < places.size(); ++i)
        if (holds(places[i])) wanted.push_back(static_cast<std::int64_t>(i));
      CHECK_MESSAGE(got == wanted, sql.text());
    };
    const std::string lyon = "lyon";
    agrees(test("city", Op::equal, {lyon}), [](const Place& p) { return p.city == "lyon"; });
    agrees(test("city", Op::not_equal, {lyon}), [](const Place& p) { return p.city != "lyon"; });
    agrees(test("age", Op::greater, {std::int64_t{1}}), [](const Place& p) { return p.age && *p.age > 1; });
    agrees(none({test("age", Op::greater, {std::int64_t{1}})}),
           [](const Place& p) { return !(p.age && *p.age > 1); });
    agrees(none({test("age", Op::greater, {std::int64_t{1}}), test("city", Op::equal, {lyon})}),
           [](const Place& p) { return !(p.age && *p.age > 1) && p.city != "lyon"; });
    agrees(any({test("city", Op::is_null), test("word", Op::equal, {std::string("red")})}),
           [](const Place& p) { return !p.city || p.red; });
    agrees(none({all(
               {test("word", Op::equal, {std::string("red")}), test("age", Op::equal, {std::int64_t{1}})})}),
           [](const Place& p) { return !(p.red && p.age == 1); });
    agrees(test("city", Op::contains, {std::string("%_\\")}),
           [](const Place& p) { return p.city == "50%_\\"; });
    agrees(test("city", Op::starts_with, {std::string("LY")}),
           [](const Place& p) { return p.city == "lyon"; });
    agrees(test("word", Op::not_equal, {std::string("red")}), [](const Place& p) { return !p.red; });
    // Who has no word has the word "plain".
    const std::string plain = "plain", red = "red";
    agrees(test("tone", Op::equal, {plain}), [](const Place& p) { return !p.red; });
    agrees(test("tone", Op::not_equal, {plain}), [](const Place& p) { return p.red; });
    agrees(test("tone", Op::not_equal, {red}), [](const Place& p) { return !p.red; });
    agrees(test("tone", Op::in, {plain, std::string("blue")}), [](const Place& p) { return !p.red; });
    agrees(test("tone", Op::in, {plain, red}), [](const Place&) { return true; });
    agrees(test("tone", Op::starts_with, {std::string("PL")}), [](const Place& p) { return !p.red; });
    agrees(test("tone", Op::contains, {std::string("e")}), [](const Place& p) { return p.red; });
    agrees(test("tone", Op::is_null), [](const Place&) { return false; });
    agrees(none({test("tone", Op::equal, {plain}), test("age", Op::equal, {std::int64_t{1}})}),
           [](const Place& p) { return p.red && p.age != 1; });
  });
}

TEST_CASE("a cursor is read back, and one of another list is refused") {
  const Order newest{.name = "newest", .column = "p.age"};
  const Order name{.name = "name", .column = "p.city", .type = ColumnType::text, .nullable = true};
  const Uuid key = *parse_uuid("019300a0-0000-7000-8000-000000000001");
  const auto same = [&](const Order& order, const Position& at) {
    const auto back = parse_cursor(order, render_cursor(order, at));
    return back.missing == at.missing && back.key == at.key && (at.missing || back.value == at.value);
  };
  CHECK(same(newest, {false, std::int64_t{-5}, key}));
  CHECK(same(name, {false, std::string("Hà Nội"), key}));
  CHECK(same(name, {true, {}, key}));
  CHECK_THROWS_AS(parse_cursor(name, render_cursor(newest, {false, std::int64_t{1}, key})), Error);
  CHECK_THROWS_AS(parse_cursor(newest, "bmV3ZXN0"), Error);
  CHECK_THROWS_AS(parse_cursor(newest, std::string(5'000, 'A')), Error);
}
