#include "insight/scoring/gamma_gamma.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "insight/scoring/correlation.h"
#include "insight/scoring/special.h"
#include "insight/scoring/sums.h"

namespace rapport::scoring {

namespace {

using Sum = DerivativeSum<3>;
enum : std::size_t { pp, pq, pg, qq, qg, gg };

// Customers with the same x and sum count once. What depends on x alone is computed once per x; per customer
// there remains one logarithm.
class Prepared {
 public:
  Prepared(std::span<const Spending> customers, double unit) {
    for (const Spending& one : customers) {
      rows_.push_back({static_cast<double>(one.x), one.x * (one.mean / unit)});
      Count& count = counts_[one.x];
      ++count.customers;
      count.log_means += std::log(one.mean / unit);
    }
  }
  double customers() const { return static_cast<double>(rows_.size()); }
  Derivatives derivatives(const GammaGamma& m, int threads) const;

 private:
  struct Row {
    double x, sum;
  };
  struct Count {
    double customers = 0, log_means = 0;
  };
  void add_counts(const GammaGamma& m, Sum& sum) const;

  std::vector<Row> rows_;
  std::map<std::int32_t, Count> counts_;
};

void Prepared::add_counts(const GammaGamma& m, Sum& sum) const {
  const double log_gamma_q = log_gamma(m.q), digamma_q = digamma(m.q), trigamma_q = trigamma(m.q);
  const double log_g = std::log(m.gamma);
  for (const auto& [count, of] : counts_) {
    const double x = count, n = of.customers, px = m.p * x;
    sum.value += n * (log_gamma(px + m.q) - log_gamma(px) - log_gamma_q + m.q * log_g + px * std::log(x)) +
                 (px - 1) * of.log_means;
    const double both = digamma(px + m.q), both2 = trigamma(px + m.q);
    sum.gradient[0] += x * (n * (both - digamma(px) + std::log(x)) + of.log_means);
    sum.gradient[1] += n * (both - digamma_q + log_g);
    sum.gradient[2] += n * m.q / m.gamma;
    sum.hessian[pp] += n * x * x * (both2 - trigamma(px));
    sum.hessian[pq] += n * x * both2;
    sum.hessian[qq] += n * (both2 - trigamma_q);
    sum.hessian[qg] += n / m.gamma;
    sum.hessian[gg] -= n * m.q / (m.gamma * m.gamma);
  }
}

Derivatives Prepared::derivatives(const GammaGamma& m, int threads) const {
  Sum total = sum_over<Sum>(rows_.size(), threads, [&](Sum& sum, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {  // -(px + q) ln(gamma + sum)
      const auto [x, spent] = rows_[i];
      const double whole = m.gamma + spent, shape = m.p * x + m.q;
      const double log_whole = std::log(whole), inverse = 1 / whole;
      sum.value -= shape * log_whole;
      sum.gradient[0] -= x * log_whole;
      sum.gradient[1] -= log_whole;
      sum.gradient[2] -= shape * inverse;
      sum.hessian[pg] -= x * inverse;
      sum.hessian[qg] -= inverse;
      sum.hessian[gg] += shape * inverse * inverse;
    }
  });
  add_counts(m, total);
  return total.derivatives();
}

LogLikelihood likelihood_of(const Prepared& data, int threads) {
  return [&data, threads](std::span<const double> v) {
    return data.derivatives({.p = v[0], .q = v[1], .gamma = v[2]}, threads);
  };
}

bool counts(const Spending& one) { return one.x > 0 && one.mean > 0 && std::isfinite(one.x * one.mean); }

struct Shape {
  double mean = 0, correlation = 0;
};
Shape shape_of(std::span<const Spending> used) {
  std::vector<double> x, means;
  for (const Spending& one : used) {
    x.push_back(one.x);
    means.push_back(one.mean);
  }
  Shape out{.correlation = pearson(x, means)};
  for (const double mean : means) out.mean += mean / static_cast<double>(means.size());
  return out;
}

}  // namespace

double log_likelihood(const GammaGamma& m, const Spending& one) {
  const double x = one.x, px = m.p * x;
  return log_gamma(px + m.q) - log_gamma(px) - log_gamma(m.q) + m.q * std::log(m.gamma) +
         (px - 1) * std::log(one.mean) + px * std::log(x) - (px + m.q) * std::log(m.gamma + x * one.mean);
}

double expected_value(const GammaGamma& m) { return m.q > 1 ? m.p * m.gamma / (m.q - 1) : 0; }

double expected_value(const GammaGamma& m, const Spending& one) {
  const double below = m.p * one.x + m.q - 1;
  if (!counts(one) || below <= 0) return expected_value(m);
  return m.p * (m.gamma + one.x * one.mean) / below;
}

Derivatives inner::gamma_gamma_likelihood(std::span<const Spending> customers, const GammaGamma& at,
                                          int threads) {
  std::vector<Spending> used;
  std::copy_if(customers.begin(), customers.end(), std::back_inserter(used), counts);
  return Prepared(used, 1).derivatives(at, threads);
}

GammaGammaFit fit_gamma_gamma(std::span<const Spending> customers, const FitOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  GammaGammaFit out;
  std::vector<Spending> used;
  for (const Spending& one : customers) {
    if (counts(one)) used.push_back(one);
    if (one.x > 0 && !counts(one)) ++out.report.left_out;
  }
  out.report.customers = std::ssize(customers);
  out.report.repeat_customers = std::ssize(used);
  out.report.groups = std::ssize(used);
  if (const auto lack = lacks_data(out.report)) {
    out.report.outcome = *lack;
    return out;
  }
  const Shape shape = shape_of(used);
  out.correlation = shape.correlation;
  const double unit = shape.mean;  // so that values are about 1
  const Prepared whole(used, unit);
  std::optional<Prepared> sample;
  constexpr std::size_t sample_size = 4000;
  if (used.size() > 2 * sample_size) {
    std::vector<Spending> some;
    for (std::size_t i = 0; i < used.size(); i += used.size() / sample_size) some.push_back(used[i]);
    sample.emplace(some, unit);
  }
  FitProblem problem{.least = {0, 1, 0}, .usual = {4, 4, 0.75}};
  problem.starts = {problem.usual, {1, 3, 2}, {15, 8, 0.5}, {2, 1.5, 0.25}};
  problem.whole = likelihood_of(whole, options.threads);
  problem.customers = whole.customers();
  if (sample) {
    problem.sample = likelihood_of(*sample, options.threads);
    problem.sample_customers = sample->customers();
  }
  const LikelihoodFit fit = fit_by_likelihood(problem, out.report);
  const auto in_units = [&](const std::vector<double>& v) {
    return GammaGamma{.p = v[0], .q = v[1], .gamma = v[2] * unit};
  };
  out.parameters = in_units(fit.parameters);
  if (!fit.standard_errors.empty()) out.standard_errors = in_units(fit.standard_errors);
  out.covariance = fit.covariance;
  out.report.log_likelihood -= static_cast<double>(used.size()) * std::log(unit);
  out.report.took_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  return out;
}

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBE_HERE(scoring::GammaGamma)
RAPPORT_DESCRIBE_HERE(scoring::GammaGammaFit)
}  // namespace rapport
