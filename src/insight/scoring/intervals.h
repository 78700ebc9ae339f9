// How far a measured figure may be from the true one: intervals that hold it in 95 of 100 samples.
//
// - A share: Wilson, J. Am. Stat. Assoc. 22 (1927); it holds for few and for extreme shares, too.
// - A rank correlation: Fisher's z with the standard error sqrt((1 + r²/2) / (n - 3)) of Bonett and Wright,
//   Psychometrika 65 (2000).
// - An AUC: Hanley and McNeil, Radiology 143 (1982), eq. 2; cut off at 0 and 1.
// - A ratio of two sums over the same people: linearised (Cochran, Sampling Techniques, 1977, eq. 6.13).
#pragma once

#include <cstdint>
#include <span>

namespace rapport::scoring {

struct EstimatedInterval {
  double value = 0, low = 0, high = 0;
};
EstimatedInterval share_interval(std::int64_t hits, std::int64_t of);                     // of > 0
EstimatedInterval rank_correlation_interval(double r, std::int64_t pairs);                // pairs > 3
EstimatedInterval auc_interval(double auc, std::int64_t happened, std::int64_t did_not);  // both > 0
// Sum of `above` over sum of `below`, which must not be 0.
EstimatedInterval ratio_interval(std::span<const double> above, std::span<const double> below);

}  // namespace rapport::scoring
