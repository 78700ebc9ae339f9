// BG/NBD: when customers buy and when they are gone. A customer buys at rate λ (Poisson) and leaves after
// each repeat occasion with probability p; over customers λ is gamma(r, alpha) and p is beta(a, b).
//
// Fader, Hardie, Lee: "Counting Your Customers the Easy Way", Marketing Science 24 (2005), and its notes.
//
// alpha is in the unit of time of the histories; the others have none. All are above 0.
// No function here gives a number that is not finite for parameters above 0 and a valid history.
#pragma once

#include <span>

#include "insight/scoring/fit.h"
#include "insight/scoring/history.h"

namespace rapport::scoring {

struct BgNbd {
  double r = 0, alpha = 0, a = 0, b = 0;
};
template <class = void>
constexpr auto describe(Type<BgNbd>) {
  using B = BgNbd;
  return fields(field<&B::r>(), field<&B::alpha>(), field<&B::a>(), field<&B::b>());
}

struct BgNbdFit {
  std::optional<BgNbd> parameters;       // empty when there is no fit: report.outcome says why
  std::optional<BgNbd> standard_errors;  // empty when the peak is too flat to tell
  std::vector<double> covariance;        // of ln r, ln alpha, ln a, ln b, row by row
  FitReport report;
};
template <class = void>
constexpr auto describe(Type<BgNbdFit>) {
  using B = BgNbdFit;
  return fields(field<&B::parameters>(), field<&B::standard_errors>(),
                field<&B::covariance>().text("Of the logarithms of the parameters, row by row"),
                field<&B::report>());
}

// Throws Error(invalid) for a history that cannot be (see history.h).
BgNbdFit fit_bg_nbd(std::span<const History> histories, const FitOptions& options = {});

double log_likelihood(const BgNbd& model, const History& history);
double p_alive(const BgNbd& model, const History& history);
// The future of a customer with this history who is still alive is that of a new customer of these
// parameters: purchases.h makes of it everything that is asked about known customers.
BgNbd given_alive(const BgNbd& model, const History& history);

// Of a new customer, within time t >= 0: E[X(t)], P(X(t) = 0), P(X(t) = n).
double expected_purchases(const BgNbd& model, double t);
double p_no_purchase(const BgNbd& model, double t);
double p_purchases(const BgNbd& model, std::int32_t n, double t);

// Both ways by which expected_purchases goes, for the tests: the series of the hypergeometric function (t
// less than about 20 alpha) and a numerical integral over p (any t).
namespace inner {
double expected_by_series(const BgNbd& model, double t);
double expected_by_integral(const BgNbd& model, double t);
// The sum over groups with its derivatives by r, alpha, a, b.
Derivatives bg_nbd_likelihood(std::span<const HistoryGroup> groups, const BgNbd& at, int threads);
}  // namespace inner

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBED(scoring::BgNbd)
RAPPORT_DESCRIBED(scoring::BgNbdFit)
}  // namespace rapport
