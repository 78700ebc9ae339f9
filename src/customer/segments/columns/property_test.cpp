// The engine against the plain meaning of rules, on random populations that change in batches.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "customer/segments/columns/columns.h"
#include "customer/segments/columns/kernels.h"
#include "customer/segments/columns/needs.h"
#include "customer/segments/columns/plan.h"
#include "customer/segments/columns/random_rules.h"
#include "customer/segments/columns/snapshot.h"

using namespace rapport;
using namespace rapport::segments::columns;
using reference::Fact;
using reference::Invented;
using reference::Person;

namespace {

const Currency reporting = *parse_currency("EUR");

Uuid id_of(std::size_t i) {
  Uuid out;
  for (int k = 0; k < 4; ++k)
    out.bytes[static_cast<std::size_t>(k) + 4] = static_cast<std::uint8_t>(i >> (8 * k));
  return out;
}

// Persons, and the columns that shall say the same of them.
class Twins {
 public:
  Twins(Invented& invented, std::size_t persons, std::size_t facts)
      : invented_(invented), world_(Invented::world()), columns_(reporting) {
    for (const auto& field : world_.fields.all()) ids_[field.name] = columns_.add_column(field).id;
    Batch batch = columns_.batch();
    for (std::size_t i = 0; i < persons; ++i) {
      persons_.push_back(invented.person(facts));
      put_all(batch, i);
    }
    columns_.apply(std::move(batch));
    set_guests();
  }

  // Some persons change, leave, come back; facts arrive, early and late.
  void change(std::size_t how_many) {
    Batch batch = columns_.batch();
    for (std::size_t n = 0; n < how_many; ++n) {
      const std::size_t i = invented_.below(persons_.size());
      if (invented_.once_in(10)) {
        if (persons_[i])
          persons_[i].reset();
        else
          persons_[i] = invented_.person(3);
        persons_[i] ? put_all(batch, i) : batch.remove(id_of(i));
        if (persons_[i]) persons_[i]->lists.clear();
      } else if (persons_[i] && invented_.once_in(3)) {
        invented_.change(*persons_[i]);
        put_values(batch, i);
      } else if (persons_[i]) {
        add_fact(batch, i);
      }
    }
    columns_.apply(std::move(batch));
  }

  Pinned current() const { return columns_.current(); }
  const reference::World& world() const { return world_; }
  const std::vector<std::optional<Person>>& persons() const { return persons_; }

  // Loads the series that a condition needs.
  void prepare(const rules::Condition& c) {
    if (c.kind != rules::Condition::Kind::history) {
      for (const auto& child : c.children) prepare(child);
      return;
    }
    const SeriesNeed need = series_need(c, reporting);
    if (need.key.empty() || series_.contains(need.key)) return;
    const bool text = need.field == "url", money = need.field == "net";
    const RowValue value = need.field.empty() ? RowValue::none
                           : text             ? RowValue::text
                           : money            ? RowValue::money
                                              : RowValue::integer;
    const auto added = columns_.add_series(need.key, value);
    CHECK(added.fresh);
    series_[need.key] = {need, added.id};
    Batch batch = columns_.batch();
    for (std::size_t i = 0; i < persons_.size(); ++i)
      if (persons_[i])
        for (const Fact& fact : persons_[i]->histories[need.source])
          add_to(batch, series_[need.key], number_of(batch, i), fact);
    columns_.apply(std::move(batch));
  }

 private:
  struct Loaded {
    SeriesNeed need;
    SeriesId id;
  };

  Number number_of(Batch& batch, std::size_t i) { return batch.contact(id_of(i)); }

  void put_values(Batch& batch, std::size_t i) {
    const Number number = number_of(batch, i);
    const Person& person = *persons_[i];
    for (const auto& field : world_.fields.all()) {
      const ColumnId column = ids_[field.name];
      if (const auto set = person.sets.find(field.name); set != person.sets.end()) {
        const std::vector<std::string_view> texts(set->second.begin(), set->second.end());
        batch.put_set(number, column, texts);
        continue;
      }
      const auto at = person.values.find(field.name);
      if (at == person.values.end())
        batch.put_nothing(number, column);
      else if (const auto* money = std::get_if<Money>(&at->second))
        batch.put_money(number, column, *money);
      else
        batch.put(number, column, rules::view(at->second, field.type));
    }
  }

