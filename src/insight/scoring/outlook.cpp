#include "insight/scoring/outlook.h"

#include <boost/math/special_functions/erf.hpp>
#include <cmath>

#include "base/error.h"
#include "insight/scoring/matrix.h"
#include "insight/scoring/sampler.h"

namespace rapport::scoring {

namespace {

// The parameters as logarithms, in the order of the covariance.
std::vector<double> logs_of(const BgNbd& m) {
  return {std::log(m.r), std::log(m.alpha), std::log(m.a), std::log(m.b)};
}
std::vector<double> logs_of(const ParetoNbd& m) {
  return {std::log(m.r), std::log(m.alpha), std::log(m.s), std::log(m.beta)};
}
std::vector<double> logs_of(const GammaGamma& m) {
  return {std::log(m.p), std::log(m.q - 1), std::log(m.gamma)};
}
void set(BgNbd& m, std::span<const double> logs) {
  m = {std::exp(logs[0]), std::exp(logs[1]), std::exp(logs[2]), std::exp(logs[3])};
}
void set(ParetoNbd& m, std::span<const double> logs) {
  m = {std::exp(logs[0]), std::exp(logs[1]), std::exp(logs[2]), std::exp(logs[3])};
}
void set(GammaGamma& m, std::span<const double> logs) {
  m = {std::exp(logs[0]), 1 + std::exp(logs[1]), std::exp(logs[2])};
}

Matrix matrix_of(const std::vector<double>& cells, std::size_t size) {
  Matrix out(size);
  if (cells.size() == size * size)
    for (std::size_t i = 0; i < cells.size(); ++i) out(i / size, i % size) = cells[i];
  return out;
}

// A model and what is unknown of it.
template <class M>
struct Uncertain {
  M model;
  std::vector<double> logs;
  Matrix covariance;
  std::optional<Matrix> root;

  Uncertain(const M& fitted, const std::vector<double>& cells)
      : model(fitted),
        logs(logs_of(fitted)),
        covariance(matrix_of(cells, logs.size())),
        root(cholesky(covariance)) {}

