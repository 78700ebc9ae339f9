// Gamma-Gamma: what an occasion is worth. The values of one customer are gamma(p, ν); over customers ν is
// gamma(q, gamma). Values and gamma are in one currency unit; p and q have none. p, gamma > 0.
// Fader, Hardie: "The Gamma-Gamma Model of Monetary Value" (2013); Fader, Hardie, Lee, JMR 42 (2005).
// The fit keeps q > 1, for else the mean value of the population would be infinite; it is meant for values
// that do not depend on how often somebody buys: the fit tells the correlation.
#pragma once

#include <span>

#include "insight/scoring/fit.h"
#include "insight/scoring/history.h"

namespace rapport::scoring {

struct GammaGamma {
  double p = 0, q = 0, gamma = 0;
};
template <class = void>
constexpr auto describe(Type<GammaGamma>) {
  using G = GammaGamma;
  return fields(field<&G::p>(), field<&G::q>(), field<&G::gamma>());
}

struct GammaGammaFit {
  std::optional<GammaGamma> parameters;       // empty when there is no fit: report.outcome says why
  std::optional<GammaGamma> standard_errors;  // empty when the peak is too flat to tell
  std::vector<double> covariance;             // of ln p, ln(q - 1), ln gamma, row by row
  double correlation = 0;                     // of x and mean value; the model takes it for 0
  FitReport report;
};
template <class = void>
constexpr auto describe(Type<GammaGammaFit>) {
  using G = GammaGammaFit;
  return fields(field<&G::parameters>(), field<&G::standard_errors>(),
                field<&G::covariance>().text("Of ln p, ln(q - 1), ln gamma, row by row"),
                field<&G::correlation>().text("Of purchases and mean value; the model takes it for 0"),
                field<&G::report>());
}

// Customers without repeat occasions count as customers only; those whose mean is not above 0 are left out
// and counted.
GammaGammaFit fit_gamma_gamma(std::span<const Spending> customers, const FitOptions& options = {});

double log_likelihood(const GammaGamma& model, const Spending& customer);
// E[M | x, m]: the mean value of a future occasion; with x = 0, or a mean not above 0, that of the
// population. The population's mean is p gamma / (q - 1); with q <= 1 it is infinite, and 0 is given for
// customers of whom nothing else is known.
double expected_value(const GammaGamma& model, const Spending& customer);
double expected_value(const GammaGamma& model);

namespace inner {
// The sum over customers with x > 0 and mean > 0, with its derivatives by p, q, gamma.
Derivatives gamma_gamma_likelihood(std::span<const Spending> customers, const GammaGamma& at, int threads);
}  // namespace inner

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBED(scoring::GammaGamma)
RAPPORT_DESCRIBED(scoring::GammaGammaFit)
}  // namespace rapport
