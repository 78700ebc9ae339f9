// How sure the predictions of one customer are. Two different things, both given:
//
// - The expectation is known as well as the parameters are: delta method on ln(clv) and on the log odds of
//   churn, with the covariance of the fit. With many customers a narrow interval.
// - The outcome is what this customer will do: quantiles of simulated futures, each with parameters drawn
//   from their own uncertainty, and a rate, a lifetime and values drawn from the posterior of this history.
//   It is wide, and honest.
//
// About 3 ms a customer with the usual 2,000 futures.
#pragma once

#include <cstdint>

#include "insight/scoring/score.h"

namespace rapport::scoring {

struct Interval {
  double low = 0, high = 0;
};
template <class = void>
constexpr auto describe(Type<Interval>) {
  return fields(field<&Interval::low>(), field<&Interval::high>());
}

struct Outlook {
  Score score;
  double level = 0;  // share of cases that the intervals are to hold: 0.8
  Interval clv_expectation, churn_expectation;
  Interval clv_outcome, orders_outcome;
  double clv_outcome_mean = 0;  // of the futures: near score.clv
};
template <class = void>
constexpr auto describe(Type<Outlook>) {
  using O = Outlook;
  return fields(
      field<&O::score>(), field<&O::level>(),
      field<&O::clv_expectation>().text("Of the expected value, for what is unknown of the parameters"),
      field<&O::churn_expectation>().text("Of the churn risk, for what is unknown of the parameters"),
      field<&O::clv_outcome>().text("Of what the customer will be worth"),
      field<&O::orders_outcome>().text("Of how many orders will come"), field<&O::clv_outcome_mean>());
}

struct OutlookOptions {
  double level = 0.8;
  std::int32_t futures = 2000;
  std::uint64_t seed = 1;  // the same seed, the same answer
};

// Fits with parameters; without a covariance the parameters are taken for exact.
Outlook outlook(const BgNbdFit& purchases, const GammaGammaFit& values, const Terms& terms,
                const History& history, double mean_value, const OutlookOptions& options = {});
Outlook outlook(const ParetoNbdFit& purchases, const GammaGammaFit& values, const Terms& terms,
                const History& history, double mean_value, const OutlookOptions& options = {});

// The point of the standard normal distribution below which a share of 0 < p < 1 lies.
double normal_quantile(double p);

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBED(scoring::Interval)
RAPPORT_DESCRIBED(scoring::Outlook)
}  // namespace rapport
