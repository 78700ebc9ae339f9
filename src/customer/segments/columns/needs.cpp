#include "customer/segments/columns/needs.h"

#include "base/error.h"
#include "platform/rules/condition_json.h"

namespace rapport::segments::columns {

namespace {

using rules::Condition;
using rules::Op;
using Kind = Condition::Kind;

struct Mentions {
  bool time = false, others = false;
};

void look(const Condition& c, std::string_view time, Mentions& out) {
  if (c.kind == Kind::test)
    (c.field == time ? out.time : out.others) = true;
  else if (c.kind == Kind::history || c.kind == Kind::member)
    out.others = true;
  else
    for (const Condition& child : c.children) look(child, time, out);
}

std::int64_t instant(const Condition& c, std::size_t i) {
  const auto* ms = i < c.values.size() ? std::get_if<std::int64_t>(&c.values[i]) : nullptr;
  if (!ms) fail_field(c.field, "invalid_condition", "is compared with something that is no instant");
  return *ms;
}

Ranges instants_of_test(const Condition& c) {
  switch (c.op) {
    case Op::is_null:
      return Ranges::none();
    case Op::is_not_null:
      return Ranges::everything();
    case Op::equal:
      return Ranges::between(instant(c, 0), instant(c, 0));
    case Op::not_equal:
      return Ranges::between(instant(c, 0), instant(c, 0)).complement();
    case Op::less:
      return Ranges::below(instant(c, 0));
    case Op::less_equal:
      return Ranges::between(Ranges::lowest, instant(c, 0));
    case Op::greater:
      return Ranges::between(Ranges::lowest, instant(c, 0)).complement();
    case Op::greater_equal:
      return Ranges::at_least(instant(c, 0));
    case Op::between: {
      Ranges out;
      for (std::size_t i = 0; i + 1 < c.values.size(); i += 2)
        out = out.united(Ranges::half_open(instant(c, i), instant(c, i + 1)));
      return out;
    }
    default:
      fail(ErrorCode::internal, "A condition was compiled that was not resolved.");
  }
}

// Of a condition that tests nothing but the time.
Ranges instants_of(const Condition& c) {
  if (c.kind == Kind::test) return instants_of_test(c);
  Ranges out = c.kind == Kind::all ? Ranges::everything() : Ranges::none();
  for (const Condition& child : c.children)
    out = c.kind == Kind::all ? out.common(instants_of(child)) : out.united(instants_of(child));
  return c.kind == Kind::none ? out.complement() : out;
}

struct Split {
  Ranges window = Ranges::everything();
  std::vector<Condition> where;
};

void split(const Condition& c, std::string_view time, Split& out) {
  Mentions mentions;
  look(c, time, mentions);
  if (!mentions.others) {
    out.window = out.window.common(instants_of(c));
  } else if (!mentions.time) {
    out.where.push_back(c);
  } else if (c.kind == Kind::all) {
    for (const Condition& child : c.children) split(child, time, out);
  } else {
    fail_field(std::string(time), "invalid_condition",
               "may not be joined with another test of the history by any or none; put it beside them");
  }
}

Split split(const Condition& history) {
  Split out;
  for (const Condition& child : history.children) split(child, time_field(history.source), out);
  return out;
}

bool base_answers(const Condition& c, const SeriesNeed& need) {
  using rules::Measure;
  if (!need.where.empty() || need.currency) return false;
  if (c.measure == Measure::count)
    return c.source == "events" ? c.field.empty() : c.field.empty() && c.names.empty();
  const bool time = c.field.empty() || c.field == time_field(c.source);
  if (c.measure == Measure::first || c.measure == Measure::last)
    return time && (c.source == "events" || c.names.empty());
  return c.source == "orders" && c.field == "net" && c.names.empty() && c.measure != Measure::distinct;
}

}  // namespace

std::string_view time_field(std::string_view source) {
  return source == "orders" ? "ordered_at" : "occurred_at";
}

Ranges window_of(const Condition& history) { return split(history).window; }

SeriesNeed series_need(const Condition& history, Currency reporting) {
  SeriesNeed out;
  out.source = history.source;
  out.names = history.names;
  std::sort(out.names.begin(), out.names.end());
  out.names.erase(std::unique(out.names.begin(), out.names.end()), out.names.end());
  out.where = split(history).where;
  if (history.measure != rules::Measure::first && history.measure != rules::Measure::last)
    out.field = history.field;
  if (!history.values.empty())
    if (const auto* amount = std::get_if<Money>(&history.values.front());
        amount && amount->currency != reporting)
      out.currency = amount->currency;
  if ((history.source == "events" || history.source == "orders") && base_answers(history, out)) return out;

  out.key = out.source;
  if (!out.names.empty()) {
    for (std::size_t i = 0; i < out.names.size(); ++i) out.key += (i == 0 ? " " : ", ") + out.names[i];
  }
  std::vector<std::string> tests;
  for (const Condition& c : out.where) tests.push_back(rules::render(c));
  std::sort(tests.begin(), tests.end());
  for (std::size_t i = 0; i < tests.size(); ++i) out.key += (i == 0 ? " where " : " and ") + tests[i];
  if (!out.field.empty()) out.key += " of " + out.field;
  if (out.currency) out.key += " in " + std::string(out.currency->code());
  return out;
}

Dependencies dependencies(const Condition& c, const rules::Fields& fields, Currency reporting) {
  Dependencies out;
  switch (c.kind) {
    case Kind::test: {
      out.fields.insert(c.field);
      const rules::Field* field = fields.find(c.field);
      out.time = field && (field->kind == rules::FieldKind::date || field->kind == rules::FieldKind::instant);
      return out;
    }
    case Kind::member:
      out.lists.insert(c.field);
      return out;
    case Kind::history: {
      const SeriesNeed need = series_need(c, reporting);
      if (!need.key.empty()) out.series.insert(need.key);
      if (c.source == "orders") out.orders = true;
      if (c.source == "events") {
        out.any_event = need.names.empty();
        out.events.insert(need.names.begin(), need.names.end());
      }
      out.time = window_of(c) != Ranges::everything() || c.measure == rules::Measure::first ||
                 c.measure == rules::Measure::last || c.measure == rules::Measure::decayed;
      out.decays = c.measure == rules::Measure::decayed;
      return out;
    }
    default:
      break;
  }
  for (const Condition& child : c.children) {
    Dependencies of = dependencies(child, fields, reporting);
    out.fields.merge(of.fields);
    out.events.merge(of.events);
    out.series.merge(of.series);
    out.lists.merge(of.lists);
    out.any_event |= of.any_event;
    out.orders |= of.orders;
    out.time |= of.time;
    out.decays |= of.decays;
  }
  return out;
}

}  // namespace rapport::segments::columns
