#include "customer/people/people_api.h"
#include "customer/people/record_scope.h"
#include "customer/segments/membership.h"
#include "customer/segments/segments.h"
#include "insight/analytics/cohorts.h"
#include "insight/analytics/insights.h"
#include "platform/rules/moments.h"

namespace rapport::analytics {

namespace {

using http::Call;
using http::Nothing;
using store::Reader;

constexpr const char* reads = "insights.read";

// Who is within the caller's contacts, and in the segment that was asked for.
std::vector<bool> among_whom(Reader& reader, const OrderHistory& history, const Call& call,
                             const std::optional<Uuid>& segment) {
  std::vector<bool> out = customers_of_owners(reader, history, people::scope_owners(reader, call.principal));
  if (!segment) return out;
  const segments::SegmentId id = segments::get_segment(reader, segments::SegmentId{*segment}).id;
  std::vector<bool> members(history.contacts.size());
  segments::each_member(reader, id, [&](const Uuid& contact) {
    const auto place = history.find(contact);
    if (place && (out.empty() || out[*place])) members[*place] = true;
  });
  return members;
}

void register_cohorts(http::Registry& registry) {
  const auto kept = std::make_shared<KeptOrderHistory>();
  registry.read<CohortQuery, Cohorts>(
      {.path = "/api/insights/cohorts",
       .summary = "Follow customers by the period of their first order",
       .description = "Within the caller's contacts. The figures are at most twenty times as old as it takes "
                      "to read all orders.",
       .permission = reads},
      [kept](const CohortQuery& in, Call& call, Reader& reader) {
        const auto history = kept->get(reader);
        return cohorts_of(*history, in, among_whom(reader, *history, call, in.segment_id),
                          rules::day_of(reader.now(), *history->frame.zone));
      });
}

}  // namespace

void register_insights(http::Registry& registry, segments::Live&) { register_cohorts(registry); }

std::vector<store::Statement> insight_statements() {
  std::vector<store::Statement> out;
  for (const auto list : {order_history_statements()}) out.insert(out.end(), list.begin(), list.end());
  return out;
}

}  // namespace rapport::analytics
