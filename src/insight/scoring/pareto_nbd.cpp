#include "insight/scoring/pareto_nbd.h"

#include "insight/scoring/pareto_integral.h"

namespace rapport::scoring {

namespace {

// ln of how much likelier it is that a customer left between the last purchase and T than that they live.
double log_odds_gone(const ParetoNbd& m, const History& h) {
  const double k = m.r + h.x;
  double sum = 0;
  inner::integrate_leaving(m, k, h.t_x, h.T, [&](double weight, double, double) { sum += weight; });
  const double rest = h.T - h.t_x;
  return std::log(sum) + std::log(m.s) - std::log(m.beta + h.t_x) + k * std::log1p(rest / (m.alpha + h.t_x)) +
         m.s * std::log1p(rest / (m.beta + h.t_x));
}

}  // namespace

double log_likelihood(const ParetoNbd& m, const History& h) {
  const double x = h.x;
  return log_gamma(m.r + x) - log_gamma(m.r) - m.r * std::log1p(h.T / m.alpha) - x * std::log(m.alpha + h.T) -
         m.s * std::log1p(h.T / m.beta) + softplus(log_odds_gone(m, h));
}

double p_alive(const ParetoNbd& m, const History& h) { return logistic(-log_odds_gone(m, h)); }

ParetoNbd given_alive(const ParetoNbd& m, const History& h) {
  return {.r = m.r + h.x, .alpha = m.alpha + h.T, .s = m.s, .beta = m.beta + h.T};
}

double expected_purchases(const ParetoNbd& m, double t) {
  if (t <= 0) return 0;
  const double L = std::log1p(t / m.beta), y = (m.s - 1) * L;
  return m.r * m.beta / m.alpha * (y == 0 ? L : L * (-std::expm1(-y) / y));
}

double p_no_purchase(const ParetoNbd& m, double t) {
  return t <= 0 ? 1 : std::min(1.0, std::exp(log_likelihood(m, {0, 0, t})));
}

// Alive until t with n purchases, or gone at u with n purchases until then. The number of purchases until u
// is negative binomial.
double p_purchases(const ParetoNbd& m, std::int32_t n, double t) {
  if (n <= 0) return n == 0 ? p_no_purchase(m, t) : 0;
  if (t <= 0) return 0;
  const double ways = log_gamma(m.r + n) - log_gamma(m.r) - log_gamma(n + 1.0);
  const auto log_count = [&](double u) {
    return ways - m.r * std::log1p(u / m.alpha) - n * std::log1p(m.alpha / u);
  };
  const double base = std::min(m.alpha, m.beta), length = std::log1p(t / base);
  const auto log_gone = [&](double y) {  // with the Jacobian of u = base (e^y - 1)
    const double u = base * std::expm1(y);
    return log_count(u) + std::log(m.s * base / m.beta) - (m.s + 1) * std::log1p(u / m.beta) + y;
  };
  const double end_of_all = base + t;
  const double panel =
      std::min(1.0, 7 / (m.r * end_of_all / (m.alpha + t) + (m.s + 1) * end_of_all / (m.beta + t) + 1));
  const double usual = n * m.alpha / m.r;  // before it the integrand rises
  double sum = std::exp(log_count(t) - m.s * std::log1p(t / m.beta)), highest = -INFINITY;
  for (double begin = 0; begin < length; begin += panel) {
    const double end = std::min(length, begin + panel), half = (end - begin) / 2;
    const bool rising = base * std::expm1(end) < usual;
    double last = log_gone(end);
    if (last < -750 && rising) continue;
    for (const Node& node : legendre_rule()) {
      last = log_gone(begin + half * (1 + node.at));
      highest = std::max(highest, last);
      sum += half * node.weight * std::exp(last);
    }
    if (!rising && last < highest - 45) break;
  }
  return std::min(1.0, sum);
}

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBE_HERE(scoring::ParetoNbd)
RAPPORT_DESCRIBE_HERE(scoring::ParetoNbdFit)
}  // namespace rapport
