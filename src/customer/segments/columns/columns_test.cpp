#include "customer/segments/columns/columns.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "base/error.h"
#include "customer/segments/columns/explain.h"
#include "customer/segments/columns/memory.h"
#include "customer/segments/columns/needs.h"
#include "customer/segments/columns/packed.h"
#include "customer/segments/columns/plan.h"

using namespace rapport;
using namespace rapport::segments::columns;
using rules::Measure;
using rules::Op;
using rules::test;
using store::ColumnType;

namespace {

const Currency eur = *parse_currency("EUR");

Uuid id_of(std::uint32_t i) {
  Uuid out;
  std::memcpy(out.bytes.data() + 8, &i, 4);
  return out;
}

rules::Condition clicks(rules::Measure measure, std::int64_t from, Op op, rules::Literal value) {
  return rules::history("events", {"click"}, measure, "", {test("occurred_at", Op::greater_equal, {from})},
                        op, {std::move(value)});
}

std::string issue_of(const rules::Condition& c, const Version& version) {
  try {
    compile(c, version);
  } catch (const Error& error) {
    return error.issues().empty() ? error.message()
                                  : error.issues().front().path + ": " + error.issues().front().code;
  }
  return "";
}

}  // namespace

TEST_CASE("cells are packed as narrow as they fit and come back as they were") {
  for (const std::int64_t span :
       {0LL, 1LL, 254LL, 255LL, 65'534LL, 65'535LL, 4'294'967'294LL, 4'294'967'295LL, 281'474'976'645'119LL,
        281'474'976'645'120LL, 9'000'000'000'000'000'000LL})
    for (const bool holes : {false, true}) {
      std::vector<Cell> cells = {-5, -5 + span, -5 + span / 2, -5};
      if (holes) cells.insert(cells.begin() + 1, missing);
      const Packed packed = Packed::of(cells);
      for (std::uint32_t i = 0; i < cells.size(); ++i) CHECK(packed.get(i) == cells[i]);
      CHECK(packed.get(70) == missing);
      Bits in, out;
      for (std::uint32_t i = 0; i < 100; ++i) in.set(i);
      packed.test(Ranges::between(-5, -5 + span / 2), in, out);
      for (std::uint32_t i = 0; i < 100; ++i)
        CHECK(out.get(i) == (packed.get(i) >= -5 && packed.get(i) <= -5 + span / 2));
      Bits absent;
      packed.test_missing(in, absent);
      for (std::uint32_t i = 0; i < 100; ++i) CHECK(absent.get(i) == (packed.get(i) == missing));
    }
}

TEST_CASE("real numbers keep their order as cells") {
  const std::vector<double> rising = {-1e300, -2.5, -2, -1e-300, 0, 1e-300, 0.1, 2, 2.5, 1e300};
  for (std::size_t i = 0; i < rising.size(); ++i) {
    CHECK(real_of(cell_of(rising[i])) == rising[i]);
    if (i > 0) CHECK(cell_of(rising[i - 1]) < cell_of(rising[i]));
  }
  CHECK(cell_of(-0.0) == cell_of(0.0));
}

