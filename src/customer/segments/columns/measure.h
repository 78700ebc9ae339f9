// The values that rules compare, as numbers: for who counts with them rather than tests them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "customer/segments/columns/plan.h"
#include "customer/segments/columns/series.h"

namespace rapport::segments::columns {

// What the rows of a history come to for one contact (first and last in ms); the plan is of a resolved
// history alone. nullopt where that is missing.
std::optional<double> measure_of(const Plan& history, const Version& version, Number number);

// A number, boolean (0, 1), instant (ms) or amount (minor units) of a column; amounts of another currency
// than `currency`, and missing values, are nullopt.
std::optional<double> number_of(const Column& column, Number number, Currency currency);

// The events of these names, in time order, by the codes that the names have in this version.
std::vector<std::int64_t> event_codes(const Version& version, const std::vector<std::string>& names);
std::vector<Row> events_of(const Version& version, const std::vector<std::int64_t>& codes, Number number);

}  // namespace rapport::segments::columns
