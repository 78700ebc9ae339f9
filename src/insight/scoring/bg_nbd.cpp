#include "insight/scoring/bg_nbd.h"

#include <cmath>

#include "insight/scoring/special.h"

namespace rapport::scoring {

namespace {

// ln of how much likelier it is that a customer left right after the last purchase than that they live.
double log_odds_gone(const BgNbd& m, const History& h) {
  return std::log(m.a) - std::log(m.b + h.x - 1) +
         (m.r + h.x) * std::log((m.alpha + h.T) / (m.alpha + h.t_x));
}

// Of z = t / (alpha + t). Beyond it the series takes more than some 700 terms.
constexpr double series_limit = 0.95;

}  // namespace

double log_likelihood(const BgNbd& m, const History& h) {
  const double x = h.x;
  double out =
      log_gamma(m.r + x) - log_gamma(m.r) + m.r * std::log(m.alpha) - (m.r + x) * std::log(m.alpha + h.T);
  if (h.x == 0) return out;
  out += log_gamma(m.a + m.b) - log_gamma(m.b) + log_gamma(m.b + x) - log_gamma(m.a + m.b + x);
  return out + softplus(log_odds_gone(m, h));
}

double p_alive(const BgNbd& m, const History& h) { return h.x == 0 ? 1 : logistic(-log_odds_gone(m, h)); }

BgNbd given_alive(const BgNbd& m, const History& h) {
  return {.r = m.r + h.x, .alpha = m.alpha + h.T, .a = m.a, .b = m.b + h.x};
}

// With z = t / (alpha + t), Euler's transformation of the published form gives
//   E[X(t)] = (a+b-1)/(a-1) [1 - (1-z)^(a-1) 2F1(a-1, a+b-1-r; a+b-1; z)],
// whose parameters stay small for any x. Taking the first term of the series out, a - 1 and a + b - 1 cancel.
double inner::expected_by_series(const BgNbd& m, double t) {
  const double z = t / (m.alpha + t);
  const double L = std::log1p(t / m.alpha);  // -ln(1 - z)
  const double y = (m.a - 1) * L;
  const double first = y == 0 ? L : L * (-std::expm1(-y) / y);
  double term = (m.a + m.b - 1 - m.r) * z;
  double sum = term;
  for (int k = 1; k < 5000; ++k) {
    const double growth = (m.a + k - 1) * (m.a + m.b - 1 - m.r + k) / ((m.a + m.b + k - 1) * (k + 1)) * z;
    term *= growth;
    sum += term;
    if (std::abs(growth) < 1 && std::abs(term) <= 1e-17 * std::abs(sum) * (1 - std::abs(growth))) break;
  }
  return std::max(0.0, (m.a + m.b - 1) * first - std::exp(-y) * sum);
}

// E[X(t)] is the mean of f(p) = (1 - (1 + pt/alpha)^-r) / p over p. With p = 1 / (1 + e^-y) the trapezoidal
// rule converges exponentially; taking the chord of f off lets the integrand vanish at both ends however
// small a and b are.
double inner::expected_by_integral(const BgNbd& m, double t) {
  const double at_0 = m.r * t / m.alpha;
  const double at_1 = -std::expm1(-m.r * std::log1p(t / m.alpha));
  const double spread = std::sqrt(1 / m.a + 1 / m.b);
  const double step = std::min(0.15, spread / 3);
  const double centre = std::log(m.a / m.b);
  const double scale = log_gamma(m.a + m.b) - log_gamma(m.a) - log_gamma(m.b);
  const auto at = [&](double y) {
    const double p = logistic(y), rest = logistic(-y);
    const double f = -std::expm1(-m.r * std::log1p(p * t / m.alpha)) / p;
    const double density = std::exp(scale - m.a * softplus(-y) - m.b * softplus(y));
    return density * (f - at_0 * rest - at_1 * p);
  };
  double sum = at(centre);
  for (const double direction : {-1.0, 1.0})
    for (int i = 1; i < 100'000; ++i) {
      const double y = centre + direction * step * i;
      if (std::abs(y) > 300) break;
      const double term = at(y);
      sum += term;
      if (std::abs(y - centre) > 8 * std::min(spread, 4.0) && std::abs(term) <= 1e-18 * std::abs(sum)) break;
    }
  return std::max(0.0, at_0 * m.b / (m.a + m.b) + at_1 * m.a / (m.a + m.b) + step * sum);
}

double expected_purchases(const BgNbd& m, double t) {
  if (t <= 0) return 0;
  return t / (m.alpha + t) <= series_limit ? inner::expected_by_series(m, t)
                                           : inner::expected_by_integral(m, t);
}

double p_no_purchase(const BgNbd& m, double t) {
  return t <= 0 ? 1 : std::exp(-m.r * std::log1p(t / m.alpha));
}

// Alive at the n-th purchase: the number is n when no further one comes, or when they leave there. What is
// written as 1 - Σ in the paper is an incomplete beta function.
double p_purchases(const BgNbd& m, std::int32_t n, double t) {
  if (n <= 0) return n == 0 ? p_no_purchase(m, t) : 0;
  if (t <= 0) return 0;
  const double z = t / (m.alpha + t);
  const double stays = log_gamma(m.a + m.b) - log_gamma(m.b) + log_gamma(m.b + n) - log_gamma(m.a + m.b + n);
  const double log_count = log_gamma(m.r + n) - log_gamma(m.r) - log_gamma(n + 1.0) -
                           m.r * std::log1p(t / m.alpha) + n * std::log(z);
  const double leaves = std::exp(stays) * m.a / (m.b + n - 1) * incomplete_beta(n, m.r, z);
  return std::min(1.0, std::exp(stays + log_count) + leaves);
}

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBE_HERE(scoring::BgNbd)
RAPPORT_DESCRIBE_HERE(scoring::BgNbdFit)
}  // namespace rapport
