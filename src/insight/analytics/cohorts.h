// Customers by the period of their first order: how many of them order again, and what they are worth as time
// goes on.
//
// A cohort is everybody whose first order lies in one month (week, quarter) of the workspace. Cell k says how
// many of them ordered in the k-th period after it; cell 0 how many had a second occasion (a day with orders)
// within the first period. `revenue` is of all their orders up to the end of the cell, over the number of
// customers. The cell of the period that is running is `partial`. The average weighs cohorts by their
// customers and leaves partial cells out; the one before it is of as many cohorts before these, seen as far
// as these are.
#pragma once

#include "base/describe.h"
#include "insight/analytics/order_history.h"

namespace rapport::analytics {

enum class PeriodUnit { month, week, quarter };

struct CohortQuery {
  PeriodUnit unit = PeriodUnit::month;
  std::int32_t periods = 12;
  std::optional<std::string> channel;
  std::optional<Uuid> segment_id;
};
template <class = void>
constexpr auto describe(Type<CohortQuery>) {
  using Q = CohortQuery;
  return fields(
      field<&Q::unit>().or_default(),
      field<&Q::periods>().or_default().at_least(1).at_most(36).text("So many cohorts, the running one last"),
      field<&Q::channel>().max_length(200).text("Only customers who came by this acquisition channel"),
      field<&Q::segment_id>().text("Only those who are members of this segment now"));
}

struct CohortCell {
  std::int64_t customers = 0;
  double share = 0;
  Money revenue;
  bool partial = false;
};
template <class = void>
constexpr auto describe(Type<CohortCell>) {
  using C = CohortCell;
  return fields(
      field<&C::customers>().text("Who ordered in this period; in the first, who ordered on a second day"),
      field<&C::share>().text("Of the cohort, 0 to 1"),
      field<&C::revenue>().text("Up to its end, for each customer of the cohort, net of refunds"),
      field<&C::partial>().text("The period is running"));
}
struct Cohort {
  Date start;
  std::int64_t customers = 0, again = 0;
  Money revenue;
  std::vector<CohortCell> cells;
};
template <class = void>
constexpr auto describe(Type<Cohort>) {
  using C = Cohort;
  return fields(field<&C::start>().text("First day of the period"), field<&C::customers>(),
                field<&C::again>().text("Who ordered on a second day until now"),
                field<&C::revenue>().text("Of all of them until now, net of refunds"), field<&C::cells>());
}
struct CohortAverage {
  std::int32_t period = 0;
  std::int64_t customers = 0;
  double share = 0;
  Money revenue;
};
template <class = void>
constexpr auto describe(Type<CohortAverage>) {
  using A = CohortAverage;
  return fields(field<&A::period>().text("After the first"),
                field<&A::customers>().text("Of the cohorts that are old enough"), field<&A::share>(),
                field<&A::revenue>().text("Up to its end, for each customer"));
}
struct Cohorts {
  Instant as_of;
  PeriodUnit unit = PeriodUnit::month;
  std::vector<Cohort> cohorts;
  std::vector<CohortAverage> average, previous;
  Date previous_from, previous_to;
  std::vector<std::string> channels;
};
template <class = void>
constexpr auto describe(Type<Cohorts>) {
  using C = Cohorts;
  return fields(field<&C::as_of>(), field<&C::unit>(), field<&C::cohorts>().text("The oldest first"),
                field<&C::average>().text("Over the cohorts, without periods that are running"),
                field<&C::previous>().text("The same of as many cohorts before these"),
                field<&C::previous_from>().text("First day of the first of those"),
                field<&C::previous_to>().text("Last day of the last of those"),
                field<&C::channels>().text("Acquisition channels of customers"));
}

// `among`: by place in the history; empty for all.
Cohorts cohorts_of(const OrderHistory& history, const CohortQuery& query, const std::vector<bool>& among,
                   Date today);

}  // namespace rapport::analytics

namespace rapport {
RAPPORT_DESCRIBED(analytics::CohortQuery)
RAPPORT_DESCRIBED(analytics::Cohorts)
}  // namespace rapport
