#include "insight/analytics/cohorts.h"

#include <algorithm>

namespace rapport {
RAPPORT_DESCRIBE_HERE(analytics::CohortQuery)
RAPPORT_DESCRIBE_HERE(analytics::Cohorts)
}  // namespace rapport

namespace rapport::analytics {

namespace {

// Periods are counted through: the number of a day's period, and the first day of a period.
std::int64_t period_of(PeriodUnit unit, std::int64_t day) {
  if (unit == PeriodUnit::week) return (day + 3) / 7;  // 1970-01-01 was a Thursday; weeks begin on Mondays
  const Date date = date_from_days(day);
  const std::int64_t month = std::int64_t{date.year} * 12 + date.month - 1;
  return unit == PeriodUnit::month ? month : month / 3;
}
Date start_of(PeriodUnit unit, std::int64_t period) {
  if (unit == PeriodUnit::week) return date_from_days(period * 7 - 3);
  const std::int64_t month = unit == PeriodUnit::month ? period : period * 3;
  Date out;
  out.year = static_cast<decltype(out.year)>(month / 12);
  out.month = static_cast<decltype(out.month)>(month % 12 + 1);
  out.day = 1;
  return out;
}

struct Cell {
  std::int64_t customers = 0, revenue = 0;
};
struct Tally {
  std::int64_t customers = 0, again = 0;
  std::vector<Cell> cells;
};

struct Walk {
  const OrderHistory& history;
  PeriodUnit unit;
  std::int64_t first = 0, last = 0;  // cohorts
  std::optional<std::uint16_t> channel;
  const std::vector<bool>& among;

  std::vector<Tally> count() const;
};

std::vector<Tally> Walk::count() const {
  std::vector<Tally> out(static_cast<std::size_t>(last - first + 1));
  for (std::size_t c = 0; c < out.size(); ++c) out[c].cells.resize(out.size() - c);
  constexpr std::int32_t none = -1;
  struct Known {
    std::int64_t cohort = 0;
    std::int32_t day = none;      // of the last order; none: has not ordered yet
    std::int32_t counted = none;  // the last cell in which they are counted
    bool again = false;
  };
  std::vector<Known> known(history.contacts.size());
  std::int32_t day = none;
  std::int64_t period = 0;
  for (const OrderHistory::Order& order : history.orders) {
    if (!among.empty() && !among[order.customer]) continue;
    if (channel && history.channels[order.customer] != *channel) continue;
    if (order.day != day) {
      day = order.day;
      period = period_of(unit, day);
    }
    Known& one = known[order.customer];
    const bool is_first = one.day == none;
    const bool is_occasion = one.day != day;
    one.day = day;
    if (is_first) one.cohort = period;
    if (one.cohort < first || one.cohort > last || period > last) continue;
    Tally& cohort = out[static_cast<std::size_t>(one.cohort - first)];
    const auto k = static_cast<std::int32_t>(period - one.cohort);
    Cell& cell = cohort.cells[static_cast<std::size_t>(k)];
    cell.revenue += order.net;
    if (is_first) {
      ++cohort.customers;
    } else if (is_occasion) {
      if (!std::exchange(one.again, true)) ++cohort.again;
      if (std::exchange(one.counted, k) != k) ++cell.customers;
    }
  }
  for (Tally& cohort : out)
    for (std::size_t k = 1; k < cohort.cells.size(); ++k)
      cohort.cells[k].revenue += cohort.cells[k - 1].revenue;
  return out;
}

double part_of(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}
std::int64_t mean_of(std::int64_t sum, std::int64_t of) {
  if (of == 0) return 0;
  return (2 * sum + (sum < 0 ? -of : of)) / (2 * of);  // the nearest whole number
}

// Of cohorts `from` up to `to`, of which the last is running; its cells of the last period are left out.
std::vector<CohortAverage> average_of(std::span<const Tally> all, std::size_t from, std::size_t to,
                                      Currency currency) {
  std::vector<CohortAverage> out;
  for (std::size_t k = 0; from + k < to; ++k) {
    CohortAverage one;
    one.period = static_cast<std::int32_t>(k);
    one.revenue.currency = currency;
    std::int64_t returned = 0, revenue = 0;
    for (std::size_t c = from; c + k < to; ++c) {
      one.customers += all[c].customers;
      returned += all[c].cells[k].customers;
      revenue += all[c].cells[k].revenue;
    }
    if (one.customers == 0) continue;
    one.share = part_of(returned, one.customers);
    one.revenue.minor = mean_of(revenue, one.customers);
    out.push_back(one);
  }
  return out;
}

}  // namespace

Cohorts cohorts_of(const OrderHistory& history, const CohortQuery& query, const std::vector<bool>& among,
                   Date today) {
  const Currency currency = history.frame.currency;
  const std::int64_t now = period_of(query.unit, days_since_epoch(today));
  Walk walk{history, query.unit, now - 2 * query.periods + 1, now, {}, among};
  Cohorts out;
  out.as_of = history.read_at;
  out.unit = query.unit;
  std::vector<bool> used(history.channel_names.size());
  for (std::size_t k = 0; k < history.channels.size(); ++k)
    if (among.empty() || among[k]) used[history.channels[k]] = true;
  for (std::size_t k = 0; k < used.size(); ++k)
    if (used[k] && !history.channel_names[k].empty()) out.channels.push_back(history.channel_names[k]);
  std::vector<Tally> all;
  if (query.channel) {
    const auto& names = history.channel_names;
    const auto at = std::lower_bound(names.begin(), names.end(), *query.channel);
    const bool there = at != names.end() && *at == *query.channel;
    // A name that nobody has leaves nobody.
    walk.channel =
        there ? static_cast<std::uint16_t>(at - names.begin()) : static_cast<std::uint16_t>(names.size());
  }
  all = walk.count();
  const auto span = static_cast<std::size_t>(query.periods);
  for (std::size_t c = span; c < all.size(); ++c) {
    const Tally& tally = all[c];
    Cohort cohort;
    cohort.start = start_of(query.unit, walk.first + static_cast<std::int64_t>(c));
    cohort.customers = tally.customers;
    cohort.again = tally.again;
    cohort.revenue = {tally.cells.back().revenue, currency};
    for (std::size_t k = 0; k < tally.cells.size(); ++k)
      cohort.cells.push_back({tally.cells[k].customers,
                              part_of(tally.cells[k].customers, tally.customers),
                              {mean_of(tally.cells[k].revenue, tally.customers), currency},
                              c + k + 1 == all.size()});
    out.cohorts.push_back(std::move(cohort));
  }
  out.average = average_of(all, span, all.size() - 1, currency);
  out.previous = average_of(all, 0, span - 1, currency);
  out.previous_from = start_of(query.unit, walk.first);
  out.previous_to = date_from_days(
      days_since_epoch(start_of(query.unit, walk.first + static_cast<std::int64_t>(span))) - 1);
  return out;
}

}  // namespace rapport::analytics
