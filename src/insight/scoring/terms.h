// What predictions are about: how far they reach and what money later is worth now.
// CLV = Σ over months i of margin · E[value] · (E[Y(i f)] - E[Y((i-1) f)]) / (1 + d)^i, f the length of a
// month in the unit of the histories, d = (1 + yearly discount)^(1/12) - 1. (Discrete, as in lifetimes and
// Fader and Hardie.)
#pragma once

#include <cstdint>
#include <vector>

#include "base/describe.h"

namespace rapport::scoring {

enum class TimeUnit { days, weeks };
double days_in(TimeUnit unit);  // 1 or 7

struct Terms {
  TimeUnit unit = TimeUnit::days;  // of the histories and of the model
  std::int32_t months = 12;
  double yearly_discount = 0.10;
  double margin = 1;       // share of the value of an order
  double churn_days = 90;  // without an order in so many days somebody has churned
};
template <class = void>
constexpr auto describe(Type<Terms>) {
  using T = Terms;
  return fields(field<&T::unit>().or_default(), field<&T::months>().or_default().at_least(1).at_most(600),
                field<&T::yearly_discount>().or_default().at_least(0).at_most(10),
                field<&T::margin>().or_default().at_least(0).at_most(1),
                field<&T::churn_days>().or_default().at_least(1).at_most(3650));
}

// 4.345 weeks.
double month_length(TimeUnit unit);
double churn_window(const Terms& terms);  // in the unit
// What a unit of money in month 1, 2, … is worth now.
std::vector<double> discounts(const Terms& terms);

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBED(scoring::Terms)
}  // namespace rapport
