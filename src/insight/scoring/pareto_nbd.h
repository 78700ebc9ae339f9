// Pareto/NBD: as BG/NBD, but customers leave at any time, at rate μ. The rate of purchases λ is
// gamma(r, alpha) over customers, μ is gamma(s, beta).
//
// Schmittlein, Morrison, Colombo: "Counting Your Customers", Management Science 33 (1987); Fader, Hardie:
// "A Note on Deriving the Pareto/NBD Model" (2005).
//
// alpha and beta are in the unit of time of the histories. All are above 0.
// Everything rests on one integral over the moment at which somebody left,
//   ∫ (alpha + u)^-(r+x) (beta + u)^-(s+1) du  from t_x to T,
// which is computed as it stands (pareto_integral.h): the published difference of two hypergeometric
// functions loses all digits for t_x near T. No function here gives a number that is not finite for
// parameters above 0 and a valid history.
#pragma once

#include <span>

#include "insight/scoring/fit.h"
#include "insight/scoring/history.h"

namespace rapport::scoring {

struct ParetoNbd {
  double r = 0, alpha = 0, s = 0, beta = 0;
};
template <class = void>
constexpr auto describe(Type<ParetoNbd>) {
  using P = ParetoNbd;
  return fields(field<&P::r>(), field<&P::alpha>(), field<&P::s>(), field<&P::beta>());
}

struct ParetoNbdFit {
  std::optional<ParetoNbd> parameters;       // empty when there is no fit: report.outcome says why
  std::optional<ParetoNbd> standard_errors;  // empty when the peak is too flat to tell
  std::vector<double> covariance;            // of ln r, ln alpha, ln s, ln beta, row by row
  FitReport report;
};
template <class = void>
constexpr auto describe(Type<ParetoNbdFit>) {
  using P = ParetoNbdFit;
  return fields(field<&P::parameters>(), field<&P::standard_errors>(),
                field<&P::covariance>().text("Of the logarithms of the parameters, row by row"),
                field<&P::report>());
}

// Throws Error(invalid) for a history that cannot be (see history.h).
ParetoNbdFit fit_pareto_nbd(std::span<const History> histories, const FitOptions& options = {});

double log_likelihood(const ParetoNbd& model, const History& history);
double p_alive(const ParetoNbd& model, const History& history);
// As of bg_nbd.h: what purchases.h makes its answers of.
ParetoNbd given_alive(const ParetoNbd& model, const History& history);

// Of a new customer, within time t >= 0: E[X(t)], P(X(t) = 0), P(X(t) = n).
double expected_purchases(const ParetoNbd& model, double t);
double p_no_purchase(const ParetoNbd& model, double t);
double p_purchases(const ParetoNbd& model, std::int32_t n, double t);

namespace inner {
// The sum over groups with its derivatives by r, alpha, s, beta.
Derivatives pareto_nbd_likelihood(std::span<const HistoryGroup> groups, const ParetoNbd& at, int threads);
}  // namespace inner

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBED(scoring::ParetoNbd)
RAPPORT_DESCRIBED(scoring::ParetoNbdFit)
}  // namespace rapport
