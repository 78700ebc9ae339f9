#include "customer/events/restate_orders.h"

#include <set>

#include "customer/events/order_sql.h"
#include "customer/events/order_stats.h"
#include "customer/events/rates_sql.h"

namespace rapport::events {

namespace {

constexpr std::int64_t orders_a_unit = 200;  // keeps a unit under 20 ms

// Where it stands: behind this order.
struct Position {
  ContactId contact_id;
  OrderId order_id;
  std::int64_t done = 0, total = 0, changed = 0;
};
template <class = void>
constexpr auto describe(Type<Position>) {
  using P = Position;
  return fields(field<&P::contact_id>(), field<&P::order_id>(), field<&P::done>(), field<&P::total>(),
                field<&P::changed>());
}

Position position_of(const Json& progress) {
  return progress.text().starts_with("{") ? json::read<Position>(progress.text(), json::Mode::stored)
                                          : Position{};
}

// False at the end.
bool advance(store::Transaction& tx, Position& at) {
  const auto orders = list_priced(tx, at.contact_id, at.order_id, orders_a_unit);
  if (orders.empty()) return false;
  Rates rates(tx, reporting_currency(tx));
  StatsChanges stats(rates.reporting());
  for (const auto& order : orders) {
    if (!restate(tx, order, rates)) continue;
    stats.recompute(order.contact_id);
    ++at.changed;
  }
  stats.write(tx);
  at.contact_id = orders.back().contact_id;
  at.order_id = orders.back().order_id;
  at.done += static_cast<std::int64_t>(orders.size());
  return true;
}

}  // namespace

Json RestateOrders::run(jobs::Context& context) {
  Position at = position_of(context.job().progress);
  at.total = context.database().read(
      [](store::Reader& r) { return r.value<std::int64_t>(sql::count_all_orders).value_or(0); });
  bool more = true;
  while (more) {
    context.stop_if_asked();
    Position next;
    more = context.write([&](store::Transaction& tx) {
      next = at;  // the unit may run twice
      const bool moved = advance(tx, next);
      context.save_progress(tx, json::to_json(next));
      return moved;
    });
    at = next;
  }
  return json::to_json(at);
}

void request_restatement(store::Transaction& tx) {
  if (!tx.value<std::int64_t>(sql::any_order)) return;
  jobs::JobQuery waiting;
  waiting.states = {jobs::State::queued};
  waiting.kind = "restate_orders";
  waiting.limit = 1;
  for (const auto& job : jobs::list_jobs(tx, waiting))
    if (job.attempts == 0) return;  // has not begun: it will see this change
  jobs::enqueue(tx, {.kind = "restate_orders", .payload = {}});
}

std::optional<Restatement> find_restatement(store::Reader& reader) {
  jobs::JobQuery latest;
  latest.kind = "restate_orders";
  latest.limit = 1;
  const auto jobs = jobs::list_jobs(reader, latest);
  if (jobs.empty()) return std::nullopt;
  const auto& job = jobs.front();
  const Position at = position_of(job.state == jobs::State::completed ? job.result : job.progress);
  return Restatement{job.state, at.done, at.total, job.error};
}

std::vector<Unconverted> list_unconverted(store::Reader& reader) {
  return reader.list<Unconverted>(sql::unconverted_orders);
}

}  // namespace rapport::events
