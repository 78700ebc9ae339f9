// The likelihood of BG/NBD over many customers, with its exact derivatives, and the fit.
// What depends on x, T or t_x alone is computed once per different value; per history there remain one
// exponential and one logarithm.
#include <algorithm>
#include <chrono>
#include <cmath>

#include "insight/scoring/bg_nbd.h"
#include "insight/scoring/special.h"
#include "insight/scoring/sums.h"

namespace rapport::scoring {

namespace {

using Sum = DerivativeSum<4>;
enum : std::size_t { rr, rA, ra, rb, AA, Aa, Ab, aa, ab, bb };  // A is alpha

// Different values, sorted, and for each row which of them it has.
struct Column {
  std::vector<double> values;
  std::vector<std::uint32_t> index;
};

Column column_of(const std::vector<double>& rows) {
  Column out{.values = rows};
  std::sort(out.values.begin(), out.values.end());
  out.values.erase(std::unique(out.values.begin(), out.values.end()), out.values.end());
  for (const double value : rows)
    out.index.push_back(static_cast<std::uint32_t>(
        std::lower_bound(out.values.begin(), out.values.end(), value) - out.values.begin()));
  return out;
}

// Times are divided by `unit`.
class Prepared {
 public:
  Prepared(std::span<const HistoryGroup> groups, double unit) {
    std::vector<double> x, t_x, T;
    for (const auto& [history, customers] : groups) {
      x.push_back(history.x);
      t_x.push_back(history.t_x / unit);
      T.push_back(history.T / unit);
      weights_.push_back(customers);
    }
    x_ = column_of(x);
    t_x_ = column_of(t_x);
    T_ = column_of(T);
    customers_of_x_.assign(x_.values.size(), 0);
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      customers_of_x_[x_.index[i]] += weights_[i];
      customers_ += weights_[i];
    }
  }

  double customers() const { return customers_; }
  Derivatives derivatives(const BgNbd& m, int threads) const;

 private:
  void add_counts(const BgNbd& m, Sum& sum) const;
  void add_times(const BgNbd& m, std::size_t begin, std::size_t end, Sum& sum) const noexcept;

  struct Logs {
    std::vector<double> log, inverse;  // of alpha + time
  };
  static Logs logs_of(const std::vector<double>& times, double alpha) {
    Logs out;
    for (const double time : times) {
      out.log.push_back(std::log(alpha + time));
      out.inverse.push_back(1 / (alpha + time));
    }
    return out;
  }

