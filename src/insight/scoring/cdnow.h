// The purchases of CDNOW's sample, for tests: found where base/test_data.h looks.
#pragma once

#include <optional>
#include <vector>

#include "insight/scoring/summary.h"

namespace rapport::scoring::testing {

// 2,357 customers; days since 1 January 1997. The calibration period ends with day 272 (30 September 1997),
// the data with day 545.
inline constexpr double cdnow_cut = 272, cdnow_end = 545;
std::optional<std::vector<Occasion>> cdnow_sample();

}  // namespace rapport::scoring::testing
