// How good predicted probabilities were, seen afterwards.
//
// - AUC: chance that one who did had a higher prediction than one who did not, ties half (Mann-Whitney).
// - Brier: mean (p - y)²; skill = 1 - Brier / (b (1 - b)), b the base rate: 0 is no better than that.
// - log-loss: -mean(y ln p + (1 - y) ln(1 - p)), p kept within 1e-15 of 0 and 1.
// - ECE: Σ n_b/n |mean p - mean y| over ten bins of equal width.
// - lift: rate of the tenth with the highest predictions over the base rate; ties count in proportion.
//
// Where only one outcome occurred, AUC, skill and (with base rate 0) lift do not exist.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/describe.h"

namespace rapport::scoring {

struct Prediction {
  double p = 0;
  bool happened = false;
};

// Customers of one tenth by prediction; equal predictions are in one bin, so a bin may be larger or missing.
struct CalibrationBin {
  std::int64_t count = 0;
  double lowest = 0, highest = 0;  // predictions in it
  double predicted = 0;            // their mean
  double observed = 0;             // share to whom it happened
};
template <class = void>
constexpr auto describe(Type<CalibrationBin>) {
  using C = CalibrationBin;
  return fields(field<&C::count>(), field<&C::lowest>(), field<&C::highest>(),
                field<&C::predicted>().text("Mean prediction"), field<&C::observed>().text("Share observed"));
}

struct Quality {
  std::int64_t count = 0;
  double base_rate = 0;
  std::optional<double> auc;
  double brier = 0;
  std::optional<double> brier_skill;
  double log_loss = 0;
  double calibration_error = 0;  // ECE
  std::optional<double> lift;    // of the top tenth
  std::vector<CalibrationBin> bins;
};
template <class = void>
constexpr auto describe(Type<Quality>) {
  using Q = Quality;
  return fields(field<&Q::count>(), field<&Q::base_rate>(), field<&Q::auc>(), field<&Q::brier>(),
                field<&Q::brier_skill>().text("1 - Brier / (b (1 - b)), b the base rate"),
                field<&Q::log_loss>(),
                field<&Q::calibration_error>().text("Mean distance of predicted and observed over ten bins"),
                field<&Q::lift>().text("Of the tenth with the highest predictions"), field<&Q::bins>());
}

// All of it; zeros for no predictions. Throws Error(invalid) for a prediction that is not in [0, 1].
Quality quality_of(std::span<const Prediction> predictions);

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBED(scoring::CalibrationBin)
RAPPORT_DESCRIBED(scoring::Quality)
}  // namespace rapport
