// What a purchase model knows of a customer: repeat purchases counted by occasion, not by order.
//   x    repeat occasions (occasions - 1; several orders in one period are one occasion)
//   t_x  time of the last occasion since the first; 0 when x is 0
//   T    time since the first occasion; t_x <= T, and t_x is above 0 exactly when x is
// Times are in one unit for all customers, days or weeks; a model fitted on weeks speaks of weeks.
// Notation of Fader, Hardie and Lee, "Counting Your Customers the Easy Way", Marketing Science 24 (2005).
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

namespace rapport::scoring {

struct History {
  std::int32_t x = 0;
  double t_x = 0;
  double T = 0;
  friend auto operator<=>(const History&, const History&) = default;
};

// Customers with the same history count once, with their number. Sorted by x, then t_x, then T.
struct HistoryGroup {
  History history;
  double customers = 0;
};
std::vector<HistoryGroup> group_histories(std::span<const History> histories);
// About `wanted` of them, spread evenly; none when there are not many more than that.
std::vector<HistoryGroup> every_nth(std::span<const HistoryGroup> groups, std::size_t wanted);

// A repeat customer for models of value: x repeat occasions of mean value `mean`, in any one currency unit.
struct Spending {
  std::int32_t x = 0;
  double mean = 0;
};

}  // namespace rapport::scoring
