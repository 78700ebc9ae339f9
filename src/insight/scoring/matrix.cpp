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

namespace {

// Turns rows and columns p and q so that a(p, q) becomes 0.
void rotate(Matrix& a, Matrix& vectors, std::size_t p, std::size_t q) {
  const double theta = (a(q, q) - a(p, p)) / (2 * a(p, q));
  const double t = std::copysign(1 / (std::abs(theta) + std::hypot(theta, 1)), theta);
  const double c = 1 / std::hypot(t, 1), s = t * c;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double kp = a(k, p), kq = a(k, q);
    a(k, p) = c * kp - s * kq;
    a(k, q) = s * kp + c * kq;
  }
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double pk = a(p, k), qk = a(q, k), vp = vectors(k, p), vq = vectors(k, q);
    a(p, k) = c * pk - s * qk;
    a(q, k) = s * pk + c * qk;
    vectors(k, p) = c * vp - s * vq;
    vectors(k, q) = s * vp + c * vq;
  }
}

}  // namespace

Eigen eigen(Matrix a) {
  Eigen out{.values = std::vector<double>(a.size()), .vectors = Matrix(a.size())};
  for (std::size_t i = 0; i < a.size(); ++i) out.vectors(i, i) = 1;
  for (int sweep = 0; sweep < 60; ++sweep) {
    bool turned = false;
    for (std::size_t p = 0; p < a.size(); ++p)
      for (std::size_t q = p + 1; q < a.size(); ++q) {
        if (std::abs(a(p, q)) <= 1e-17 * std::sqrt(std::abs(a(p, p))) * std::sqrt(std::abs(a(q, q))) ||
            std::abs(a(p, q)) < 1e-300)
          continue;
        rotate(a, out.vectors, p, q);
        turned = true;
      }
    if (!turned) break;
  }
  for (std::size_t i = 0; i < a.size(); ++i) out.values[i] = a(i, i);
  return out;
}

double quadratic_form(const Matrix& a, std::span<const double> v) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < a.size(); ++j) sum += v[i] * a(i, j) * v[j];
  return sum;
}

}  // namespace rapport::scoring