  Column x_, t_x_, T_;
  std::vector<double> weights_, customers_of_x_;
  double customers_ = 0;
  mutable Logs of_T_, of_t_x_;  // for the alpha of the evaluation under way; one at a time
};

// What depends on x alone.
void Prepared::add_counts(const BgNbd& m, Sum& sum) const {
  for (std::size_t i = 0; i < x_.values.size(); ++i) {
    const double x = x_.values[i], w = customers_of_x_[i];
    const auto pair = [&](double from, auto&& f) { return x == 0 ? 0.0 : f(from + x) - f(from); };
    sum.value += w * (pair(m.r, log_gamma) + pair(m.b, log_gamma) - pair(m.a + m.b, log_gamma));
    sum.gradient[0] += w * pair(m.r, digamma);
    const double both = w * pair(m.a + m.b, digamma);
    sum.gradient[2] -= both;
    sum.gradient[3] += w * pair(m.b, digamma) - both;
    sum.hessian[rr] += w * pair(m.r, trigamma);
    const double both2 = w * pair(m.a + m.b, trigamma);
    sum.hessian[aa] -= both2;
    sum.hessian[ab] -= both2;
    sum.hessian[bb] += w * pair(m.b, trigamma) - both2;
  }
  sum.value += customers_ * m.r * std::log(m.alpha);
  sum.gradient[0] += customers_ * std::log(m.alpha);
  sum.gradient[1] += customers_ * m.r / m.alpha;
  sum.hessian[rA] += customers_ / m.alpha;
  sum.hessian[AA] -= customers_ * m.r / (m.alpha * m.alpha);
}

// -(r + x) ln(alpha + T) + ln(1 + e^d), d the log odds of having left after the last purchase (not for x =
// 0).
void Prepared::add_times(const BgNbd& m, std::size_t begin, std::size_t end, Sum& sum) const noexcept {
  double last_x = -1, log_chance = 0, d_b = 0;
  const double log_a = std::log(m.a), d_a = 1 / m.a;
  for (std::size_t i = begin; i < end; ++i) {
    const double x = x_.values[x_.index[i]], n = weights_[i], rx = m.r + x;
    const double log_T = of_T_.log[T_.index[i]], i_T = of_T_.inverse[T_.index[i]];
    sum.value -= n * rx * log_T;
    sum.gradient[0] -= n * log_T;
    sum.gradient[1] -= n * rx * i_T;
    sum.hessian[rA] -= n * i_T;
    sum.hessian[AA] += n * rx * i_T * i_T;
    if (x == 0) continue;
    if (x != last_x) {
      last_x = x;
      log_chance = log_a - std::log(m.b + x - 1);
      d_b = -1 / (m.b + x - 1);
    }
    const double i_t = of_t_x_.inverse[t_x_.index[i]];
    const double d_r = log_T - of_t_x_.log[t_x_.index[i]];
    const double d_A = rx * (i_T - i_t);
    const double d = log_chance + rx * d_r;
    const double e = std::exp(-std::abs(d));
    const double w = (d > 0 ? 1 : e) / (1 + e);
    const double nw = n * w, q = nw * (1 - w);
    sum.value += n * ((d > 0 ? d : 0) + std::log1p(e));
    sum.gradient[0] += nw * d_r;
    sum.gradient[1] += nw * d_A;
    sum.gradient[2] += nw * d_a;
    sum.gradient[3] += nw * d_b;
    sum.hessian[rr] += q * d_r * d_r;
    sum.hessian[rA] += nw * (i_T - i_t) + q * d_r * d_A;
    sum.hessian[ra] += q * d_r * d_a;
    sum.hessian[rb] += q * d_r * d_b;
    sum.hessian[AA] += -nw * rx * (i_T * i_T - i_t * i_t) + q * d_A * d_A;
    sum.hessian[Aa] += q * d_A * d_a;
    sum.hessian[Ab] += q * d_A * d_b;
    sum.hessian[aa] += (q - nw) * d_a * d_a;
    sum.hessian[ab] += q * d_a * d_b;
    sum.hessian[bb] += (q + nw) * d_b * d_b;
  }
}

Derivatives Prepared::derivatives(const BgNbd& m, int threads) const {
  of_T_ = logs_of(T_.values, m.alpha);
  of_t_x_ = logs_of(t_x_.values, m.alpha);
  Sum sum = sum_over<Sum>(weights_.size(), threads, [&](Sum& part, std::size_t begin, std::size_t end) {
    add_times(m, begin, end, part);
  });
  add_counts(m, sum);
  return sum.derivatives();
}

LogLikelihood likelihood_of(const Prepared& data, int threads) {
  return [&data, threads](std::span<const double> v) {
    return data.derivatives({.r = v[0], .alpha = v[1], .a = v[2], .b = v[3]}, threads);
  };
}

}  // namespace

Derivatives inner::bg_nbd_likelihood(std::span<const HistoryGroup> groups, const BgNbd& at, int threads) {
  return Prepared(groups, 1).derivatives(at, threads);
}

BgNbdFit fit_bg_nbd(std::span<const History> histories, const FitOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  BgNbdFit out;
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
  if (const auto some = every_nth(groups, 4000); !some.empty()) sample.emplace(some, unit);

  const double rate = totals.purchases / (totals.time / unit);  // a first guess: everybody lives
  FitProblem problem{.least = {0, 0, 0, 0}, .usual = {0.5, 0.5 / rate, 1, 2.5}};
  problem.starts = {problem.usual, {1, 1 / rate, 0.5, 5}, {0.2, 0.1 / rate, 1, 1}, {3, 2 / rate, 2, 8}};
  problem.whole = likelihood_of(whole, options.threads);
  problem.customers = whole.customers();
  if (sample) {
    problem.sample = likelihood_of(*sample, options.threads);
    problem.sample_customers = sample->customers();
  }
  const LikelihoodFit fit = fit_by_likelihood(problem, out.report);
  const auto in_units = [&](const std::vector<double>& v) {
    return BgNbd{.r = v[0], .alpha = v[1] * unit, .a = v[2], .b = v[3]};
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