  M moved(std::size_t i, double by) const {
    std::vector<double> to = logs;
    to[i] += by;
    M out;
    set(out, to);
    return out;
  }
  M draw(Sampler& sampler) const {
    if (!root) return model;
    std::vector<double> normal(logs.size()), to = logs;
    for (double& z : normal) z = sampler.normal();
    for (std::size_t i = 0; i < to.size(); ++i)
      for (std::size_t j = 0; j <= i; ++j) to[i] += (*root)(i, j) * normal[j];
    M out;
    set(out, to);
    return out;
  }
};

double log_odds(double p) {
  const double inside = std::clamp(p, 1e-12, 1 - 1e-12);
  return std::log(inside / (1 - inside));
}
double share_of(double odds) { return 1 / (1 + std::exp(-odds)); }

struct Slopes {
  std::vector<double> clv, churn;
};

// Derivatives of ln(clv) and of the log odds of churn by the logarithm of each parameter.
template <class M, class ScoreWith>
Slopes slopes(const Uncertain<M>& of, ScoreWith score_with) {
  constexpr double h = 1e-4;
  Slopes out;
  for (std::size_t i = 0; i < of.logs.size(); ++i) {
    const Score more = score_with(of.moved(i, h)), less = score_with(of.moved(i, -h));
    const bool worth = more.clv > 0 && less.clv > 0;
    out.clv.push_back(worth ? std::log(more.clv / less.clv) / (2 * h) : 0);
    out.churn.push_back((log_odds(more.churn_risk) - log_odds(less.churn_risk)) / (2 * h));
  }
  return out;
}

// What somebody alive buys in the months to come. A customer who leaves after a purchase buys the rest of
// nothing.
void simulate(Sampler& sampler, const BgNbd& m, double month, std::vector<std::int64_t>& purchases) {
  const double rate = sampler.gamma(m.r, m.alpha);
  std::int64_t left = sampler.trials(sampler.beta(m.a, m.b), 1'000'000'000);
  for (std::int64_t& n : purchases) {
    n = left > 0 ? std::min(left, sampler.poisson(rate * month)) : 0;
    left -= n;
  }
}
void simulate(Sampler& sampler, const ParetoNbd& m, double month, std::vector<std::int64_t>& purchases) {
  const double rate = sampler.gamma(m.r, m.alpha);
  double left = sampler.exponential(sampler.gamma(m.s, m.beta));
  for (std::int64_t& n : purchases) {
    n = left > 0 ? sampler.poisson(rate * std::min(left, month)) : 0;
    left -= month;
  }
}

Interval interval_of(std::vector<double>& values, double level) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    const auto last = static_cast<double>(values.size() - 1);
    return values[static_cast<std::size_t>(std::lround(share * last))];
  };
  return {at((1 - level) / 2), at((1 + level) / 2)};
}

template <class M>
void simulate_outcomes(Outlook& out, const Uncertain<M>& purchases, const Uncertain<GammaGamma>& values,
                       const Terms& terms, const Spending& spending, const History& history,
                       const OutlookOptions& options) {
  Sampler sampler(options.seed);
  const std::vector<double> worth = discounts(terms);
  std::vector<std::int64_t> bought(worth.size());
  std::vector<double> clv, orders;
  for (std::int32_t i = 0; i < options.futures; ++i) {
    const M model = purchases.draw(sampler);
    const GammaGamma money = values.draw(sampler);
    std::fill(bought.begin(), bought.end(), 0);
    if (sampler.uniform() < p_alive(model, history))
      simulate(sampler, given_alive(model, history), month_length(terms.unit), bought);
    const bool known = spending.x > 0 && spending.mean > 0;
    const double rate =
        known ? sampler.gamma(money.p * spending.x + money.q, money.gamma + spending.x * spending.mean)
              : sampler.gamma(money.q, money.gamma);
    double sum = 0, count = 0;
    for (std::size_t m = 0; m < worth.size(); ++m) {
      if (bought[m] == 0) continue;
      const auto n = static_cast<double>(bought[m]);
      sum += worth[m] * sampler.gamma(money.p * n, rate);
      count += n;
    }
    clv.push_back(terms.margin * sum);
    orders.push_back(count);
    out.clv_outcome_mean += terms.margin * sum / options.futures;
  }
  out.clv_outcome = interval_of(clv, options.level);
  out.orders_outcome = interval_of(orders, options.level);
}

template <class M, class F>
Outlook outlook_of(const F& purchase_fit, const GammaGammaFit& value_fit, const Terms& terms,
                   const History& history, double mean_value, const OutlookOptions& options) {
  if (!purchase_fit.parameters || !value_fit.parameters)
    fail(ErrorCode::invalid, "There is no outlook without fitted models.");
  if (!(options.level > 0 && options.level < 1) || options.futures < 100)
    fail(ErrorCode::invalid, "An outlook needs a level between 0 and 1 and at least 100 futures.");
  const Uncertain<M> purchases(*purchase_fit.parameters, purchase_fit.covariance);
  const Uncertain<GammaGamma> values(*value_fit.parameters, value_fit.covariance);
  const auto score_with = [&](const M& model, const GammaGamma& money) {
    return Scorer<M>(model, money, terms).score(history, mean_value);
  };
  Outlook out{.score = score_with(purchases.model, values.model), .level = options.level};

  const Slopes of_purchases = slopes(purchases, [&](const M& m) { return score_with(m, values.model); });
  const Slopes of_values =
      slopes(values, [&](const GammaGamma& m) { return score_with(purchases.model, m); });
  const double z = normal_quantile((1 + options.level) / 2);
  const double clv_error = std::sqrt(std::max(0.0, quadratic_form(purchases.covariance, of_purchases.clv) +
                                                       quadratic_form(values.covariance, of_values.clv)));
  const double churn_error =
      std::sqrt(std::max(0.0, quadratic_form(purchases.covariance, of_purchases.churn)));
  // A factor beyond e^20 says no more than that nothing is known.
  const double factor = std::exp(std::min(20.0, z * clv_error));
  out.clv_expectation = {out.score.clv / factor, out.score.clv * factor};
  const double odds = log_odds(out.score.churn_risk);
  out.churn_expectation = {std::min(out.score.churn_risk, share_of(odds - z * churn_error)),
                           std::max(out.score.churn_risk, share_of(odds + z * churn_error))};
  simulate_outcomes(out, purchases, values, terms, {history.x, mean_value}, history, options);
  return out;
}

}  // namespace

double normal_quantile(double p) { return -std::sqrt(2.0) * boost::math::erfc_inv(2 * p); }

Outlook outlook(const BgNbdFit& purchases, const GammaGammaFit& values, const Terms& terms,
                const History& history, double mean_value, const OutlookOptions& options) {
  return outlook_of<BgNbd>(purchases, values, terms, history, mean_value, options);
}
Outlook outlook(const ParetoNbdFit& purchases, const GammaGammaFit& values, const Terms& terms,
                const History& history, double mean_value, const OutlookOptions& options) {
  return outlook_of<ParetoNbd>(purchases, values, terms, history, mean_value, options);
}

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBE_HERE(scoring::Interval)
RAPPORT_DESCRIBE_HERE(scoring::Outlook)
}  // namespace rapport