TEST_CASE("sets of contacts join, meet and differ, few or many") {
  std::vector<Number> even, third;
  for (Number n = 0; n < 200'000; n += 2) even.push_back(n);
  for (Number n = 0; n < 200'000; n += 300) third.push_back(n + 1);
  const Matches a = Matches::of(even), b = Matches::of(third);
  CHECK(a.count() == 100'000);
  CHECK(b.numbers() == third);
  Matches both = a;
  both |= b;
  CHECK(both.count() == even.size() + third.size());
  both -= a;
  CHECK(both == b);
  both ^= b;
  CHECK(both.empty());
  Matches one = a;
  one.erase(2);
  one.insert(70'001);
  one.insert(70'001);
  CHECK(one.count() == 100'000);
  CHECK((one.contains(70'001) && !one.contains(2) && !one.contains(9'999'999)));
  Matches copy = one;
  copy.insert(130'001);
  CHECK((copy.contains(130'001) && !one.contains(130'001)));
  one &= b;
  CHECK(one.count() == (b.contains(70'001) ? 1 : 0));
}

TEST_CASE("a rule is explained by what was found") {
  Columns columns(eur);
  rules::Fields fields;
  fields.add({.name = "city", .column = "c.city"});
  fields.add({.name = "tags", .kind = rules::FieldKind::tags, .column = "t.tag"});
  const ColumnId city = columns.add_column(fields.get("city")).id,
                 tags = columns.add_column(fields.get("tags")).id;
  Batch batch = columns.batch();
  const Number anna = batch.contact(id_of(1));
  batch.put_text(anna, city, "Lyon");
  const std::string_view words[] = {"vip", "old"};
  batch.put_set(anna, tags, words);
  for (const std::int64_t at : {1'000, 2'000, 3'000, 4'000, 5'000})
    batch.add_event(anna, Instant{at}, "click");
  columns.apply(std::move(batch));
  const Pinned version = columns.current();
  const Explanation why =
      explain(rules::all({test("city", Op::equal, {std::string("Paris")}),
                          test("tags", Op::none_of, {std::string("new")}),
                          clicks(rules::Measure::count, 2'000, Op::greater_equal, std::int64_t{2}),
                          clicks(rules::Measure::last, 9'000, Op::is_null, {})}),
              *version, anna);
  CHECK_FALSE(why.holds);
  REQUIRE(why.children.size() == 4);
  CHECK_FALSE(why.children[0].holds);
  CHECK(why.children[0].found == std::vector<rules::Literal>{std::string("Lyon")});
  CHECK(why.children[1].holds);
  CHECK(why.children[1].found.size() == 2);
  CHECK(why.children[2].found == std::vector<rules::Literal>{std::int64_t{4}});
  CHECK(why.children[3].found.empty());
}

TEST_CASE("what a rule needs is named, and what cannot be answered is refused") {
  Columns columns(eur);
  const Pinned version = columns.current();
  CHECK(issue_of(test("city", Op::is_null), *version) == "city: unknown_field");
  CHECK(issue_of(rules::member("guests"), *version) == "guests: unknown_list");
  const auto where = [](std::vector<rules::Condition> conditions) {
    return rules::history("events", {"view"}, rules::Measure::count, "", std::move(conditions), Op::greater,
                          {std::int64_t{1}});
  };
  const auto time = test("occurred_at", Op::less, {std::int64_t{5}});
  const auto url = test("url", Op::contains, {std::string("price")});
  CHECK(series_key(where({time}), eur).empty());
  CHECK(series_key(where({rules::none({time})}), eur).empty());
  CHECK(series_key(where({rules::all({time, url})}), eur) == series_key(where({url}), eur));
  CHECK_FALSE(series_key(where({url}), eur).empty());
  CHECK(issue_of(where({rules::any({time, url})}), *version) == "occurred_at: invalid_condition");
  CHECK(issue_of(where({url}), *version) == "events: unknown_series");
  const Dependencies needs =
      dependencies(rules::all({where({time}), rules::member("guests"), where({url})}), {}, eur);
  CHECK((needs.events == std::set<std::string>{"view"} && needs.lists.contains("guests") && needs.time));
  CHECK((needs.series.size() == 1 && !needs.orders && !needs.any_event));
}

TEST_CASE("a column of another kind takes the place of the old one, and old plans are refused") {
  Columns columns(eur);
  rules::Field size{.name = "size", .column = "c.size"};
  CHECK(columns.add_column(size).fresh);
  CHECK_FALSE(columns.add_column(size).fresh);
  const Plan plan = compile(test("size", Op::is_null), *columns.current());
  Batch batch = columns.batch();
  batch.contact(id_of(1));
  columns.apply(std::move(batch));
  CHECK(evaluate(plan, *columns.current()).count() == 1);
  size.kind = rules::FieldKind::number;
  size.type = ColumnType::number;
  CHECK(columns.add_column(size).fresh);
  CHECK_THROWS_AS(evaluate(plan, *columns.current()), Error);
  CHECK(memory(*columns.current()).size() >= 4);
}

TEST_CASE("readers see whole batches only, while one thread writes") {
  Columns columns(eur);
  const ColumnId age =
      columns.add_column({.name = "age", .kind = rules::FieldKind::number, .type = ColumnType::integer}).id;
  const ColumnId city = columns.add_column({.name = "city", .column = "c.city"}).id;
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0}, looks{0};
  // Each batch gives a hundred contacts an age, a city and a click: all three or none.
  const auto read = [&] {
    while (!done || looks < 20) {
      const Pinned version = columns.current();
      const Plan plans[] = {compile(test("age", Op::greater_equal, {std::int64_t{0}}), *version),
                            compile(test("city", Op::starts_with, {std::string("city")}), *version),
                            compile(clicks(rules::Measure::count, 0, Op::equal, std::int64_t{1}), *version)};
      const auto answers = evaluate_all(plans, *version, 2);
      for (const Matches& answer : answers) wrong += answer.count() != version->contacts;
      wrong += version->contacts % 100 != 0;
      if (version->contacts > 0) wrong += !version->find(version->id(0)).has_value();
      ++looks;
    }
  };
  std::thread first(read), second(read);
  for (std::uint32_t round = 0; round < 120; ++round) {
    Batch batch = columns.batch();
    for (std::uint32_t i = 0; i < 100; ++i) {
      const std::uint32_t who = round * 100 + i;
      const Number number = batch.contact(id_of(who * 37 % 12'000));
      batch.put_integer(number, age, who);
      batch.put_text(number, city, "city " + std::to_string(who));
      batch.add_event(number, Instant{who}, "click");
    }
    columns.apply(std::move(batch));
  }
  done = true;
  first.join();
  second.join();
  CHECK(wrong == 0);
  CHECK(columns.current()->contacts == 12'000);
}

TEST_CASE("a contact enters and leaves a list, and leaves all lists when it is removed") {
  Columns columns;
  Batch batch = columns.batch();
  const Number one = batch.contact(id_of(1)), two = batch.contact(id_of(2));
  batch.enter("guests", one);
  batch.enter("guests", two);
  batch.enter("others", two);
  columns.apply(std::move(batch));
  const Pinned before = columns.current();
  const Plan plan = compile(rules::member("guests"), *before);
  CHECK(evaluate(plan, *before).count() == 2);
  Batch next = columns.batch();
  next.leave("guests", one);
  next.remove(id_of(2));
  const Pinned after = columns.apply(std::move(next));
  CHECK(evaluate(plan, *after).empty());
  CHECK(after->find_list("others")->empty());
  CHECK(evaluate(plan, *before).count() == 2);
}

TEST_CASE("measures of real numbers and of instants") {
  Columns columns(eur);
  const auto history = [](Measure measure, const char* field, Op op, std::vector<rules::Literal> values) {
    return rules::history("events", {"view"}, measure, field, {}, op, std::move(values));
  };
  const rules::Condition any_weight = history(Measure::sum, "weight", Op::is_null, {}),
                         any_due = history(Measure::minimum, "due", Op::is_null, {});
  const SeriesId weights = columns.add_series(series_key(any_weight, eur), RowValue::number).id;
  const SeriesId dues = columns.add_series(series_key(any_due, eur), RowValue::instant).id;
  Batch batch = columns.batch();
  const Number one = batch.contact(id_of(1)), nobody = batch.contact(id_of(2));
  for (const double weight : {0.5, -2.25, 4.0}) batch.add_number(weights, one, Instant{5}, weight);
  for (const std::int64_t due : {300, 700}) batch.add_row(dues, one, Instant{5}, due);
  const Pinned version = columns.apply(std::move(batch));
  const auto holds = [&](const rules::Condition& c) {
    const Plan plan = compile(c, *version);
    CHECK(evaluate(plan, *version).contains(one) == meets(plan, *version, one));
    return meets(plan, *version, one);
  };
  CHECK(holds(history(Measure::sum, "weight", Op::equal, {2.25})));
  CHECK_FALSE(holds(history(Measure::sum, "weight", Op::greater, {2.25})));
  CHECK(holds(history(Measure::sum, "weight", Op::greater, {std::int64_t{2}})));
  CHECK(holds(history(Measure::average, "weight", Op::equal, {0.75})));
  CHECK(holds(history(Measure::average, "weight", Op::between, {0.7, std::int64_t{1}})));
  CHECK(holds(history(Measure::minimum, "weight", Op::less, {-2.0})));
  CHECK(holds(history(Measure::maximum, "weight", Op::equal, {std::int64_t{4}})));
  CHECK(holds(history(Measure::minimum, "due", Op::between, {std::int64_t{300}, std::int64_t{301}})));
  CHECK_FALSE(holds(history(Measure::maximum, "due", Op::between, {std::int64_t{300}, std::int64_t{700}})));
  const Explanation why = explain(history(Measure::average, "weight", Op::equal, {0.75}), *version, one);
  CHECK(why.found == std::vector<rules::Literal>{0.75});
  CHECK(explain(history(Measure::maximum, "weight", Op::equal, {4.0}), *version, one).found ==
        std::vector<rules::Literal>{4.0});
  CHECK(explain(history(Measure::sum, "weight", Op::equal, {0.0}), *version, nobody).holds);
  CHECK(explain(history(Measure::maximum, "weight", Op::equal, {0.0}), *version, nobody).found.empty());
}
