// A back-test: a model fitted on what was known at a cut, held against what happened after it.
//
// - By frequency: customers by repeat occasions before the cut, mean occasions in the hold-out.
// - Tracking: repeat occasions by week from the first day on, and E[X(t)] summed over the days on which
//   customers came.
// - Revenue: expected occasions times the expected value by Gamma-Gamma, against the hold-out's values.
// - Churn: P(no occasion within the window after the cut) against who had none.
//
// Customers who came after the cut play no part. Time is in days; purchases in one day are one occasion.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/describe.h"
#include "insight/scoring/fit.h"
#include "insight/scoring/quality.h"
#include "insight/scoring/summary.h"

namespace rapport::scoring {

enum class PurchaseModel { bg_nbd, pareto_nbd };

struct BacktestOptions {
  PurchaseModel model = PurchaseModel::bg_nbd;
  double cut = 0;          // the last day that the fit may know
  double end = 0;          // the last day of the hold-out
  double churn_days = 90;  // no longer than the hold-out is used
  int threads = 1;
};

struct FrequencyClass {
  std::int32_t from = 0;                // repeat occasions before the cut
  std::optional<std::int32_t> to = {};  // empty: and more
  std::int64_t customers = 0;
  double actual = 0, expected = 0;  // mean occasions in the hold-out
};
template <class = void>
constexpr auto describe(Type<FrequencyClass>) {
  using F = FrequencyClass;
  return fields(field<&F::from>(), field<&F::to>(), field<&F::customers>(), field<&F::actual>(),
                field<&F::expected>());
}

struct TrackingPoint {
  std::int32_t week = 0;                        // from 1 on
  double day = 0;                               // its last
  double actual = 0, expected = 0;              // repeat occasions in the week
  double actual_total = 0, expected_total = 0;  // from the first day on
};
template <class = void>
constexpr auto describe(Type<TrackingPoint>) {
  using T = TrackingPoint;
  return fields(field<&T::week>(), field<&T::day>().text("Last day of the week"), field<&T::actual>(),
                field<&T::expected>(), field<&T::actual_total>(), field<&T::expected_total>());
}

struct Backtest {
  PurchaseModel model = PurchaseModel::bg_nbd;
  // Times in days; empty when there is no fit: fit.outcome says why.
  std::map<std::string, double> parameters;
  FitReport fit;
  double cut = 0, end = 0;
  double actual = 0, expected = 0;                 // occasions of these customers in the hold-out
  std::optional<double> error;                     // expected / actual - 1
  double mean_absolute_error = 0;                  // of a customer's occasions
  double correlation = 0;                          // of expected and actual
  std::map<std::string, double> value_parameters;  // of Gamma-Gamma; empty when there is no fit
  FitReport value_fit;
  double revenue_actual = 0;            // of repeat occasions in the hold-out
  double revenue_expected = 0;          // 0 without a fit of values
  std::optional<double> revenue_error;  // expected / actual - 1
  std::vector<FrequencyClass> classes;
  std::vector<TrackingPoint> tracking;
  double churn_days = 0;  // the window that was used
  std::optional<Quality> churn;
};
template <class = void>
constexpr auto describe(Type<Backtest>) {
  using B = Backtest;
  return fields(field<&B::model>(), field<&B::parameters>(), field<&B::fit>(), field<&B::cut>(),
                field<&B::end>(), field<&B::actual>(), field<&B::expected>(),
                field<&B::error>().text("expected / actual - 1"), field<&B::mean_absolute_error>(),
                field<&B::correlation>(), field<&B::value_parameters>(), field<&B::value_fit>(),
                field<&B::revenue_actual>(), field<&B::revenue_expected>(),
                field<&B::revenue_error>().text("expected / actual - 1"), field<&B::classes>(),
                field<&B::tracking>(), field<&B::churn_days>(), field<&B::churn>());
}

// Throws Error(invalid) when the cut is not before the end, or the days are no days (more than 200 years).
Backtest backtest(std::span<const Occasion> occasions, const BacktestOptions& options);

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBED(scoring::FrequencyClass)
RAPPORT_DESCRIBED(scoring::TrackingPoint)
RAPPORT_DESCRIBED(scoring::Backtest)
}  // namespace rapport
