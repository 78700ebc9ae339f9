// Segments beside each other: size, growth, and what their members ordered in the last days.
//
//   growth      members who came less those who went in 30 days, because of a fact, of the time or by hand;
//   not by a first
//               computation or a changed rule
//   conversion  members with an order in the period over all members
// Members are those of now. A scoped caller sees the figures of their own contacts.
#pragma once

#include "base/describe.h"
#include "customer/segments/segments.h"
#include "insight/analytics/order_history.h"

namespace rapport::analytics {

struct PerformanceQuery {
  std::int32_t days = 90;
};
template <class = void>
constexpr auto describe(Type<PerformanceQuery>) {
  return fields(field<&PerformanceQuery::days>().or_default().at_least(1).at_most(730).text(
      "Calendar days, today among them"));
}

struct SegmentFigures {
  Uuid segment_id;
  std::string name;
  segments::SegmentKind kind = segments::SegmentKind::custom;
  std::int64_t members = 0, entered = 0, gone = 0;
  std::optional<double> growth;
  std::int64_t buyers = 0, orders = 0;
  Money revenue;
  std::optional<double> conversion;
  std::optional<Money> average_order_value, revenue_per_member;
};
template <class = void>
constexpr auto describe(Type<SegmentFigures>) {
  using S = SegmentFigures;
  return fields(field<&S::segment_id>(), field<&S::name>(), field<&S::kind>(), field<&S::members>(),
                field<&S::entered>().text("Within 30 days"), field<&S::gone>().text("Within 30 days"),
                field<&S::growth>().text("Of the members of 30 days ago; absent where there were none"),
                field<&S::buyers>().text("Members with an order in the period"), field<&S::orders>(),
                field<&S::revenue>().text("Net of refunds"),
                field<&S::conversion>().text("Buyers over members"), field<&S::average_order_value>(),
                field<&S::revenue_per_member>());
}
struct SegmentComparison {
  Date from;
  Instant to;
  std::vector<SegmentFigures> items;
};
template <class = void>
constexpr auto describe(Type<SegmentComparison>) {
  using S = SegmentComparison;
  return fields(field<&S::from>(), field<&S::to>(),
                field<&S::items>().text("Active segments, by revenue of a member, the highest first"));
}

// What is counted of one segment and one owner; nil: nobody owns them.
struct OwnersFigures {
  std::int64_t members = 0, entered = 0, gone = 0, buyers = 0, orders = 0, revenue = 0;
};
using FiguresByOwner = std::map<Uuid, std::map<Uuid, OwnersFigures>>;  // by segment, by owner
// Orders of the days from `from` on.
FiguresByOwner count_segments(store::Reader& reader, const OrderHistory& history, Date from);

// `owners`: absent for all.
SegmentComparison compare_segments(store::Reader& reader, const FiguresByOwner& counted, Date from,
                                   const std::optional<std::vector<Uuid>>& owners);

std::span<const store::Statement> performance_statements();

}  // namespace rapport::analytics

namespace rapport {
RAPPORT_DESCRIBED(analytics::PerformanceQuery)
RAPPORT_DESCRIBED(analytics::SegmentComparison)
}  // namespace rapport
