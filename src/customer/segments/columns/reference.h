// For tests: what a rule means, read off plain structs one person at a time, with none of the engine's code.
// Knows resolved conditions (rules::resolve); what the engine and the SQL of rules::compile say must agree
// with it, always.
#pragma once

#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "platform/rules/fields.h"

namespace rapport::segments::columns::reference {

using rules::Condition;
using rules::Literal;
using rules::Op;

struct Fact {
  std::int64_t at = 0;  // ms
  std::string name;
  std::map<std::string, Literal> fields;
};

struct Person {
  std::map<std::string, Literal> values;               // by field; absent: missing
  std::map<std::string, std::set<std::string>> sets;   // tags, multiple choices
  std::map<std::string, std::vector<Fact>> histories;  // by source, in any order
  std::set<std::string> lists;
};

struct World {
  rules::Fields fields;                            // of persons
  std::map<std::string, rules::Fields> histories;  // of the facts of a source
  std::map<std::string, std::string> time_fields;  // of a source
};

inline bool holds(const Condition& c, const Person& person, const World& world);

// A number as it is compared; nothing for what is none.
inline std::optional<long double> number(const Literal& v) {
  if (const auto* flag = std::get_if<bool>(&v)) return *flag ? 1 : 0;
  if (const auto* whole = std::get_if<std::int64_t>(&v)) return static_cast<long double>(*whole);
  if (const auto* real = std::get_if<double>(&v)) return static_cast<long double>(*real);
  if (const auto* money = std::get_if<Money>(&v)) return static_cast<long double>(money->minor);
  return std::nullopt;
}

inline int order(const Literal& a, const Literal& b) {
  const auto x = number(a), y = number(b);
  if (x && y) return *x < *y ? -1 : *x > *y ? 1 : 0;
  if (const auto* s = std::get_if<std::string>(&a), *t = std::get_if<std::string>(&b); s && t)
    return *s < *t ? -1 : *s > *t ? 1 : 0;
  if (const auto* s = std::get_if<Uuid>(&a), *t = std::get_if<Uuid>(&b); s && t)
    return *s < *t ? -1 : *s > *t ? 1 : 0;
  fail(ErrorCode::internal, "values of different types");
}

// Whether a value that is there passes; `half_open`: of days and instants the second end is outside.
inline bool compares(Op op, const Literal& value, const std::vector<Literal>& with, bool half_open) {
  switch (op) {
    case Op::equal:
      return order(value, with.at(0)) == 0;
    case Op::less:
      return order(value, with.at(0)) < 0;
    case Op::less_equal:
      return order(value, with.at(0)) <= 0;
    case Op::greater:
      return order(value, with.at(0)) > 0;
    case Op::greater_equal:
      return order(value, with.at(0)) >= 0;
    case Op::in:
    case Op::any_of:
      for (const Literal& one : with)
        if (order(value, one) == 0) return true;
      return false;
    case Op::between:
      for (std::size_t i = 0; i + 1 < with.size(); i += 2)
        if (order(value, with[i]) >= 0 &&
            (half_open ? order(value, with[i + 1]) < 0 : order(value, with[i + 1]) <= 0))
          return true;
      return false;
    default:
      break;
  }
  const std::string text = text::fold(std::get<std::string>(value));
  const std::string wanted = text::fold(std::get<std::string>(with.at(0)));
  if (op == Op::contains) return text.find(wanted) != std::string::npos;
  if (op == Op::starts_with) return text.starts_with(wanted);
  if (op == Op::ends_with) return text.ends_with(wanted);
  fail(ErrorCode::internal, "an operator that was not resolved");
}

inline std::optional<Op> complement(Op op) {
  if (op == Op::not_equal) return Op::equal;
  if (op == Op::not_in) return Op::in;
  if (op == Op::not_contains) return Op::contains;
  if (op == Op::none_of) return Op::any_of;
  if (op == Op::is_not_null) return Op::is_null;
  return std::nullopt;
}

inline bool is_missing(const std::optional<Literal>& value) {
  if (!value || std::holds_alternative<std::monostate>(*value)) return true;
  const auto* text = std::get_if<std::string>(&*value);
  return text && text->empty();
}

inline bool test_value(const Condition& c, const rules::Field& field, const std::optional<Literal>& value) {
  if (const auto op = complement(c.op)) {
    Condition positive = c;
    positive.op = *op;
    return !test_value(positive, field, value);
  }
  std::vector<Literal> with = c.values;
  for (Literal& v : with)
    if (auto* text = std::get_if<std::string>(&v); text && field.normalise) *text = field.normalise(*text);
  const bool half_open = field.kind == rules::FieldKind::date || field.kind == rules::FieldKind::instant;
  if (c.op == Op::is_null) return is_missing(value) && !field.when_absent;
  if (is_missing(value)) return field.when_absent && compares(c.op, *field.when_absent, with, half_open);
  const auto *amount = std::get_if<Money>(&*value),
             *wanted = with.empty() ? nullptr : std::get_if<Money>(&with[0]);
  if (amount && wanted && !field.currency_column.empty() && amount->currency != wanted->currency)
    return false;
  return compares(c.op, *value, with, half_open);
}

inline bool test_set(const Condition& c, const std::set<std::string>* set) {
  if (const auto op = complement(c.op)) {
    Condition positive = c;
    positive.op = *op;
    return !test_set(positive, set);
  }
  if (c.op == Op::is_null) return !set || set->empty();
  const auto has = [&](const Literal& v) { return set && set->contains(std::get<std::string>(v)); };
  if (c.op == Op::all_of) {
    for (const Literal& v : c.values)
      if (!has(v)) return false;
    return true;
  }
  for (const Literal& v : c.values)
    if (has(v)) return true;
  return false;
}

inline bool fact_meets(const Condition& c, const Fact& fact, const std::string& source, const World& world) {
  switch (c.kind) {
    case Condition::Kind::all:
      for (const Condition& child : c.children)
        if (!fact_meets(child, fact, source, world)) return false;
      return true;
    case Condition::Kind::any:
    case Condition::Kind::none:
      for (const Condition& child : c.children)
        if (fact_meets(child, fact, source, world)) return c.kind == Condition::Kind::any;
      return c.kind == Condition::Kind::none;
    default:
      break;
  }
  if (c.field == world.time_fields.at(source)) {
    rules::Field time;
    time.kind = rules::FieldKind::instant;
    return test_value(c, time, Literal(fact.at));
  }
  const auto at = fact.fields.find(c.field);
  return test_value(c, world.histories.at(source).get(c.field),
                    at == fact.fields.end() ? std::nullopt : std::optional<Literal>(at->second));
}

// The facts that a history is about.
inline std::vector<Fact> facts_of(const Condition& c, const Person& person, const World& world) {
  std::vector<Fact> out;
  const auto all = person.histories.find(c.source);
  if (all == person.histories.end()) return out;
  for (const Fact& fact : all->second) {
    if (!c.names.empty() && std::find(c.names.begin(), c.names.end(), fact.name) == c.names.end()) continue;
    bool meets = true;
    for (const Condition& child : c.children) meets = meets && fact_meets(child, fact, c.source, world);
    if (meets) out.push_back(fact);
  }
  return out;
}

inline std::vector<Literal> measured_values(const Condition& c, const std::vector<Fact>& facts) {
  std::vector<Literal> out;
  for (const Fact& fact : facts)
    if (const auto at = fact.fields.find(c.field); at != fact.fields.end() && !is_missing(at->second))
      out.push_back(at->second);
  return out;
}

inline std::optional<Literal> measure(const Condition& c, const Person& person, const World& world) {
  using rules::Measure;
  const std::vector<Fact> facts = facts_of(c, person, world);
  if (c.measure == Measure::count) return Literal(static_cast<std::int64_t>(facts.size()));
  if (c.measure == Measure::first || c.measure == Measure::last) {
    std::optional<std::int64_t> out;
    for (const Fact& fact : facts)
      if (!out || (c.measure == Measure::first ? fact.at < *out : fact.at > *out)) out = fact.at;
    return out ? std::optional<Literal>(*out) : std::nullopt;
  }
  const std::vector<Literal> values = measured_values(c, facts);
  std::int64_t sum = 0;
  for (const Literal& v : values) sum += static_cast<std::int64_t>(number(v).value_or(0));
  if (c.measure == Measure::sum) return Literal(sum);
  if (values.empty() && c.measure == Measure::distinct) return Literal(std::int64_t{0});
  if (values.empty()) return std::nullopt;
  if (c.measure == Measure::average)
    return Literal(static_cast<double>(sum) / static_cast<double>(values.size()));
  Literal lowest = values.front(), highest = values.front();
  std::vector<Literal> different;
  for (const Literal& v : values) {
    if (order(v, lowest) < 0) lowest = v;
    if (order(v, highest) > 0) highest = v;
    bool known = false;
    for (const Literal& d : different) known = known || order(v, d) == 0;
    if (!known) different.push_back(v);
  }
  if (c.measure == Measure::distinct) return Literal(static_cast<std::int64_t>(different.size()));
  return c.measure == Measure::minimum ? lowest : highest;
}

inline bool test_history(const Condition& c, const Person& person, const World& world) {
  rules::Field result;
  result.kind = rules::FieldKind::number;
  const auto field = world.histories.at(c.source).find(c.field);
  const bool times = c.measure == rules::Measure::first || c.measure == rules::Measure::last;
  const bool ends = c.measure == rules::Measure::minimum || c.measure == rules::Measure::maximum;
  if (times || (ends && field && field->kind == rules::FieldKind::instant))
    result.kind = rules::FieldKind::instant;
  return test_value(c, result, measure(c, person, world));
}

inline bool holds(const Condition& c, const Person& person, const World& world) {
  switch (c.kind) {
    case Condition::Kind::all:
      for (const Condition& child : c.children)
        if (!holds(child, person, world)) return false;
      return true;
    case Condition::Kind::any:
    case Condition::Kind::none:
      for (const Condition& child : c.children)
        if (holds(child, person, world)) return c.kind == Condition::Kind::any;
      return c.kind == Condition::Kind::none;
    case Condition::Kind::history:
      return test_history(c, person, world);
    case Condition::Kind::member:
      return person.lists.contains(c.field);
    case Condition::Kind::test:
      break;
  }
  const rules::Field& field = world.fields.get(c.field);
  if (field.kind == rules::FieldKind::tags || field.kind == rules::FieldKind::multi_choice) {
    const auto set = person.sets.find(c.field);
    return test_set(c, set == person.sets.end() ? nullptr : &set->second);
  }
  const auto at = person.values.find(c.field);
  return test_value(c, field, at == person.values.end() ? std::nullopt : std::optional<Literal>(at->second));
}

}  // namespace rapport::segments::columns::reference
