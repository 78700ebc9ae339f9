#include "insight/scoring/matrix.h"

#include <cmath>

namespace rapport::scoring {

std::optional<Matrix> cholesky(const Matrix& a) {
  Matrix lower(a.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a(i, j);
      for (std::size_t k = 0; k < j; ++k) sum -= lower(i, k) * lower(j, k);
      if (i != j) {
        lower(i, j) = sum / lower(j, j);
        continue;
      }
      // What is left of the diagonal after rounding counts as nothing.
      if (!(sum > 1e-14 * std::abs(a(i, i)))) return std::nullopt;
      lower(i, i) = std::sqrt(sum);
    }
  return lower;
}

std::vector<double> solve(const Matrix& lower, std::span<const double> right) {
  const std::size_t n = lower.size();
  std::vector<double> x(right.begin(), right.end());
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) x[i] -= lower(i, k) * x[k];
    x[i] /= lower(i, i);
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) x[i] -= lower(k, i) * x[k];
    x[i] /= lower(i, i);
  }
  return x;
}

std::optional<Matrix> inverse(const Matrix& a) {
  const auto lower = cholesky(a);
  if (!lower) return std::nullopt;
  Matrix out(a.size());
  std::vector<double> unit(a.size());
  for (std::size_t j = 0; j < a.size(); ++j) {
    unit.assign(a.size(), 0);
    unit[j] = 1;
    const std::vector<double> column = solve(*lower, unit);
    for (std::size_t i = 0; i < a.size(); ++i) out(i, j) = column[i];
  }
  return out;
}

double quadratic_form(const Matrix& a, std::span<const double> v) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < a.size(); ++j) sum += v[i] * a(i, j) * v[j];
  return sum;
}

}  // namespace rapport::scoring
