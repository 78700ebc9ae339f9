#include "insight/customer_base/send_time.h"

#include <algorithm>
#include <numeric>

#include "insight/scoring/special.h"

namespace rapport::customer_base {

namespace {

constexpr double outside = 0.05;  // on each side of the interval

double sum(std::span<const std::int64_t> values) {
  return static_cast<double>(std::accumulate(values.begin(), values.end(), std::int64_t{0}));
}

// The quantile of a Beta(a, b), by halving.
double beta_quantile(double a, double b, double p) {
  double low = 0, high = 1;
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    (scoring::incomplete_beta(a, b, middle) < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

bool near(int a, int b) {
  const int apart = std::abs(a - b);
  return std::min(apart, static_cast<int>(hours_of_week) - apart) <= 1;
}

std::optional<LocalTime> day_alone(Instant at, const TimeZone& zone) {
  const auto local = zone.local(at);
  if (zone.start_of_day(local.date) != at) return std::nullopt;
  return LocalTime{local.date, local.weekday, {}};
}

}  // namespace

Week smoothed(const Week& week) {
  Week out{};
  for (std::size_t h = 0; h < hours_of_week; ++h) {
    const double before = week[(h + hours_of_week - 1) % hours_of_week];
    const double after = week[(h + 1) % hours_of_week];
    out[h] = 0.25 * before + 0.5 * week[h] + 0.25 * after;
  }
  return out;
}

Week population_prior(std::span<const std::int64_t> acts) {
  Week out{};
  const double all = sum(acts) + hours_of_week;
  for (std::size_t h = 0; h < hours_of_week; ++h)
    out[h] = (1.0 + (h < acts.size() ? static_cast<double>(acts[h]) : 0.0)) / all;
  return smoothed(out);
}

Week send_scores(std::span<const std::int64_t> own, const Week& prior) {
  Week counts{};
  for (std::size_t h = 0; h < hours_of_week && h < own.size(); ++h) counts[h] = static_cast<double>(own[h]);
  Week out = smoothed(counts);
  const double all = sum(own) + prior_weight;
  for (std::size_t h = 0; h < hours_of_week; ++h) out[h] = (out[h] + prior_weight * prior[h]) / all;
  return out;
}

std::vector<HourScore> best_hours(const Week& scores, double acts, int count) {
  std::array<int, hours_of_week> order{};
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)];
  });
  std::vector<HourScore> out;
  const double all = acts + prior_weight;
  for (const int hour : order) {
    if (static_cast<int>(out.size()) == count) break;
    if (std::any_of(out.begin(), out.end(), [&](const HourScore& better) { return near(better.hour, hour); }))
      continue;
    const double share = scores[static_cast<std::size_t>(hour)];
    const double a = share * all, b = (1 - share) * all;
    out.push_back({hour, share, beta_quantile(a, b, outside), beta_quantile(a, b, 1 - outside)});
  }
  return out;
}

LocalTime local_time(Instant at, const Zones& zones) {
  if (at.ms % 900'000 == 0)
    for (const auto& zone : {zones.workspace, TimeZone::utc()})
      if (const auto day = day_alone(at, *zone)) return *day;
  const auto local = zones.own->local(at);
  return {local.date, local.weekday, local.hour};
}

}  // namespace rapport::customer_base
