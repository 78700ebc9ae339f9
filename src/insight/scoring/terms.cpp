#include "insight/scoring/terms.h"

#include <cmath>

namespace rapport::scoring {

double days_in(TimeUnit unit) { return unit == TimeUnit::weeks ? 7 : 1; }
double month_length(TimeUnit unit) { return 4.345 * 7 / days_in(unit); }
double churn_window(const Terms& terms) { return terms.churn_days / days_in(terms.unit); }

std::vector<double> discounts(const Terms& terms) {
  std::vector<double> out;
  for (std::int32_t i = 1; i <= terms.months; ++i)
    out.push_back(std::pow(1 + terms.yearly_discount, -i / 12.0));
  return out;
}

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBE_HERE(scoring::Terms)
}
