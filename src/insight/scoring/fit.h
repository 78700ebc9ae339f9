// Maximum likelihood for the models: several starting points, Newton's method on the logarithms of the
// parameters, standard errors from the observed information (the Hessian at the peak, by the delta method).
//
// When little is known, a weak prior is added and said: each logarithm is normal around a usual value with
// standard deviation 1.5. That happens with fewer than 100 repeat customers, and when the likelihood alone
// has no peak or leaves a logarithm uncertain by more than 2. Parameters stay within 3,000 times of usual
// values. With fewer than 10 repeat customers there is no fit.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/describe.h"
#include "insight/scoring/history.h"
#include "insight/scoring/minimise.h"

namespace rapport::scoring {

inline constexpr std::int64_t fewest_repeat_customers = 10;
inline constexpr std::int64_t enough_repeat_customers = 100;
inline constexpr double prior_deviation = 1.5;

struct FitOptions {
  int threads = 1;  // 2 are of use from some ten thousand customers on
};

struct FitReport {
  bool converged = false;
  std::string outcome;        // "converged", or a sentence why not or why there is no fit
  std::string shrinkage;      // what was added for want of data; empty when nothing was
  double log_likelihood = 0;  // of the data alone, in the units of the input
  std::int64_t customers = 0;
  std::int64_t repeat_customers = 0;
  std::int64_t left_out = 0;  // Gamma-Gamma: repeat customers whose mean value is not above 0
  std::int64_t groups = 0;    // different histories
  std::int32_t starts = 0, iterations = 0, evaluations = 0;
  double gradient = 0;  // largest slope of the mean log-likelihood at the end
  double took_ms = 0;
};
template <class = void>
constexpr auto describe(Type<FitReport>) {
  using F = FitReport;
  return fields(field<&F::converged>(),
                field<&F::outcome>().text("converged, or why not, or why there is no fit"),
                field<&F::shrinkage>().text("What was added for want of data; empty when nothing was"),
                field<&F::log_likelihood>(), field<&F::customers>(), field<&F::repeat_customers>(),
                field<&F::left_out>().text("Repeat customers whose mean value is not above 0"),
                field<&F::groups>().text("Different histories"), field<&F::starts>(), field<&F::iterations>(),
                field<&F::evaluations>(),
                field<&F::gradient>().text("Largest slope of the mean log-likelihood at the end"),
                field<&F::took_ms>());
}

// -- for the models ----------------------------------------------------------------------------------

// The log-likelihood of the data and its derivatives by the parameters themselves.
using LogLikelihood = std::function<Derivatives(std::span<const double> parameters)>;

// What the fits begin with.
struct Totals {
  double customers = 0, repeat_customers = 0;
  double purchases = 0;  // repeat occasions
  double time = 0;       // sum of T
  double longest = 0;    // T
  std::size_t groups = 0;
  void put(FitReport& report) const;
};
Totals totals_of(std::span<const HistoryGroup> groups);

struct FitProblem {
  std::vector<double> least;                // a parameter is least + e^θ
  std::vector<std::vector<double>> starts;  // parameters
  std::vector<double> usual;                // the centre of the weak prior
  LogLikelihood whole;
  double customers = 0;  // in `whole`
  LogLikelihood sample;  // every n-th history, to tell good starting points from bad ones; may be empty
  double sample_customers = 0;
};

struct LikelihoodFit {
  std::vector<double> parameters, standard_errors;  // the latter empty when the peak is too flat
  std::vector<double> covariance;
};
// Fills the report except counts of customers and time; `report.repeat_customers` is read.
LikelihoodFit fit_by_likelihood(const FitProblem& problem, FitReport& report);

// Throws Error(invalid) that names the first history that cannot be.
void check_histories(std::span<const History> histories);

// "Not enough data: …" when there are too few repeat customers to fit anything.
std::optional<std::string> lacks_data(const FitReport& report);

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBED(scoring::FitReport)
}  // namespace rapport
