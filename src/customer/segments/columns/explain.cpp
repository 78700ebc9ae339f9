#include "customer/segments/columns/explain.h"

#include "customer/segments/columns/column.h"
#include "customer/segments/columns/plan_nodes.h"

namespace rapport::segments::columns {

namespace {

using rules::Condition;
using rules::FieldKind;
using rules::Literal;

Literal text_of(const ColumnSpec& spec, std::string_view text) {
  if (spec.storage() != Storage::id) return std::string(text);
  Uuid id;
  std::copy_n(text.data(), std::min(text.size(), id.bytes.size()), reinterpret_cast<char*>(id.bytes.data()));
  return id;
}

Literal amount(Cell cell, std::string_view code) {
  Money out{cell, {}};
  if (const auto currency = parse_currency(code)) out.currency = *currency;
  return out;
}

std::vector<Literal> found_in(const Column& column, Number number) {
  const Cell cell = cell_at(column.values, number);
  if (cell == missing) return {};
  const ColumnSpec& spec = column.spec;
  switch (spec.storage()) {
    case Storage::integer:
      if (spec.kind == FieldKind::boolean) return {cell != 0};
      if (spec.has_currency)
        if (const Cell code = cell_at(column.currencies, number); code != missing)
          return {amount(cell, column.dictionaries->currencies.text(code))};
      return {cell};
    case Storage::real:
      if (spec.kind == FieldKind::boolean) return {real_of(cell) != 0};
      if (spec.kind == FieldKind::date) return {static_cast<std::int64_t>(real_of(cell))};
      return {real_of(cell)};
    case Storage::day:
      return {render(date_from_days(cell))};
    case Storage::text:
    case Storage::id:
      return {text_of(spec, column.dictionaries->texts.text(cell))};
    case Storage::set: {
      std::vector<Literal> out;
      const std::string_view set = column.dictionaries->sets.text(cell);
      for (std::size_t i = 0; i < set.size() / 4; ++i)
        out.emplace_back(std::string(column.dictionaries->texts.text(member_of_set(set, i))));
      return out;
    }
  }
  return {};
}

std::vector<Literal> found_in(HistoryTest test, const Series& series, Number number) {
  test.enough = ~std::uint64_t{0};  // the whole count, not as far as the verdict needs it
  Summary summary;
  WantedNames names;
  find_names(test, series, names);
  if (const SeriesChunk* chunk = series.chunk(chunk_of(number)))
    summary = summarize(test, names, *chunk, place_of(number));
  if (test.average && summary.count > 0) {
    const auto count = static_cast<double>(summary.count);
    return {(series.value == RowValue::number ? summary.real_sum : static_cast<double>(summary.sum)) / count};
  }
  const Cell cell = measured(test, summary);
  if (cell == missing) return {};
  const bool of_values = test.measure == rules::Measure::sum || test.measure == rules::Measure::minimum ||
                         test.measure == rules::Measure::maximum;
  return {of_values && series.value == RowValue::number ? Literal(real_of(cell)) : Literal(cell)};
}

}  // namespace

Explanation explain(const Condition& resolved, const Version& version, Number number) {
  Explanation out;
  out.condition = resolved;
  if (resolved.kind == Condition::Kind::all || resolved.kind == Condition::Kind::any ||
      resolved.kind == Condition::Kind::none) {
    out.condition.children.clear();
    bool one = false, every = true;
    for (const Condition& child : resolved.children) {
      out.children.push_back(explain(child, version, number));
      (out.children.back().holds ? one : every) = out.children.back().holds;
    }
    out.holds =
        resolved.kind == Condition::Kind::all ? every : one != (resolved.kind == Condition::Kind::none);
    return out;
  }
  const Plan plan = compile(resolved, version);
  out.holds = meets(plan, version, number);
  if (resolved.kind == Condition::Kind::test)
    out.found = found_in(*version.find_column(resolved.field), number);
  if (resolved.kind == Condition::Kind::history) {
    const auto& test = std::get<HistoryTest>(plan.root().leaf);
    out.found = found_in(test, series_of(test, version), number);
  }
  return out;
}

}  // namespace rapport::segments::columns
