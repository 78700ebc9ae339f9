// The likelihood of Pareto/NBD over many customers and its exact derivatives: those of the integral are
// moments of its integrand, taken at the same nodes.
#include <chrono>
#include <cmath>
#include <map>

#include "insight/scoring/pareto_integral.h"
#include "insight/scoring/sums.h"

namespace rapport::scoring {

namespace {

using Sum = DerivativeSum<4>;
enum : std::size_t { rr, rA, rs, rB, AA, As, AB, ss, sB, BB };  // A is alpha, B is beta

// Moments of ln and inverse of alpha + u and beta + u, over the time u of leaving; logs relative to t_x.
struct Leaving {
  double all = 0, a = 0, b = 0, ia = 0, ib = 0, a_a = 0, a_b = 0, a_ia = 0, a_ib = 0, b_b = 0, b_ia = 0,
         b_ib = 0, ia_ia = 0, ia_ib = 0, ib_ib = 0;
};

Leaving moments(const ParetoNbd& m, double k, const History& h) noexcept {
  Leaving v;
  const double i_a = 1 / (m.alpha + h.t_x), i_b = 1 / (m.beta + h.t_x);
  inner::integrate_leaving(m, k, h.t_x, h.T, [&](double w, double a, double b) {
    const double ia = i_a * std::exp(-a), ib = i_b * std::exp(-b);
    v.all += w;
    v.a += w * a, v.b += w * b, v.ia += w * ia, v.ib += w * ib;
    v.a_a += w * a * a, v.a_b += w * a * b, v.a_ia += w * a * ia, v.a_ib += w * a * ib;
    v.b_b += w * b * b, v.b_ia += w * b * ia, v.b_ib += w * b * ib;
    v.ia_ia += w * ia * ia, v.ia_ib += w * ia * ib, v.ib_ib += w * ib * ib;
  });
  const double scale = v.all > 0 ? 1 / v.all : 0;
  for (double* one : {&v.a, &v.b, &v.ia, &v.ib, &v.a_a, &v.a_b, &v.a_ia, &v.a_ib, &v.b_b, &v.b_ia, &v.b_ib,
                      &v.ia_ia, &v.ia_ib, &v.ib_ib})
    *one *= scale;
  return v;
}

// ln(e^alive + e^gone) for one history, `customers` times.
void add_history(const ParetoNbd& m, const HistoryGroup& group, Sum& sum) noexcept {
  const History& h = group.history;
  const double k = m.r + h.x, c = m.s + 1, n = group.customers;
  const Leaving v = moments(m, k, h);
  const double log_A = std::log(m.alpha + h.t_x), log_B = std::log(m.beta + h.t_x);
  const double rest = h.T - h.t_x;
  const double up_A = std::log1p(rest / (m.alpha + h.t_x)), up_B = std::log1p(rest / (m.beta + h.t_x));
  const double i_A = 1 / (m.alpha + h.T), i_B = 1 / (m.beta + h.T);

  const double d = std::log(v.all) + std::log(m.s) - log_B + k * up_A + m.s * up_B;
  const double w = logistic(d), lives = 1 - w, q = w * lives;
  const double alive[4] = {-(log_A + up_A), -k * i_A, -(log_B + up_B), -m.s * i_B};
  const double gone[4] = {-(log_A + v.a), -k * v.ia, 1 / m.s - (log_B + v.b), -c * v.ib};
  const double alive2[10] = {0, -i_A, 0, 0, k * i_A * i_A, 0, 0, 0, -i_B, m.s * i_B * i_B};
  double gone2[10];
  gone2[rr] = v.a_a - v.a * v.a;
  gone2[rA] = -v.ia + k * (v.a_ia - v.a * v.ia);
  gone2[rs] = v.a_b - v.a * v.b;
  gone2[rB] = c * (v.a_ib - v.a * v.ib);
  gone2[AA] = k * v.ia_ia + k * k * (v.ia_ia - v.ia * v.ia);
  gone2[As] = k * (v.b_ia - v.b * v.ia);
  gone2[AB] = k * c * (v.ia_ib - v.ia * v.ib);
  gone2[ss] = -1 / (m.s * m.s) + v.b_b - v.b * v.b;
  gone2[sB] = -v.ib + c * (v.b_ib - v.b * v.ib);
  gone2[BB] = c * v.ib_ib + c * c * (v.ib_ib - v.ib * v.ib);

  sum.value += n * (-k * (log_A + up_A) - m.s * (log_B + up_B) + softplus(d));
  std::size_t cell = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    sum.gradient[i] += n * (lives * alive[i] + w * gone[i]);
    for (std::size_t j = i; j < 4; ++j, ++cell)
      sum.hessian[cell] +=
          n * (lives * alive2[cell] + w * gone2[cell] + q * (gone[i] - alive[i]) * (gone[j] - alive[j]));
  }
}

// What depends on x alone, and on nothing.
void add_counts(const ParetoNbd& m, const std::map<std::int32_t, double>& customers_of_x, Sum& sum) {
  double customers = 0;
  for (const auto& [x, n] : customers_of_x) {
    customers += n;
    if (x == 0) continue;
    sum.value += n * (log_gamma(m.r + x) - log_gamma(m.r));
    sum.gradient[0] += n * (digamma(m.r + x) - digamma(m.r));
    sum.hessian[rr] += n * (trigamma(m.r + x) - trigamma(m.r));
  }
  sum.value += customers * (m.r * std::log(m.alpha) + m.s * std::log(m.beta));
  sum.gradient[0] += customers * std::log(m.alpha);
  sum.gradient[1] += customers * m.r / m.alpha;
  sum.gradient[2] += customers * std::log(m.beta);
  sum.gradient[3] += customers * m.s / m.beta;
  sum.hessian[rA] += customers / m.alpha;
  sum.hessian[AA] -= customers * m.r / (m.alpha * m.alpha);
  sum.hessian[sB] += customers / m.beta;
  sum.hessian[BB] -= customers * m.s / (m.beta * m.beta);
}

class Prepared {
 public:
  Prepared(std::span<const HistoryGroup> groups, double unit) {
    for (const auto& [h, customers] : groups) {
      groups_.push_back({{h.x, h.t_x / unit, h.T / unit}, customers});
      customers_of_x_[h.x] += customers;
      customers_ += customers;
    }
  }
  double customers() const { return customers_; }

