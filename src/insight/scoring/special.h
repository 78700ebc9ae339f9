// Special functions of the models: Boost.Math's (thread-safe, unlike std::lgamma, which writes signgam), at
// double precision. Arguments are positive and finite.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace rapport::scoring {

double log_gamma(double x);
double digamma(double x);   // its derivative
double trigamma(double x);  // the second
// Regularised incomplete beta function I_z(a, b), 0 <= z <= 1.
double incomplete_beta(double a, double b, double z);

// ln(1 + e^d), without overflow; and its derivative.
inline double softplus(double d) { return d > 0 ? d + std::log1p(std::exp(-d)) : std::log1p(std::exp(d)); }
inline double logistic(double d) {
  if (d >= 0) return 1 / (1 + std::exp(-d));
  const double e = std::exp(d);
  return e / (1 + e);
}

// Gauss-Legendre rule on [-1, 1], exact for polynomials up to degree 29.
struct Node {
  double at, weight;
};
inline constexpr std::size_t rule_size = 15;
const std::array<Node, rule_size>& legendre_rule();

}  // namespace rapport::scoring
