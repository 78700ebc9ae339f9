// How segments stand over time and to each other.
#pragma once

#include "customer/segments/answers.h"

namespace rapport::segments {

struct MembersQuery {
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<MembersQuery>) {
  using Q = MembersQuery;
  return fields(field<&Q::cursor>().max_length(2'000),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}
struct Member {
  Uuid contact_id;
  std::string name;
  std::optional<std::string> email, country, city;
  Instant entered_at;
  std::optional<std::int32_t> relevance;
};
template <class = void>
constexpr auto describe(Type<Member>) {
  using M = Member;
  return fields(field<&M::contact_id>(), field<&M::name>(), field<&M::email>(), field<&M::country>(),
                field<&M::city>(), field<&M::entered_at>(),
                field<&M::relevance>().text("Share of the optional conditions that are met, 0 to 100"));
}
using MemberPage = http::Page<Member>;
// The newest first, within the caller's contacts.
MemberPage list_members(store::Reader& reader, Live& live, SegmentId id, const MembersQuery& query,
                        const Caller& caller);

struct HistoryQuery {
  std::int32_t days = 90;
};
template <class = void>
constexpr auto describe(Type<HistoryQuery>) {
  return fields(field<&HistoryQuery::days>().or_default().at_least(1).at_most(3'650));
}
struct DaySize {
  Date day;
  std::int64_t size = 0, entered = 0, left = 0;
};
template <class = void>
constexpr auto describe(Type<DaySize>) {
  using D = DaySize;
  return fields(field<&D::day>(), field<&D::size>().text("At its end"), field<&D::entered>(),
                field<&D::left>());
}
struct MonthRevenue {
  std::string month;
  std::int64_t amount = 0;
  Currency currency;
};
template <class = void>
constexpr auto describe(Type<MonthRevenue>) {
  using M = MonthRevenue;
  return fields(field<&M::month>().text("2026-11"), field<&M::amount>().text("Minor units, net of refunds"),
                field<&M::currency>());
}
struct History {
  std::vector<DaySize> sizes;
  std::vector<MonthRevenue> revenue;
};
template <class = void>
constexpr auto describe(Type<History>) {
  return fields(field<&History::sizes>().text("Of days on which something moved"),
                field<&History::revenue>().text("Of those who are members now, by month of the order"));
}
History segment_history(store::Reader& reader, SegmentId id, const HistoryQuery& query);

enum class MoveKind { entered, left };
struct MovesQuery {
  std::optional<MoveKind> kind;
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<MovesQuery>) {
  using Q = MovesQuery;
  return fields(field<&Q::kind>(), field<&Q::cursor>().max_length(2'000),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}
struct MoveRow {
  Uuid contact_id;
  std::string name;
  Instant at;
  MoveKind kind = MoveKind::entered;
  std::string reason;
};
template <class = void>
constexpr auto describe(Type<MoveRow>) {
  using M = MoveRow;
  return fields(field<&M::contact_id>(), field<&M::name>(), field<&M::at>(), field<&M::kind>(),
                field<&M::reason>().text("fact, time, by_hand, first or rule"));
}
using MovePage = http::Page<MoveRow>;
MovePage list_moves(store::Reader& reader, SegmentId id, const MovesQuery& query, const Caller& caller);

struct IdsQuery {
  std::string ids;
};
template <class = void>
constexpr auto describe(Type<IdsQuery>) {
  return fields(
      field<&IdsQuery::ids>().not_empty().max_length(400).text("Two or three ids, divided by commas"));
}
struct Region {
  std::vector<Uuid> ids;
  std::int64_t count = 0;
};
template <class = void>
constexpr auto describe(Type<Region>) {
  return fields(field<&Region::ids>().text("Members of just these"), field<&Region::count>());
}
struct Overlap {
  std::vector<Region> regions;
};
template <class = void>
constexpr auto describe(Type<Overlap>) {
  return fields(field<&Overlap::regions>());
}
// Of the contacts that the caller sees.
Overlap overlap(store::Reader& reader, const std::vector<SegmentId>& ids, const Caller& caller);

struct MigrationQuery {
  Instant from, to;
  std::string ids;
};
template <class = void>
constexpr auto describe(Type<MigrationQuery>) {
  using Q = MigrationQuery;
  return fields(field<&Q::from>(), field<&Q::to>(),
                field<&Q::ids>().not_empty().max_length(800).text("Up to 20 ids, divided by commas"));
}
struct Flow {
  std::string from, to;
  std::int64_t count = 0;
};
template <class = void>
constexpr auto describe(Type<Flow>) {
  return fields(field<&Flow::from>().text("The first of the segments that held them, or none"),
                field<&Flow::to>(), field<&Flow::count>());
}
struct Migration {
  std::vector<Flow> flows;
};
template <class = void>
constexpr auto describe(Type<Migration>) {
  return fields(field<&Migration::flows>());
}
// Who was where at both instants, by the log of moves: in the first of the named segments that held them.
Migration migration(store::Reader& reader, const MigrationQuery& query);

struct Performance {
  Uuid segment_id;
  std::string name;
  std::int64_t members_count = 0, growth_30_days = 0, revenue_90_days = 0, orders_90_days = 0,
               revenue_per_member = 0;
  Currency currency;
  std::vector<DaySize> sizes_30_days;
};
template <class = void>
constexpr auto describe(Type<Performance>) {
  using P = Performance;
  return fields(field<&P::segment_id>(), field<&P::name>(), field<&P::members_count>(),
                field<&P::growth_30_days>(),
                field<&P::revenue_90_days>().text("Of its members, minor units, net of refunds"),
                field<&P::orders_90_days>(), field<&P::revenue_per_member>(), field<&P::currency>(),
                field<&P::sizes_30_days>().text("Of days on which something moved"));
}
struct PerformanceList {
  std::vector<Performance> items;
};
template <class = void>
constexpr auto describe(Type<PerformanceList>) {
  return fields(field<&PerformanceList::items>());
}
PerformanceList list_performance(store::Reader& reader);

// Size and change of a segment counted of the contacts that the caller sees; as they are for who sees all.
void count_for(store::Reader& reader, const Caller& caller, Segment& segment);

struct Membership {
  Uuid segment_id;
  std::string name;
  SegmentKind kind = SegmentKind::custom;
  Instant since;
};
template <class = void>
constexpr auto describe(Type<Membership>) {
  using M = Membership;
  return fields(field<&M::segment_id>(), field<&M::name>(), field<&M::kind>(), field<&M::since>());
}
struct MembershipList {
  std::vector<Membership> items;
};
template <class = void>
constexpr auto describe(Type<MembershipList>) {
  return fields(field<&MembershipList::items>());
}
MembershipList memberships_of(store::Reader& reader, ContactId contact, const Caller& caller);
std::optional<Instant> member_since(store::Reader& reader, SegmentId id, const Uuid& contact);

// "a,b,c". Error(invalid) on `ids`.
std::vector<SegmentId> parse_segment_ids(const std::string& text, std::size_t most);

std::span<const store::Statement> standing_statements();

}  // namespace rapport::segments

namespace rapport {
RAPPORT_DESCRIBED(segments::MembersQuery)
RAPPORT_DESCRIBED(segments::Member)
RAPPORT_DESCRIBED(segments::MemberPage)
RAPPORT_DESCRIBED(segments::HistoryQuery)
RAPPORT_DESCRIBED(segments::DaySize)
RAPPORT_DESCRIBED(segments::MonthRevenue)
RAPPORT_DESCRIBED(segments::History)
RAPPORT_DESCRIBED(segments::MovesQuery)
RAPPORT_DESCRIBED(segments::MoveRow)
RAPPORT_DESCRIBED(segments::MovePage)
RAPPORT_DESCRIBED(segments::IdsQuery)
RAPPORT_DESCRIBED(segments::Region)
RAPPORT_DESCRIBED(segments::Overlap)
RAPPORT_DESCRIBED(segments::MigrationQuery)
RAPPORT_DESCRIBED(segments::Flow)
RAPPORT_DESCRIBED(segments::Migration)
RAPPORT_DESCRIBED(segments::Performance)
RAPPORT_DESCRIBED(segments::PerformanceList)
RAPPORT_DESCRIBED(segments::Membership)
RAPPORT_DESCRIBED(segments::MembershipList)
}  // namespace rapport
