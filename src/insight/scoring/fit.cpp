#include "insight/scoring/fit.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace rapport::scoring {

namespace {

// Where customers do not differ at all, no prior of a fixed weight holds a parameter from infinity: a wall
// does, from e^8 = 3,000 times away from the usual value on. With scaled data nothing real is there.
constexpr double wall_begins = 8, wall_curvature = 0.5;
constexpr double farthest_log = 30;
constexpr double vague_deviation = 2;

std::vector<double> logs_of(std::span<const double> parameters, std::span<const double> least) {
  std::vector<double> out;
  for (std::size_t i = 0; i < parameters.size(); ++i) out.push_back(std::log(parameters[i] - least[i]));
  return out;
}

std::vector<double> parameters_of(std::span<const double> logs, std::span<const double> least) {
  std::vector<double> out;
  for (std::size_t i = 0; i < logs.size(); ++i) out.push_back(least[i] + std::exp(logs[i]));
  return out;
}

enum class Prior { none, weak };

// The mean negative log-likelihood as a function of the logarithms.
Objective objective(const FitProblem& problem, const LogLikelihood& likelihood, double customers,
                    Prior prior) {
  const std::vector<double> usual = logs_of(problem.usual, problem.least);
  return [&problem, &likelihood, customers, prior, usual](std::span<const double> logs) {
    const std::size_t n = logs.size();
    Derivatives out(n);
    if (std::any_of(logs.begin(), logs.end(), [](double x) { return !(std::abs(x) <= farthest_log); })) {
      out.value = INFINITY;
      return out;
    }
    const Derivatives sum = likelihood(parameters_of(logs, problem.least));
    out.value = -sum.value / customers;
    for (std::size_t i = 0; i < n; ++i) {
      const double e = std::exp(logs[i]);
      out.gradient[i] = -sum.gradient[i] * e / customers;
      for (std::size_t j = 0; j < n; ++j)
        out.hessian(i, j) = -sum.hessian(i, j) * e * std::exp(logs[j]) / customers;
      out.hessian(i, i) += out.gradient[i];
    }
    for (std::size_t i = 0; i < n; ++i) {
      const double off = logs[i] - usual[i], into = std::abs(off) - wall_begins;
      if (into <= 0) continue;
      out.value += wall_curvature * into * into / 2;
      out.gradient[i] += std::copysign(wall_curvature * into, off);
      out.hessian(i, i) += wall_curvature;
    }
    if (prior == Prior::weak)
      for (std::size_t i = 0; i < n; ++i) {
        const double weight = 1 / (prior_deviation * prior_deviation * customers);
        const double off = logs[i] - usual[i];
        out.value += weight * off * off / 2;
        out.gradient[i] += weight * off;
        out.hessian(i, i) += weight;
      }
    return out;
  };
}

Minimum search(const FitProblem& problem, Prior prior, FitReport& report) {
  const bool sampled = static_cast<bool>(problem.sample);
  // A sample alone may leave parameters open which the whole does not: the prior keeps the search near.
  const Objective first = sampled ? objective(problem, problem.sample, problem.sample_customers, Prior::weak)
                                  : objective(problem, problem.whole, problem.customers, prior);
  std::optional<Minimum> best;
  for (const auto& start : problem.starts) {
    Minimum found = minimise(first, logs_of(start, problem.least));
    ++report.starts;
    report.iterations += found.iterations;
    report.evaluations += found.evaluations;
    const bool better = !best || (found.converged && !best->converged) ||
                        (found.converged == best->converged && found.there.value < best->there.value);
    if (std::isfinite(found.there.value) && better) best = std::move(found);
  }
  if (!sampled || !best) return best ? *best : Minimum{.at = logs_of(problem.usual, problem.least)};
  Minimum last = minimise(objective(problem, problem.whole, problem.customers, prior), best->at);
  report.iterations += last.iterations;
  report.evaluations += last.evaluations;
  return last;
}

std::optional<Matrix> covariance_at(const Minimum& peak, double customers) {
  Matrix information = peak.there.hessian;
  for (std::size_t i = 0; i < information.size(); ++i)
    for (std::size_t j = 0; j < information.size(); ++j) information(i, j) *= customers;
  return inverse(information);
}

bool is_at_wall(const FitProblem& problem, const Minimum& peak) {
  const std::vector<double> usual = logs_of(problem.usual, problem.least);
  for (std::size_t i = 0; i < usual.size(); ++i)
    if (std::abs(peak.at[i] - usual[i]) > wall_begins - 0.01) return true;
  return false;
}

bool is_settled(const FitProblem& problem, const Minimum& peak, const std::optional<Matrix>& covariance) {
  if (!peak.converged || !covariance || is_at_wall(problem, peak)) return false;
  for (std::size_t i = 0; i < peak.at.size(); ++i)
    if (!((*covariance)(i, i) < vague_deviation * vague_deviation)) return false;
  return true;
}

}  // namespace

