#include "insight/next_actions/off_policy.h"

#include <algorithm>
#include <cmath>

namespace rapport::next_actions {

namespace {

constexpr double normal_95 = 1.959963984540054;

struct Sums {
  double weights = 0, squares = 0, rewards = 0;
};
Sums sums_of(std::span<const Logged> log) {
  Sums out;
  for (const Logged& l : log) {
    const double w = l.target / l.propensity;
    out.weights += w;
    out.squares += w * w;
    out.rewards += w * l.reward;
  }
  return out;
}

void finish(Estimate& out, const Sums& sums, std::size_t n) {
  out.low = std::max(0.0, out.value - normal_95 * out.standard_error);
  out.high = std::min(1.0, out.value + normal_95 * out.standard_error);
  out.decisions = static_cast<std::int64_t>(n);
  out.effective = sums.squares > 0 ? sums.weights * sums.weights / sums.squares : 0;
}

double variance(const Group& g) {
  const auto n = static_cast<double>(g.people);
  return std::max(0.0, (g.squares - g.sum * g.sum / n) / (n - 1));
}

}  // namespace

std::optional<Estimate> inverse_propensity(std::span<const Logged> log) {
  if (log.size() < 2) return std::nullopt;
  const Sums sums = sums_of(log);
  const auto n = static_cast<double>(log.size());
  Estimate out;
  out.value = sums.rewards / n;
  double spread = 0;
  for (const Logged& l : log) spread += std::pow(l.target / l.propensity * l.reward - out.value, 2);
  out.standard_error = std::sqrt(spread / (n - 1) / n);
  finish(out, sums, log.size());
  return out;
}

std::optional<Estimate> self_normalised(std::span<const Logged> log) {
  if (log.size() < 2) return std::nullopt;
  const Sums sums = sums_of(log);
  if (sums.weights <= 0) return std::nullopt;
  Estimate out;
  out.value = sums.rewards / sums.weights;
  double spread = 0;  // delta method
  for (const Logged& l : log) spread += std::pow(l.target / l.propensity * (l.reward - out.value), 2);
  out.standard_error = std::sqrt(spread) / sums.weights;
  finish(out, sums, log.size());
  return out;
}

std::optional<Uplift> uplift(const Group& treated, const Group& control) {
  if (treated.people < fewest_people || control.people < fewest_people) return std::nullopt;
  if (treated.sum + control.sum <= 0) return std::nullopt;
  Uplift out;
  out.difference = treated.mean() - control.mean();
  out.standard_error = std::sqrt(variance(treated) / static_cast<double>(treated.people) +
                                 variance(control) / static_cast<double>(control.people));
  out.low = out.difference - normal_95 * out.standard_error;
  out.high = out.difference + normal_95 * out.standard_error;
  return out;
}

}  // namespace rapport::next_actions
