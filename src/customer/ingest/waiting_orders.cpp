#include "customer/ingest/waiting_orders.h"

#include "customer/events/record_orders.h"
#include "customer/ingest/commerce.h"

namespace rapport::ingest {

namespace {

constexpr Duration waits_for = hours(24 * 30);

constexpr store::Statement keep_waiting{"ingest.keep_waiting", store::Reach::by_key, R"sql(
insert into waiting_order_events (number, waiting_id, source_id, name, properties, occurred_at, waits_since)
values (:number, :id, :source_id, :name, :properties, :occurred_at, :now))sql"};
constexpr store::Statement list_waiting{
    "ingest.list_waiting", store::Reach::by_key,
    "select source_id, name, properties, occurred_at from waiting_order_events where number = :number "
    "order by occurred_at, waiting_id"};
constexpr store::Statement end_waiting{"ingest.end_waiting", store::Reach::by_key,
                                       "delete from waiting_order_events where number = :number"};
constexpr store::Statement forget_waiting{"ingest.forget_waiting", store::Reach::everywhere,
                                          "delete from waiting_order_events where waits_since < :before"};
constexpr store::Statement waiting_sql[] = {keep_waiting, list_waiting, end_waiting, forget_waiting};

// What is kept says nothing of a person.
constexpr const char* of_the_order[] = {"order_id", "status", "total",  "revenue",  "value",
                                        "shipping", "tax",    "coupon", "currency", "products"};

}  // namespace

void let_wait(store::Transaction& tx, const std::string& number, const Message& message,
              const Sender& sender) {
  boost::json::object kept;
  const auto* properties = message.object("properties");
  for (const char* name : of_the_order)
    if (const auto* value = properties ? properties->if_contains(name) : nullptr) kept[name] = *value;
  tx.run(keep_waiting, {{"number", number},
                        {"id", tx.new_uuid()},
                        {"source_id", sender.principal.id},
                        {"name", message.name},
                        {"properties", Json(boost::json::value(std::move(kept)))},
                        {"occurred_at", message.occurred_at},
                        {"now", tx.now()}});
}

std::vector<WaitingEvent> take_waiting(store::Transaction& tx, const std::string& number) {
  std::vector<WaitingEvent> out;
  tx.each(list_waiting, {{"number", number}}, [&](const store::Row& row) {
    WaitingEvent& event = out.emplace_back(WaitingEvent{row.uuid(0), {}});
    event.message.name = row.text(1);
    event.message.body["properties"] = row.get<Json>(2).value();
    event.message.occurred_at = Instant{row.integer(3)};
    event.message.arrival = events::arrival_of(event.message.occurred_at, tx.now());
  });
  if (!out.empty()) tx.run(end_waiting, {{"number", number}});
  return out;
}

void forget_waiting_orders(store::Transaction& tx) {
  tx.run(forget_waiting, {{"before", tx.now() - waits_for}});
}

std::span<const store::Statement> waiting_statements() { return waiting_sql; }

}  // namespace rapport::ingest
