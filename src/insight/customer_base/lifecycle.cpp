#include "insight/customer_base/lifecycle.h"

#include <algorithm>

namespace rapport {
RAPPORT_DESCRIBE_HERE(customer_base::Lifecycle)
}

namespace rapport::customer_base {

namespace {

Duration days(std::int64_t n) { return hours(24 * n); }

// As it was just before the last occasion.
std::optional<Orders> before_last(const Orders& orders) {
  if (orders.occasions < 2) return std::nullopt;
  Orders out;
  out.count = orders.count_before;
  out.occasions = orders.occasions - 1;
  out.first = orders.first;
  out.last = orders.last_before;
  out.last_occasion = orders.before;
  return out;
}

bool churned(const Orders& orders, std::optional<Duration> median, const Lifecycle& settings, Instant now) {
  if (now - orders.last < days(settings.churned_days)) return false;
  if (settings.churn_rule == ChurnRule::fixed) return true;
  const Instant expected = orders.last + expected_interval(orders, median, settings).interval;
  return now - expected > days(settings.churned_overdue_days);
}

}  // namespace

std::optional<Duration> mean_gap(const Orders& orders) {
  if (orders.occasions < 3) return std::nullopt;
  return (orders.last_occasion - orders.first) / (orders.occasions - 1);
}

Expected expected_interval(const Orders& orders, std::optional<Duration> median, const Lifecycle& settings) {
  if (const auto own = mean_gap(orders)) return {*own, IntervalSource::own};
  if (median) return {*median, IntervalSource::workspace};
  return {days(settings.usual_interval_days), IntervalSource::usual};
}

LifecycleStage stage_of(const Orders& orders, std::optional<Duration> median, const Lifecycle& settings,
                        Instant now) {
  if (now - orders.first <= days(settings.new_days)) return LifecycleStage::new_;
  if (now - orders.last <= days(settings.reactivated_days))
    if (const auto then = before_last(orders); then && churned(*then, median, settings, orders.last_occasion))
      return LifecycleStage::reactivated;
  if (churned(orders, median, settings, now)) return LifecycleStage::churned;
  const Instant expected = orders.last + expected_interval(orders, median, settings).interval;
  if (now - expected >= days(settings.at_risk_overdue_days)) return LifecycleStage::at_risk;
  if (orders.count >= settings.loyal_orders && now - orders.last <= days(settings.loyal_days))
    return LifecycleStage::loyal;
  return LifecycleStage::active;
}

// A stage changes at one of a few instants; `>` and `<=` hold one millisecond later.
std::optional<Instant> next_change(const Orders& orders, std::optional<Duration> median,
                                   const Lifecycle& settings, Instant now) {
  const Instant expected = orders.last + expected_interval(orders, median, settings).interval;
  const Duration moment(1);
  std::vector<Instant> edges = {orders.first + days(settings.new_days) + moment,
                                orders.last + days(settings.reactivated_days) + moment,
                                orders.last + days(settings.churned_days),
                                expected + days(settings.churned_overdue_days) + moment,
                                expected + days(settings.at_risk_overdue_days),
                                orders.last + days(settings.loyal_days) + moment};
  std::sort(edges.begin(), edges.end());
  const LifecycleStage stage = stage_of(orders, median, settings, now);
  for (const Instant edge : edges)
    if (edge > now && stage_of(orders, median, settings, edge) != stage) return edge;
  return std::nullopt;
}

}  // namespace rapport::customer_base
