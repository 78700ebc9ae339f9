#include "insight/analytics/segment_performance.h"

#include <algorithm>

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

constexpr Statement members{
    "segment_figures.members", Reach::everywhere,
    "select c.owner_id, count(*) from segment_members m join contacts c on c.contact_id = m.contact_id where "
    "m.segment_id = :id and c.deleted_at is null group by c.owner_id"};
constexpr Statement moves{"segment_figures.moves", Reach::everywhere,
                          "select c.owner_id, m.kind, count(*) from segment_moves m join contacts c on "
                          "c.contact_id = m.contact_id where "
                          "m.segment_id = :id and m.at > :from and m.reason in ('fact', 'time', 'by_hand') "
                          "and c.deleted_at is null group by "
                          "c.owner_id, m.kind"};
constexpr Statement orders{
    "segment_figures.orders", Reach::everywhere,
    "select c.owner_id, count(distinct o.contact_id), count(*), cast(sum(o.reporting_net) as bigint) from "
    "segment_members m join orders o on o.contact_id = m.contact_id join contacts c on c.contact_id = "
    "m.contact_id "
    "where m.segment_id = :id and o.ordered_at > :from and o.ordered_at <= :now and o.status in ('paid', "
    "'partially_refunded') and o.reporting_currency = :currency and c.deleted_at is null group by "
    "c.owner_id"};
constexpr Statement all_of_these[] = {members, moves, orders};

Uuid owner_of(const store::Row& row) { return row.is_null(0) ? Uuid{} : row.uuid(0); }

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

FiguresByOwner count_segments(store::Reader& reader, Instant from) {
  FiguresByOwner out;
  const Currency currency = settings::get<settings::Workspace>(reader).currency;
  for (const segments::Segment& segment : segments::list_headers(reader)) {
    if (segment.archived_at) continue;
    auto& by_owner = out[segment.id.uuid];
    reader.each(members, {{"id", segment.id}},
                [&](const store::Row& row) { by_owner[owner_of(row)].members = row.integer(1); });
    reader.each(moves, {{"id", segment.id}, {"from", reader.now() - growth_span}},
                [&](const store::Row& row) {
                  OwnersFigures& figures = by_owner[owner_of(row)];
                  (row.text(1) == "entered" ? figures.entered : figures.gone) += row.integer(2);
                });
    reader.each(orders, {{"id", segment.id}, {"from", from}, {"now", reader.now()}, {"currency", currency}},
                [&](const store::Row& row) {
                  OwnersFigures& figures = by_owner[owner_of(row)];
                  figures.buyers = row.integer(1);
                  figures.orders = row.integer(2);
                  figures.revenue = row.integer(3);
                });
  }
  return out;
}

SegmentComparison compare_segments(store::Reader& reader, const FiguresByOwner& counted, Instant from,
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

std::span<const store::Statement> performance_statements() { return all_of_these; }

}  // namespace rapport::analytics
