#include "app/upkeep.h"

#include "customer/ingest/accept.h"
#include "customer/ingest/waiting_orders.h"
#include "platform/http/idempotency.h"
#include "platform/jobs/jobs.h"
#include "platform/jobs/schedule.h"
#include "platform/webhooks/sender.h"

namespace rapport::app {

constexpr Duration ended_work_shown_for = hours(24 * 30);

struct UpkeepReport {
  std::int64_t idempotency_keys = 0;
};
template <class = void>
constexpr auto describe(Type<UpkeepReport>) {
  return fields(field<&UpkeepReport::idempotency_keys>().text("Keys older than a day that were forgotten"));
}

Json Upkeep::run(jobs::Context& context) {
  UpkeepReport report;
  report.idempotency_keys = context.write(
      [](store::Transaction& tx) { return http::forget_idempotency_keys(tx, tx.now() - hours(24)); });
  while (!context.write(
      [](store::Transaction& tx) { return jobs::delete_old_jobs(tx, tx.now() - ended_work_shown_for); }))
    context.stop_if_asked();
  context.write([](store::Transaction& tx) { ingest::remove_old_quarantine(tx); });
  context.write([](store::Transaction& tx) { ingest::forget_waiting_orders(tx); });
  while (context.write([](store::Transaction& tx) { return webhooks::remove_old_deliveries(tx); }))
    context.stop_if_asked();
  while (context.write([](store::Transaction& tx) { return ingest::remove_old_claims(tx); }))
    context.stop_if_asked();
  return json::to_json(report);
}

void schedule_upkeep(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(tx, {.name = "upkeep", .kind = "upkeep", .payload = {}, .every = hours(1)});
    jobs::set_schedule(
        tx, {.name = "find_duplicates", .kind = "find_duplicates", .payload = {}, .daily_minute = 200});
  });
}

std::optional<std::string> find_late_work(store::Database& database) {
  auto late = database.read([](store::Reader& reader) { return jobs::list_late_jobs(reader); });
  // A dead job waits for a person; it is no reason to send requests elsewhere.
  std::erase_if(late, [](const jobs::LateJob& job) { return job.state == jobs::State::dead; });
  if (late.empty()) return std::nullopt;
  return std::to_string(late.size()) +
         " jobs should have begun more than five minutes ago, the first of kind " + late.front().kind;
}

}  // namespace rapport::app
