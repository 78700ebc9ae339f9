#include "base/error.h"
#include "customer/segments/columns/needs.h"
#include "customer/segments/columns/plan_nodes.h"

namespace rapport::segments::columns {

namespace {

using rules::Condition;
using rules::Measure;
using rules::Op;

std::uint32_t series_index(const Condition& c, const Version& version) {
  const std::string key = series_key(c, version.reporting);
  const std::string_view wanted = key.empty() ? std::string_view(c.source) : key;
  for (std::uint32_t i = 0; i < version.series.size(); ++i)
    if (version.series[i] && version.series[i]->key == wanted) return i;
  fail_field(c.source, "unknown_series", "has no rows in memory for: " + std::string(wanted));
}

std::vector<Range> moments(const Ranges& window) {
  std::vector<Range> out;
  for (const Range& r : window.list())
    out.push_back({static_cast<Cell>(moment_of(r.low)), static_cast<Cell>(moment_of(r.high))});
  return out;
}

AverageTest average_of(const Condition& c, Op op) {
  AverageTest out{op, {}};
  const bool right = op == Op::between ? c.values.size() == 2 : c.values.size() == 1;
  if (!right) fail_field(c.field, "invalid_condition", "takes another number of values");
  for (const auto& value : c.values) {
    AverageTest::Bound bound;
    if (const auto* whole = std::get_if<std::int64_t>(&value))
      bound.whole = *whole;
    else if (const auto* money = std::get_if<Money>(&value))
      bound.whole = money->minor;
    else if (const auto* real = std::get_if<double>(&value))
      bound.real = *real;
    else
      fail_field(c.field, "invalid_condition", "is compared with a value of another type");
    if (bound.whole) bound.real = static_cast<double>(*bound.whole);
    out.bounds.push_back(bound);
  }
  return out;
}

bool is_instant(Measure measure, RowValue value) {
  if (measure == Measure::first || measure == Measure::last) return true;
  return (measure == Measure::minimum || measure == Measure::maximum) &&
         (value == RowValue::instant || value == RowValue::date);
}

void compile_result(const Condition& given, RowValue value, HistoryTest& out, bool& negated) {
  Condition c = given;
  if (c.op == Op::not_equal || c.op == Op::is_not_null || c.op == Op::not_in) {
    negated = true;
    c.op = c.op == Op::not_equal ? Op::equal : c.op == Op::not_in ? Op::in : Op::is_null;
  }
  if (c.op == Op::is_null) {
    out.on_missing = true;  // a count and a sum are always there
    return;
  }
  out.as_of = given.as_of;
  out.real = value == RowValue::number && out.measure != Measure::count && out.measure != Measure::distinct &&
             out.measure != Measure::first && out.measure != Measure::last;
  if (out.measure == Measure::average) {
    out.average = average_of(c, c.op);
    return;
  }
  if (out.measure == Measure::decayed) out.real = true;
  out.result = passing(c, out.real, is_instant(out.measure, value) ? Ends::half_open : Ends::closed);
  if (out.measure != Measure::count) return;
  out.result = out.result.common(Ranges::at_least(0));
  const auto list = out.result.list();
  if (list.empty())
    out.enough = 0;
  else if (list.back().high == Ranges::highest)
    out.enough = static_cast<std::uint64_t>(list.back().low);
  else
    out.enough = static_cast<std::uint64_t>(list.back().high + 1);
}

}  // namespace

void find_names(const HistoryTest& test, const Series& series, WantedNames& out) {
  out.bits = test.name_bits;
  out.by_code = &test.wanted;
  const std::uint32_t known = test.names.empty() ? test.known : series.texts->size();
  if (known == test.known) return;
  out.bits = 0;
  out.own.assign(known + std::size_t{1}, 0);
  for (const std::string& name : test.names)
    if (const auto code = series.texts->find(name); code && *code <= known) {
      out.own[static_cast<std::size_t>(*code)] = 1;
      out.bits |= std::uint64_t{1} << (std::min<Cell>(*code, 64) - 1);
    }
  out.by_code = &out.own;
}

PlanNode compile_history(const Condition& c, const Version& version) {
  HistoryTest test;
  test.series = series_index(c, version);
  const Series& series = *version.series[test.series];
  test.measure = c.measure;
  if (series.value == RowValue::name) test.names = c.names;  // another series holds rows of these names alone
  const bool needs_value =
      c.measure != Measure::count && c.measure != Measure::first && c.measure != Measure::last;
  if (needs_value && (series.value == RowValue::name || series.value == RowValue::none))
    fail_field(c.field, "invalid_condition", "has no values to measure");
  if (needs_value && series.value == RowValue::text && c.measure != Measure::distinct)
    fail_field(c.field, "invalid_condition", "has texts, of which only the different ones are counted");

  if (!test.names.empty()) test.wanted.assign(1, 0);
  WantedNames found;
  find_names(test, series, found);
  if (!found.own.empty()) test.wanted = found.own;
  test.known = test.names.empty() ? 0 : static_cast<std::uint32_t>(test.wanted.size()) - 1;
  test.name_bits = found.bits;
  const Ranges window = window_of(c);
  test.whole = window == Ranges::everything();
  if (!test.whole) test.window = moments(window);

  PlanNode out;
  out.kind = PlanNode::Kind::leaf;
  compile_result(c, series.value, test, out.negated);
  // Whether there is a row in a window is told by the last one alone, for nearly everybody.
  const bool by_last = test.measure == Measure::count && test.names.empty() && test.window.size() == 1 &&
                       (test.result == Ranges::at_least(1) || test.result == Ranges::between(0, 0));
  out.cost = test.whole ? 20 : by_last ? 30 : 100;
  out.leaf = std::move(test);
  return out;
}

}  // namespace rapport::segments::columns