  Derivatives derivatives(const ParetoNbd& m, int threads) const {
    Sum sum = sum_over<Sum, 256>(groups_.size(), threads, [&](Sum& part, std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) add_history(m, groups_[i], part);
    });
    add_counts(m, customers_of_x_, sum);
    return sum.derivatives();
  }

 private:
  std::vector<HistoryGroup> groups_;
  std::map<std::int32_t, double> customers_of_x_;
  double customers_ = 0;
};

LogLikelihood likelihood_of(const Prepared& data, int threads) {
  return [&data, threads](std::span<const double> v) {
    return data.derivatives({.r = v[0], .alpha = v[1], .s = v[2], .beta = v[3]}, threads);
  };
}

}  // namespace

Derivatives inner::pareto_nbd_likelihood(std::span<const HistoryGroup> groups, const ParetoNbd& at,
                                         int threads) {
  return Prepared(groups, 1).derivatives(at, threads);
}

ParetoNbdFit fit_pareto_nbd(std::span<const History> histories, const FitOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  ParetoNbdFit out;
  check_histories(histories);
  const auto groups = group_histories(histories);
  const Totals totals = totals_of(groups);
  totals.put(out.report);
  if (const auto lack = lacks_data(out.report)) {
    out.report.outcome = *lack;
    return out;
  }
  const double unit = totals.longest / 10;
  const Prepared whole(groups, unit);
  std::optional<Prepared> sample;
  if (const auto some = every_nth(groups, 300); !some.empty()) sample.emplace(some, unit);

  const double rate = totals.purchases / (totals.time / unit);  // a first guess: everybody lives
  FitProblem problem{.least = {0, 0, 0, 0}, .usual = {0.7, 0.7 / rate, 0.7, 5}};
  problem.starts = {
      problem.usual, {1.5, 1.5 / rate, 0.3, 1}, {0.3, 0.2 / rate, 1.5, 20}, {3, 2 / rate, 1, 10}};
  problem.whole = likelihood_of(whole, options.threads);
  problem.customers = whole.customers();
  if (sample) {
    problem.sample = likelihood_of(*sample, options.threads);
    problem.sample_customers = sample->customers();
  }
  const LikelihoodFit fit = fit_by_likelihood(problem, out.report);
  const auto in_units = [&](const std::vector<double>& v) {
    return ParetoNbd{.r = v[0], .alpha = v[1] * unit, .s = v[2], .beta = v[3] * unit};
  };
  out.parameters = in_units(fit.parameters);
  if (!fit.standard_errors.empty()) out.standard_errors = in_units(fit.standard_errors);
  out.covariance = fit.covariance;
  out.report.log_likelihood -= totals.purchases * std::log(unit);  // each purchase is a density in time
  out.report.took_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  return out;
}

}  // namespace rapport::scoring
