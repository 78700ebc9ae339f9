#include "customer/people/people_api.h"
#include "customer/people/record_scope.h"
#include "customer/segments/membership.h"
#include "customer/segments/segments.h"
#include "insight/analytics/accuracy.h"
#include "insight/analytics/cohorts.h"
#include "insight/analytics/insights.h"
#include "insight/analytics/report_store.h"
#include "platform/rules/moments.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(analytics::Measuring)
}

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

// Figures of the models, not of people: they are the same for whoever may read them.
void register_accuracy(http::Registry& registry) {
  registry.read<Nothing, AccuracyAnswer>(
      {.path = "/api/insights/accuracy",
       .summary = "Read how far stages, values and scores came true",
       .description =
           "Measured each night over all customers, at the beginning of each of the last twelve months "
           "and of the latest 90 days, from what was known then.",
       .permission = reads},
      [](const Nothing&, Call&, Reader& reader) { return find_accuracy(reader); });
  registry.write<Nothing, Measuring>({.method = http::Method::post,
                                      .path = "/api/insights/accuracy",
                                      .summary = "Measure anew how far stages, values and scores came true",
                                      .permission = "insights.fit",
                                      .success = 202},
                                     [](const Nothing&, Call& call, store::Transaction& tx) {
                                       const auto job = jobs::enqueue(tx, {.kind = "measure_accuracy",
                                                                           .payload = Json::parse("{}"),
                                                                           .unique_key = "measure",
                                                                           .created_by = call.principal.id});
                                       if (!job) fail(ErrorCode::conflict, "It is being measured already.");
                                       return Measuring{*job};
                                     });
}

}  // namespace

void register_insights(http::Registry& registry, segments::Live&) {
  register_cohorts(registry);
  register_accuracy(registry);
}

std::vector<store::Statement> insight_statements() {
  std::vector<store::Statement> out;
  for (const auto list : {order_history_statements(), evidence_statements(), report_statements()})
    out.insert(out.end(), list.begin(), list.end());
  return out;
}

}  // namespace rapport::analytics