void Totals::put(FitReport& report) const {
  report.customers = static_cast<std::int64_t>(customers);
  report.repeat_customers = static_cast<std::int64_t>(repeat_customers);
  report.groups = static_cast<std::int64_t>(groups);
}

Totals totals_of(std::span<const HistoryGroup> groups) {
  Totals out{.groups = groups.size()};
  for (const auto& [history, customers] : groups) {
    out.customers += customers;
    if (history.x > 0) out.repeat_customers += customers;
    out.purchases += customers * history.x;
    out.time += customers * history.T;
    out.longest = std::max(out.longest, history.T);
  }
  return out;
}

void check_histories(std::span<const History> histories) {
  for (std::size_t i = 0; i < histories.size(); ++i) {
    const auto& [x, t_x, T] = histories[i];
    const bool valid = x >= 0 && t_x >= 0 && t_x <= T && std::isfinite(T) && (x > 0 ? t_x > 0 : t_x == 0);
    if (!valid)
      fail_field("histories[" + std::to_string(i) + "]", "invalid",
                 "must have x >= 0 and 0 <= t_x <= T, with t_x above 0 exactly when x is");
  }
}

std::optional<std::string> lacks_data(const FitReport& report) {
  if (report.repeat_customers >= fewest_repeat_customers) return std::nullopt;
  const std::string have = report.repeat_customers == 0 ? "no customer has"
                           : report.repeat_customers == 1
                               ? "1 customer has"
                               : std::to_string(report.repeat_customers) + " customers have";
  return "Not enough data: " + have + " a repeat purchase that counts, and at least " +
         std::to_string(fewest_repeat_customers) + " are needed.";
}

LikelihoodFit fit_by_likelihood(const FitProblem& problem, FitReport& report) {
  const bool few = report.repeat_customers < enough_repeat_customers;
  Minimum peak = search(problem, few ? Prior::weak : Prior::none, report);
  auto covariance = covariance_at(peak, problem.customers);
  const std::string added =
      "a weak prior was added: the logarithm of each parameter is normal around a usual value, with standard "
      "deviation 1.5.";
  if (few) {
    report.shrinkage = "Fewer than " + std::to_string(enough_repeat_customers) +
                       " customers have a repeat purchase, so " + added;
  } else if (!is_settled(problem, peak, covariance)) {
    peak = search(problem, Prior::weak, report);
    covariance = covariance_at(peak, problem.customers);
    report.shrinkage = "The data alone do not settle every parameter, so " + added;
  }
  if (is_at_wall(problem, peak))
    report.shrinkage += " Customers differ so little that a parameter was held within bounds.";
  report.converged = peak.converged;
  report.outcome = peak.outcome;
  report.gradient = peak.gradient;

  LikelihoodFit out;
  out.parameters = parameters_of(peak.at, problem.least);
  report.log_likelihood = problem.whole(out.parameters).value;
  if (!covariance) return out;
  out.covariance.assign(covariance->cells().begin(), covariance->cells().end());
  for (std::size_t i = 0; i < peak.at.size(); ++i)
    out.standard_errors.push_back(std::sqrt((*covariance)(i, i)) * std::exp(peak.at[i]));
  return out;
}

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBE_HERE(scoring::FitReport)
}  // namespace rapport
