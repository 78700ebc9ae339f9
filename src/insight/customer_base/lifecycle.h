// Where a customer stands; the first that holds:
//   new           the first order lies at most 30 days back
//   reactivated   was churned just before the last occasion, and the last order lies at most 30 days back
//   churned       no order for 90 days, and more than 60 days past the expected one (churn_rule `interval`);
//                 or no order for 90 days (`fixed`)
//   at_risk       at least 30 days past the expected order
//   loyal         at least 5 orders, the last at most 60 days back
//   active        everybody else who ever ordered
// An order counts while it is paid; orders of one day of the workspace are one occasion, at the time of the
// first of them. An order is expected one interval after the last: the mean gap between occasions where there
// are two gaps or more, else the median of such means in the workspace, else 60 days. N days are N times 24
// hours.
#pragma once

#include <cstdint>
#include <optional>

#include "base/describe.h"
#include "base/time.h"

namespace rapport::customer_base {

enum class LifecycleStage { new_, reactivated, churned, at_risk, loyal, active };
enum class ChurnRule { interval, fixed };

// A section of the settings.
struct Lifecycle {
  ChurnRule churn_rule = ChurnRule::interval;
  std::int32_t new_days = 30, reactivated_days = 30;
  std::int32_t churned_days = 90, churned_overdue_days = 60;
  std::int32_t at_risk_overdue_days = 30;
  std::int32_t loyal_orders = 5, loyal_days = 60;
  std::int32_t usual_interval_days = 60;  // while the workspace has none of its own
  bool operator==(const Lifecycle&) const = default;
};
template <class = void>
constexpr auto describe(Type<Lifecycle>) {
  using L = Lifecycle;
  return fields(
      field<&L::churn_rule>().or_default().text("interval: churned by the days without an order and past the "
                                                "expected one; fixed: by the former alone"),
      field<&L::new_days>().or_default().at_least(1).at_most(3650).text("Days after the first order"),
      field<&L::reactivated_days>().or_default().at_least(1).at_most(3650).text(
          "Days after the order that came back"),
      field<&L::churned_days>().or_default().at_least(1).at_most(3650).text("Days without an order"),
      field<&L::churned_overdue_days>().or_default().at_least(0).at_most(3650).text(
          "Days past the expected order"),
      field<&L::at_risk_overdue_days>().or_default().at_least(0).at_most(3650).text(
          "Days past the expected order"),
      field<&L::loyal_orders>().or_default().at_least(1).at_most(1000).text("Orders at least"),
      field<&L::loyal_days>().or_default().at_least(1).at_most(3650).text(
          "Days since the last order at most"),
      field<&L::usual_interval_days>().or_default().at_least(1).at_most(3650).text(
          "Expected interval while no customer has ordered on three days"));
}
constexpr std::string_view section_name(Type<Lifecycle>) { return "lifecycle"; }

// What is known of a customer's orders.
struct Orders {
  std::int64_t count = 0;         // of orders
  std::int64_t occasions = 0;     // days with orders
  Instant first{}, last{};        // orders
  Instant last_occasion{};        // first order of its day
  Instant before{};               // the occasion before the last; unset with one occasion
  Instant last_before{};          // the last order before the last occasion
  std::int64_t count_before = 0;  // orders before the last occasion
};

enum class IntervalSource { own, workspace, usual };
struct Expected {
  Duration interval{};
  IntervalSource source = IntervalSource::usual;
};

// Mean gap between occasions; none with fewer than two gaps.
std::optional<Duration> mean_gap(const Orders& orders);
// `median`: of the workspace's mean gaps.
Expected expected_interval(const Orders& orders, std::optional<Duration> median, const Lifecycle& settings);
LifecycleStage stage_of(const Orders& orders, std::optional<Duration> median, const Lifecycle& settings,
                        Instant now);
// The next instant at which time alone makes the stage another; none when it stays.
std::optional<Instant> next_change(const Orders& orders, std::optional<Duration> median,
                                   const Lifecycle& settings, Instant now);

}  // namespace rapport::customer_base

namespace rapport {
RAPPORT_DESCRIBED(customer_base::Lifecycle)
}
