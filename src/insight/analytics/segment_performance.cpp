#include "insight/analytics/segment_performance.h"

#include <algorithm>

#include "customer/segments/membership.h"
#include "platform/settings/workspace.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(analytics::PerformanceQuery)
RAPPORT_DESCRIBE_HERE(analytics::SegmentComparison)
}  // namespace rapport

namespace rapport::analytics {

namespace {

using store::Reach;
using store::Statement;

constexpr Duration growth_span = hours(24 * 30);

constexpr Statement owned{
    "segment_figures.owned", Reach::everywhere,
    "select contact_id, owner_id from contacts where owner_id is not null and deleted_at is null"};
constexpr Statement moves{"segment_figures.moves", Reach::everywhere,
                          "select contact_id, kind from segment_moves where segment_id = :id and at > :from "
                          "and reason in ('fact', 'time', "
                          "'by_hand')"};
constexpr Statement segment_performance_sql[] = {owned, moves};

// What somebody ordered in the period.
struct Bought {
  std::int64_t orders = 0, revenue = 0;
};

std::optional<double> ratio(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}
std::optional<Money> mean(std::int64_t sum, std::int64_t of, Currency currency) {
  if (of <= 0) return std::nullopt;
  return Money{(2 * sum + (sum < 0 ? -of : of)) / (2 * of), currency};  // the nearest whole number
}

OwnersFigures sum_of(const std::map<Uuid, OwnersFigures>& by_owner,
                     const std::optional<std::vector<Uuid>>& owners) {
  OwnersFigures out;
  for (const auto& [owner, one] : by_owner) {
    if (owners && std::find(owners->begin(), owners->end(), owner) == owners->end()) continue;
    out.members += one.members, out.entered += one.entered, out.gone += one.gone;
    out.buyers += one.buyers, out.orders += one.orders, out.revenue += one.revenue;
  }
  return out;
}

}  // namespace

FiguresByOwner count_segments(store::Reader& reader, const OrderHistory& history, Date from) {
  std::vector<Bought> bought(history.contacts.size());
  const std::int64_t first = days_since_epoch(from);
  for (const OrderHistory::Order& order : history.orders) {
    if (order.day < first) continue;
    ++bought[order.customer].orders;
    bought[order.customer].revenue += order.net;
  }
  std::unordered_map<Uuid, Uuid, customer_base::UuidHash> owners;
  reader.each(owned, {}, [&](const store::Row& row) { owners.emplace(row.uuid(0), row.uuid(1)); });
  const auto owner_of = [&](const Uuid& contact) {
    const auto it = owners.find(contact);
    return it == owners.end() ? Uuid{} : it->second;
  };
  FiguresByOwner out;
  for (const segments::Segment& segment : segments::list_headers(reader)) {
    if (segment.archived_at) continue;
    auto& by_owner = out[segment.id.uuid];
    segments::each_member(reader, segment.id, [&](const Uuid& contact) {
      OwnersFigures& figures = by_owner[owner_of(contact)];
      ++figures.members;
      const auto place = history.find(contact);
      if (!place || bought[*place].orders == 0) return;
      ++figures.buyers;
      figures.orders += bought[*place].orders;
      figures.revenue += bought[*place].revenue;
    });
    reader.each(moves, {{"id", segment.id}, {"from", reader.now() - growth_span}},
                [&](const store::Row& row) {
                  OwnersFigures& figures = by_owner[owner_of(row.uuid(0))];
                  ++(row.text(1) == "entered" ? figures.entered : figures.gone);
                });
  }
  return out;
}

SegmentComparison compare_segments(store::Reader& reader, const FiguresByOwner& counted, Date from,
                                   const std::optional<std::vector<Uuid>>& owners) {
  SegmentComparison out{from, reader.now(), {}};
  const Currency currency = settings::get<settings::Workspace>(reader).currency;
  for (const segments::Segment& segment : segments::list_headers(reader)) {
    if (segment.archived_at || !segment.active) continue;
    const auto it = counted.find(segment.id.uuid);
    const OwnersFigures sum = it == counted.end() ? OwnersFigures{} : sum_of(it->second, owners);
    SegmentFigures one;
    one.segment_id = segment.id.uuid;
    one.name = segment.name;
    one.kind = segment.kind;
    one.members = sum.members, one.entered = sum.entered, one.gone = sum.gone;
    one.growth = ratio(sum.entered - sum.gone, sum.members - sum.entered + sum.gone);
    one.buyers = sum.buyers, one.orders = sum.orders;
    one.revenue = {sum.revenue, currency};
    one.conversion = ratio(sum.buyers, sum.members);
    one.average_order_value = mean(sum.revenue, sum.orders, currency);
    one.revenue_per_member = mean(sum.revenue, sum.members, currency);
    out.items.push_back(std::move(one));
  }
  std::stable_sort(out.items.begin(), out.items.end(), [](const SegmentFigures& a, const SegmentFigures& b) {
    const auto value = [](const SegmentFigures& s) {
      return s.revenue_per_member ? s.revenue_per_member->minor : -1;
    };
    return value(a) > value(b);
  });
  return out;
}

std::span<const store::Statement> performance_statements() { return segment_performance_sql; }

}  // namespace rapport::analytics
