// Values predicted from what was known before a day, held against what came after it.
#pragma once

#include "insight/analytics/accuracy.h"
#include "insight/scoring/summary.h"

namespace rapport::analytics {

using Occasions = std::vector<scoring::Occasion>;  // `customer` is the place in the evidence
Occasions occasions_of(const Evidence& evidence);

struct ValuesHeld {
  std::vector<double> predicted,
      actual;  // of each customer, whole units; empty where no model could be fitted
  Measured ratio, rank, churn_auc;
  double predicted_sum() const;
  double actual_sum() const;
};
// Fits the models of purchases on the orders before day `cut` and predicts the orders and values of `days`
// from it on.
ValuesHeld hold_values(const Evidence& evidence, const Occasions& occasions, std::int64_t cut,
                       std::int64_t days);
// By what was predicted, the highest first; means of a customer.
std::vector<ValueTenth> tenths_of(const ValuesHeld& held, const Evidence& evidence);

}  // namespace rapport::analytics
