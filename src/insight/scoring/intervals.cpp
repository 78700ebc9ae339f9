#include "insight/scoring/intervals.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rapport::scoring {

namespace {
constexpr double z = 1.959963984540054;  // 97.5 % of the normal distribution lie below
}

EstimatedInterval share_interval(std::int64_t hits, std::int64_t of) {
  const auto n = static_cast<double>(of), p = static_cast<double>(hits) / n;
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {p, hits == 0 ? 0 : std::max(0.0, centre - half), hits == of ? 1 : std::min(1.0, centre + half)};
}

EstimatedInterval rank_correlation_interval(double r, std::int64_t pairs) {
  if (std::abs(r) >= 1) return {r, r, r};
  const double middle = std::atanh(r);
  const double half = z * std::sqrt((1 + r * r / 2) / (static_cast<double>(pairs) - 3));
  return {r, std::tanh(middle - half), std::tanh(middle + half)};
}

EstimatedInterval auc_interval(double auc, std::int64_t happened, std::int64_t did_not) {
  const auto a = static_cast<double>(happened), b = static_cast<double>(did_not);
  const double q1 = auc / (2 - auc), q2 = 2 * auc * auc / (1 + auc);
  const double variance =
      (auc * (1 - auc) + (a - 1) * (q1 - auc * auc) + (b - 1) * (q2 - auc * auc)) / (a * b);
  const double half = z * std::sqrt(std::max(0.0, variance));
  return {auc, std::max(0.0, auc - half), std::min(1.0, auc + half)};
}

EstimatedInterval ratio_interval(std::span<const double> above, std::span<const double> below) {
  const double top = std::accumulate(above.begin(), above.end(), 0.0);
  const double bottom = std::accumulate(below.begin(), below.end(), 0.0);
  const double ratio = top / bottom;
  double squares = 0;  // the residuals add up to 0
  for (std::size_t i = 0; i < above.size(); ++i) squares += std::pow(above[i] - ratio * below[i], 2);
  const auto n = static_cast<double>(above.size());
  const double half = n > 1 ? z * std::sqrt(squares * n / (n - 1)) / std::abs(bottom) : 0;
  return {ratio, ratio - half, ratio + half};
}

}  // namespace rapport::scoring
