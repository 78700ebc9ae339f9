// Logistic regression: P(y = 1) = 1 / (1 + exp(-(b0 + b·x))), by maximum likelihood with a ridge.
// Features are standardised inside, so that the ridge means the same for all: ridge/2 · Σ b_i² of the
// standardised features is added to the negative log-likelihood; b0 is free. With a ridge above 0 separated
// data have an answer. Standard errors are from the information of both.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/describe.h"

namespace rapport::scoring {

struct Logistic {
  std::vector<double> coefficients;     // b0 first; empty when there is no fit: outcome says why
  std::vector<double> standard_errors;  // as long, or empty when the peak is too flat
  double log_likelihood = 0;            // without the ridge
  std::int64_t count = 0;
  std::int32_t iterations = 0;
  bool converged = false;
  std::string outcome;

  // Of one row; the features as many as fitted. 0.5 without a fit.
  double predict(std::span<const double> features) const;
};
template <class = void>
constexpr auto describe(Type<Logistic>) {
  using L = Logistic;
  return fields(field<&L::coefficients>().text("Constant first"), field<&L::standard_errors>(),
                field<&L::log_likelihood>(), field<&L::count>(), field<&L::iterations>(),
                field<&L::converged>(), field<&L::outcome>());
}

// `rows` holds targets.size() rows of as many features each; targets are in [0, 1] (shares are allowed).
// Throws Error(invalid) when the sizes do not fit or a number is not finite.
Logistic fit_logistic(std::span<const double> rows, std::span<const double> targets, double ridge = 1);

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBED(scoring::Logistic)
}