  void put_all(Batch& batch, std::size_t i) {
    put_values(batch, i);
    const Number number = number_of(batch, i);
    std::vector<Row> rows;
    for (const Fact& fact : persons_[i]->histories["events"])
      rows.push_back({fact.at, batch.code_of(events, fact.name)});
    batch.replace_rows(events, number, std::move(rows));
    for (const Fact& fact : persons_[i]->histories["orders"])
      batch.add_order(number, Instant{fact.at}, std::get<Money>(fact.fields.at("net")).minor);
    for (auto& [key, series] : series_)
      for (const Fact& fact : persons_[i]->histories[series.need.source]) add_to(batch, series, number, fact);
  }

  void add_to(Batch& batch, const Loaded& series, Number number, const Fact& fact) {
    const auto& names = series.need.names;
    if (!names.empty() && std::find(names.begin(), names.end(), fact.name) == names.end()) return;
    for (const auto& where : series.need.where)
      if (!reference::fact_meets(where, fact, series.need.source, world_)) return;
    if (series.need.field.empty()) return batch.add_row(series.id, number, Instant{fact.at});
    const auto at = fact.fields.find(series.need.field);
    if (at == fact.fields.end()) return;
    if (const auto* text = std::get_if<std::string>(&at->second))
      batch.add_text(series.id, number, Instant{fact.at}, *text);
    else
      batch.add_row(series.id, number, Instant{fact.at},
                    static_cast<std::int64_t>(*reference::number(at->second)));
  }

  void add_fact(Batch& batch, std::size_t i) {
    const Number number = number_of(batch, i);
    const bool order = invented_.once_in(3);
    const Fact fact = order ? invented_.order() : invented_.event();
    persons_[i]->histories[order ? "orders" : "events"].push_back(fact);
    if (order)
      batch.add_order(number, Instant{fact.at}, std::get<Money>(fact.fields.at("net")).minor);
    else
      batch.add_event(number, Instant{fact.at}, fact.name);
    for (auto& [key, series] : series_)
      if (series.need.source == (order ? "orders" : "events")) add_to(batch, series, number, fact);
  }

  void set_guests() {
    std::vector<Number> guests;
    for (std::size_t i = 0; i < persons_.size(); ++i)
      if (persons_[i]->lists.contains("guests")) guests.push_back(*columns_.current()->find(id_of(i)));
    columns_.set_list("guests", guests);
  }

  Invented& invented_;
  reference::World world_;
  Columns columns_;
  std::map<std::string, ColumnId> ids_;
  std::map<std::string, Loaded> series_;
  std::vector<std::optional<Person>> persons_;
};

// The first person on whom the engine, whole or one by one, and the reference disagree.
std::optional<std::string> disagreement(const rules::Condition& c, const Plan& plan, const Version& version,
                                        const std::vector<std::optional<Person>>& persons,
                                        const reference::World& world) {
  const Matches matches = evaluate(plan, version);
  for (std::size_t i = 0; i < persons.size(); ++i) {
    const auto number = version.find(id_of(i));
    if (number.has_value() != persons[i].has_value()) return "person " + std::to_string(i) + " is not there";
    if (!number) continue;
    const bool wanted = reference::holds(c, *persons[i], world);
    if (matches.contains(*number) != wanted)
      return "person " + std::to_string(i) + (wanted ? " is missing from" : " is wrongly in") + " the answer";
    if (meets(plan, version, *number) != wanted)
      return "person " + std::to_string(i) + " alone is judged wrongly";
  }
  return std::nullopt;
}

// Tries smaller conditions as long as they fail, too.
rules::Condition shrunk(rules::Condition c, Twins& twins) {
  for (bool again = true; again;) {
    again = false;
    for (rules::Condition& less : reference::smaller(c)) {
      twins.prepare(less);
      const Pinned version = twins.current();
      if (!disagreement(less, compile(less, *version), *version, twins.persons(), twins.world())) continue;
      c = std::move(less);
      again = true;
      break;
    }
  }
  return c;
}

// Puts back the loops that the processor does best.
class EachLevel {
 public:
  ~EachLevel() { kernels::use_level(kernels::best_level()); }
  static std::vector<kernels::Level> all() {
    std::vector<kernels::Level> out;
    for (const auto level : {kernels::Level::plain, kernels::Level::avx2, kernels::Level::avx512})
      if (level <= kernels::best_level()) out.push_back(level);
    return out;
  }
};

// With each kind of loops that this processor can do.
bool agrees(const rules::Condition& c, Twins& twins) {
  twins.prepare(c);
  const Pinned version = twins.current();
  const EachLevel back;
  bool agree = true;
  for (const auto level : EachLevel::all()) {
    kernels::use_level(level);
    CHECK(kernels::used_level() == level);
    agree = !disagreement(c, compile(c, *version), *version, twins.persons(), twins.world());
    if (!agree) break;
  }
  if (agree) return true;
  const rules::Condition least = shrunk(c, twins);
  twins.prepare(least);
  const Pinned last = twins.current();
  const auto what = disagreement(least, compile(least, *last), *last, twins.persons(), twins.world());
  FAIL_CHECK(reference::text_of(least), ": ", what.value_or("?"));
  return false;
}

}  // namespace

