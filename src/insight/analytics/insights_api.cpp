#include "customer/people/people_api.h"
#include "customer/people/record_scope.h"
#include "customer/segments/membership.h"
#include "customer/segments/segments.h"
#include "insight/analytics/accuracy.h"
#include "insight/analytics/cohorts.h"
#include "insight/analytics/engagement.h"
#include "insight/analytics/insights.h"
#include "insight/analytics/report_store.h"
#include "insight/analytics/segment_performance.h"
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
  const segments::SegmentId id = segments::get_header(reader, segments::SegmentId{*segment}).id;
  std::vector<bool> members(history.contacts.size());
  segments::each_member(reader, id, [&](const Uuid& contact) {
    const auto place = history.find(contact);
    if (place && (out.empty() || out[*place])) members[*place] = true;
  });
  return members;
}

// What may take long the first time: no transaction is open meanwhile, and no limit cuts it off.
http::Route slow_read(std::string path, std::string summary, std::string description) {
  http::Route route;
  route.path = std::move(path);
  route.summary = std::move(summary);
  route.description = std::move(description);
  route.permission = reads;
  route.csrf = false;  // it changes nothing
  return route;
}

void register_cohorts(http::Registry& registry, store::Database& database,
                      const std::shared_ptr<KeptOrderHistory>& kept) {
  registry.task<CohortQuery, Cohorts>(
      slow_read(
          "/api/insights/cohorts", "Follow customers by the period of their first order",
          "Within the caller's contacts. The figures are at most twenty times as old as it takes to read all "
          "orders."),
      [&database, kept](const CohortQuery& in, Call& call) {
        const auto history = kept->get(database);
        return database.read([&](Reader& reader) {
          return cohorts_of(*history, in, among_whom(reader, *history, call, in.segment_id),
                            rules::day_of(reader.now(), *history->frame.zone));
        });
      });
}

Measuring start(store::Transaction& tx, const Call& call, const char* kind, const char* busy) {
  const auto job = jobs::enqueue(
      tx,
      {.kind = kind, .payload = Json::parse("{}"), .unique_key = "count", .created_by = call.principal.id});
  if (!job) fail(ErrorCode::conflict, busy);
  return Measuring{*job};
}

// How the models do over all customers, with what these spent: for who sees them all.
void register_accuracy(http::Registry& registry) {
  registry.read<Nothing, AccuracyAnswer>(
      {.path = "/api/insights/accuracy",
       .summary = "Read how far stages, values and scores came true",
       .description =
           "Measured each night over all customers, at the beginning of each of the last twelve months "
           "and of the latest 90 days, from what was known then. For who sees all contacts.",
       .permission = reads},
      [](const Nothing&, Call& call, Reader& reader) {
        people::require_all_records(call.principal);
        return find_accuracy(reader);
      });
  registry.write<Nothing, Measuring>({.method = http::Method::post,
                                      .path = "/api/insights/accuracy",
                                      .summary = "Measure anew how far stages, values and scores came true",
                                      .permission = "insights.fit",
                                      .success = 202},
                                     [](const Nothing&, Call& call, store::Transaction& tx) {
                                       return start(tx, call, "measure_accuracy",
                                                    "It is being measured already.");
                                     });
}

void register_engagement(http::Registry& registry, segments::Live& live) {
  registry.write<Nothing, Measuring>(
      {.method = http::Method::post,
       .path = "/api/insights/engagement",
       .summary = "Count anew what people did on each channel, and which orders followed",
       .permission = "insights.fit",
       .success = 202},
      [](const Nothing&, Call& call, store::Transaction& tx) {
        return start(tx, call, "count_channels", "It is being counted already.");
      });
  registry.read<Nothing, Engagement>(
      {.path = "/api/insights/engagement",
       .summary = "Read how people take part: by score, by channel, by hour",
       .description =
           "Scores are those of now, channels and hours of last night; within the caller's contacts, but "
           "for the hours.",
       .permission = reads},
      [&live](const Nothing&, Call& call, Reader& reader) {
        return read_engagement(reader, live, people::caller_of(call));
      });
}

void register_segments(http::Registry& registry, store::Database& database,
                       const std::shared_ptr<KeptOrderHistory>& histories) {
  const auto kept = std::make_shared<Kept<std::int32_t, FiguresByOwner>>();
  registry.task<PerformanceQuery, SegmentComparison>(
      slow_read("/api/insights/segments", "Compare segments by growth, conversion and revenue",
                "Within the caller's contacts. The figures are at most twenty times as old as it takes to "
                "count them."),
      [&database, histories, kept](const PerformanceQuery& in, Call& call) {
        const auto history = histories->get(database);
        const auto first = [&](Reader& reader) {
          const auto today = days_since_epoch(rules::day_of(reader.now(), *history->frame.zone));
          return date_from_days(today - in.days + 1);
        };
        const auto counted = kept->get(in.days, [&] {
          FiguresByOwner out;
          database.read_without_limit(
              [&](Reader& reader) { out = count_segments(reader, *history, first(reader)); });
          return out;
        });
        return database.read([&](Reader& reader) {
          return compare_segments(reader, *counted, first(reader),
                                  people::scope_owners(reader, call.principal));
        });
      });
}

}  // namespace

void register_insights(http::Registry& registry, segments::Live& live) {
  const auto kept = std::make_shared<KeptOrderHistory>();
  register_cohorts(registry, live.database(), kept);
  register_engagement(registry, live);
  register_segments(registry, live.database(), kept);
  register_accuracy(registry);
}

std::vector<store::Statement> insight_statements() {
  std::vector<store::Statement> out;
  for (const auto list : {order_history_statements(), evidence_statements(), report_statements(),
                          channel_statements(), performance_statements()})
    out.insert(out.end(), list.begin(), list.end());
  return out;
}

}  // namespace rapport::analytics
