// ∫ (alpha + u)^-k (beta + u)^-(s+1) du from `from` to `to`, by Gauss-Legendre panels in y = ln(δ + u), δ the
// smaller of alpha and beta: there the integrand is analytic in a strip of half-width π. Panels are so short
// that it changes by e^7 at most in one, which reaches full precision.
#pragma once

#include <algorithm>
#include <cmath>

#include "insight/scoring/pareto_nbd.h"
#include "insight/scoring/special.h"

namespace rapport::scoring::inner {

// Calls visit(weight, up_a, up_b) at each node: up_a = ln((alpha+u)/(alpha+from)), up_b likewise; the weights
// add up to the integral divided by its integrand at `from`.
template <class Visit>
void integrate_leaving(const ParetoNbd& m, double k, double from, double to, Visit visit) noexcept {
  const double base = std::min(m.alpha, m.beta) + from;
  const double length = std::log1p((to - from) / base);
  // The steepest slope: of ln(alpha + u) by y it is (δ + u) / (alpha + u) <= 1, and likewise.
  const double end = std::min(m.alpha, m.beta) + to;
  const double slope = k * end / (m.alpha + to) + (m.s + 1) * end / (m.beta + to) + 1;
  const double panel = std::min(3.0, 7 / slope);
  const double i_a = 1 / (m.alpha + from), i_b = 1 / (m.beta + from);
  const auto& rule = legendre_rule();
  double highest = -INFINITY;
  for (double begin = 0; begin < length; begin += panel) {
    const double half = (std::min(length, begin + panel) - begin) / 2;
    double last = 0;
    for (const Node& node : rule) {
      const double y = begin + half * (1 + node.at), after = base * std::expm1(y);
      const double up_a = std::log1p(after * i_a), up_b = std::log1p(after * i_b);
      last = y - k * up_a - (m.s + 1) * up_b;
      highest = std::max(highest, last);
      visit(base * half * node.weight * std::exp(last), up_a, up_b);
    }
    if (last < highest - 45) break;  // it has one peak
  }
}

}  // namespace rapport::scoring::inner
