// What is asked about known customers, the same for every model of purchases M (bg_nbd.h, pareto_nbd.h). A
// model says p_alive and given_alive; the future of somebody alive is that of a new customer of other
// parameters.
#pragma once

#include <algorithm>
#include <cstdint>

#include "insight/scoring/history.h"

namespace rapport::scoring {

// E[Y(t) | history]: expected repeat occasions in (T, T + t].
template <class M>
double expected_purchases(const M& model, const History& history, double t) {
  return p_alive(model, history) * expected_purchases(given_alive(model, history), t);
}

// P(no occasion in (T, T + t] | history). Churn risk is this with t = 90 days:
//   1 - P(alive) (1 - P(none in 90 days | alive)).
// It equals the ratio of the likelihoods of (x, t_x, T + t) and (x, t_x, T).
template <class M>
double p_no_purchase(const M& model, const History& history, double t) {
  const double none_if_alive = p_no_purchase(given_alive(model, history), t);
  return std::clamp(1 - p_alive(model, history) * (1 - none_if_alive), 0.0, 1.0);
}

// P(n occasions in (T, T + t] | history).
template <class M>
double p_purchases(const M& model, const History& history, std::int32_t n, double t) {
  const double alive = p_alive(model, history);
  return (n == 0 ? 1 - alive : 0) + alive * p_purchases(given_alive(model, history), n, t);
}

}  // namespace rapport::scoring
