#include "customer/segments/columns/measure.h"

#include <algorithm>

#include "customer/segments/columns/column.h"
#include "customer/segments/columns/plan_nodes.h"

namespace rapport::segments::columns {

std::optional<double> measure_of(const Plan& history, const Version& version, Number number) {
  HistoryTest test = std::get<HistoryTest>(history.root().leaf);
  test.enough = ~std::uint64_t{0};  // the whole count, not as far as a verdict needs it
  const Series& series = series_of(test, version);
  Summary summary;
  WantedNames names;
  find_names(test, series, names);
  if (const SeriesChunk* chunk = series.chunk(chunk_of(number)))
    summary = summarize(test, names, *chunk, place_of(number));
  if (test.measure == rules::Measure::decayed) return summary.real_sum;
  if (test.measure == rules::Measure::average) {
    if (summary.count == 0) return std::nullopt;
    const auto count = static_cast<double>(summary.count);
    return (test.real ? summary.real_sum : static_cast<double>(summary.sum)) / count;
  }
  const Cell cell = measured(test, summary);
  if (cell == missing) return std::nullopt;
  const bool of_values = test.measure == rules::Measure::sum || test.measure == rules::Measure::minimum ||
                         test.measure == rules::Measure::maximum;
  return of_values && test.real ? real_of(cell) : static_cast<double>(cell);
}

std::optional<double> number_of(const Column& column, Number number, Currency currency) {
  const Cell cell = cell_at(column.values, number);
  if (cell == missing) return std::nullopt;
  switch (column.spec.storage()) {
    case Storage::integer:
      if (column.spec.has_currency) {
        const Cell code = cell_at(column.currencies, number);
        if (code == missing || column.dictionaries->currencies.text(code) != currency.code())
          return std::nullopt;
      }
      return static_cast<double>(cell);
    case Storage::real:
      return real_of(cell);
    default:
      return std::nullopt;
  }
}

std::vector<std::int64_t> event_codes(const Version& version, const std::vector<std::string>& names) {
  std::vector<std::int64_t> out;
  const Series* series = version.find_series("events");
  if (!series || !series->texts) return out;
  for (const std::string& name : names)
    if (const auto code = series->texts->find(name)) out.push_back(*code);
  return out;
}

std::vector<Row> events_of(const Version& version, const std::vector<std::int64_t>& codes, Number number) {
  const Series* series = version.find_series("events");
  if (!series || codes.empty()) return {};
  std::vector<Row> out = rows_of(series->chunk(chunk_of(number)), place_of(number));
  std::erase_if(
      out, [&](const Row& row) { return std::find(codes.begin(), codes.end(), row.value) == codes.end(); });
  return out;
}

}  // namespace rapport::segments::columns