TEST_CASE("random rules over random persons mean the same to the columns as to a plain reading of them") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Invented invented(seed);
    Twins twins(invented, 1 + invented.below(40), 6);
    for (int round = 0; round < 4; ++round) {
      for (int n = 0; n < 25; ++n)
        if (!agrees(invented.condition(3), twins)) return;
      twins.change(8);
    }
  }
}

TEST_CASE("rules agree on packed blocks with changes above them") {
  for (std::uint64_t seed = 101; seed <= 103; ++seed) {
    Invented invented(seed);
    Twins twins(invented, 3'000, 8);
    for (int round = 0; round < 6; ++round) {
      for (int n = 0; n < 25; ++n)
        if (!agrees(invented.condition(2), twins)) return;
      twins.change(round % 2 == 0 ? 100 : 3'000);
    }
  }
}

TEST_CASE("rules agree where facts have hundreds of names") {
  for (std::uint64_t seed = 151; seed <= 154; ++seed) {
    Invented invented(seed, seed % 2 == 0 ? 90 : 400);
    Twins twins(invented, 2'000, 8);
    for (int round = 0; round < 3; ++round) {
      for (int n = 0; n < 25; ++n)
        if (!agrees(invented.condition(1), twins)) return;
      twins.change(500);
    }
  }
}

TEST_CASE("rules agree beyond the first chunk of contacts") {
  Invented invented(171);
  Twins twins(invented, chunk_size + 300, 2);
  for (int n = 0; n < 12; ++n)
    if (!agrees(invented.condition(2), twins)) return;
  twins.change(400);
  for (int n = 0; n < 6; ++n)
    if (!agrees(invented.condition(2), twins)) return;
}

TEST_CASE("a plan made earlier stays right, and a pinned version never changes") {
  for (std::uint64_t seed = 201; seed <= 220; ++seed) {
    Invented invented(seed);
    Twins twins(invented, 30, 5);
    std::vector<rules::Condition> conditions;
    std::vector<Plan> plans;
    for (int n = 0; n < 20; ++n) {
      conditions.push_back(invented.condition(2));
      twins.prepare(conditions.back());
    }
    const Pinned before = twins.current();
    const auto persons = twins.persons();
    for (const auto& c : conditions) plans.push_back(compile(c, *before));
    for (int round = 0; round < 5; ++round) {
      twins.change(60);
      const Pinned now = twins.current();
      for (std::size_t n = 0; n < plans.size(); ++n) {
        CHECK_MESSAGE(!disagreement(conditions[n], plans[n], *now, twins.persons(), twins.world()),
                      reference::text_of(conditions[n]));
        CHECK_MESSAGE(!disagreement(conditions[n], plans[n], *before, persons, twins.world()),
                      reference::text_of(conditions[n]));
      }
    }
  }
}

TEST_CASE("a snapshot answers every rule as the version that it was made of") {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("columns-property-" + std::to_string(::getpid()))).string();
  for (std::uint64_t seed = 301; seed <= 304; ++seed) {
    Invented invented(seed);
    Twins twins(invented, seed % 2 == 0 ? 25 : 2'500, 6);
    std::vector<rules::Condition> conditions;
    for (int n = 0; n < 60; ++n) {
      conditions.push_back(invented.condition(2));
      twins.prepare(conditions.back());
    }
    twins.change(300);
    save(*twins.current(), path, "here");
    const Loaded loaded = load(path);
    CHECK(loaded.cursor == "here");
    for (const auto& field : twins.world().fields.all()) CHECK_FALSE(loaded.columns->add_column(field).fresh);
    const Pinned version = loaded.columns->current();
    for (const auto& c : conditions)
      CHECK_MESSAGE(!disagreement(c, compile(c, *version), *version, twins.persons(), twins.world()),
                    reference::text_of(c));
  }
  std::filesystem::remove(path);
}
