#include "customer/events/record_orders.h"

#include <algorithm>

#include "customer/events/order_sql.h"
#include "customer/events/worth.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(events::PurchaseLine)
RAPPORT_DESCRIBE_HERE(events::PurchasePayload)
RAPPORT_DESCRIBE_HERE(events::RefundPayload)
}  // namespace rapport

namespace rapport::events {

namespace {

constexpr std::size_t lines_on_timeline = 4;

PurchasePayload payload_of(const NewOrder& order) {
  PurchasePayload p{order.number, {order.total(), order.currency}, order.items(), {}};
  std::vector<const NewLine*> largest;
  largest.reserve(order.lines.size());
  for (const auto& line : order.lines) largest.push_back(&line);
  const auto shown = std::min(lines_on_timeline, largest.size());
  std::partial_sort(largest.begin(), largest.begin() + static_cast<std::ptrdiff_t>(shown), largest.end(),
                    [](const NewLine* a, const NewLine* b) { return a->total > b->total; });
  for (std::size_t i = 0; i < shown; ++i)
    p.lines.push_back({largest[i]->name, largest[i]->quantity, {largest[i]->total, order.currency}});
  return p;
}

Worth worth_of(const NewOrder& order, Rates& rates) {
  Priced p;
  p.currency = order.currency;
  p.ordered_at = order.ordered_at;
  p.total = order.total();
  p.discount = order.discount;
  std::vector<std::int64_t> lines;
  if (order.currency != rates.reporting())
    for (const auto& line : order.lines) lines.push_back(line.total);
  return events::worth_of(p, lines, rates);
}

store::Params row_of(const NewOrder& order, const Worth& worth, Instant now) {
  store::Params p;
  p.set("contact_id", order.contact_id).set("order_id", order.id).set("number", order.number);
  p.set("ordered_at", order.ordered_at).set("status", OrderStatus::paid).set("store_id", order.store_id);
  p.set("channel", order.channel).set("currency", order.currency).set("total", order.total());
  p.set("discount", order.discount).set("coupon", order.coupon).set("items_count", order.items());
  p.set("lines_count", static_cast<std::int64_t>(order.lines.size())).set("source", order.source);
  p.set("arrival", order.arrival.value_or(arrival_of(order.ordered_at, now))).set("now", now);
  p.set("reporting_currency", worth.reporting_currency)
      .set("rate", worth.rate)
      .set("rate_day", worth.rate_day);
  p.set("reporting_total", worth.reporting_total).set("reporting_refunded", worth.reporting_refunded);
  p.set("reporting_net", worth.reporting_net).set("unproven", order.unproven);
  return p;
}

store::Params row_of(const NewLine& line, const ContactId& contact, const OrderId& order,
                     std::int64_t position) {
  store::Params p;
  p.set("contact_id", contact)
      .set("order_id", order)
      .set("position", position)
      .set("product_id", line.product_id);
  p.set("sku", line.sku).set("name", line.name).set("category", line.category).set("kind", line.kind);
  p.set("quantity", line.quantity).set("unit_price", line.unit_price).set("discount", line.discount);
  p.set("total", line.total);
  return p;
}

void claim_numbers(store::Transaction& tx, const std::vector<NewOrder>& orders) {
  std::vector<store::Params> rows;
  rows.reserve(orders.size());
  for (const auto& order : orders)
    rows.push_back({{"source", order.source},
                    {"number", order.number},
                    {"contact_id", order.contact_id},
                    {"order_id", order.id},
                    {"import_id", order.import_id}});
  if (tx.run_batch(sql::claim_number, rows) == static_cast<std::int64_t>(rows.size())) return;
  for (const auto& order : orders) {
    std::optional<OrderId> holder;
    tx.each(sql::find_claim, {{"source", order.source}, {"number", order.number}},
            [&](const store::Row& row) { holder = row.get<OrderId>("order_id"); });
    if (holder != order.id)
      fail_field("number", "not_unique", "is already used by another order of “" + order.source + "”",
                 ErrorCode::conflict);
  }
}

}  // namespace

facts::Fact purchase_fact(const NewOrder& order, const Recording& recording, Instant now) {
  facts::Fact f;
  f.contact_id = order.contact_id.uuid;
  f.type = "purchase";
  f.occurred_at = order.ordered_at;
  f.arrival = order.arrival.value_or(arrival_of(order.ordered_at, now));
  f.channel = order.channel;
  f.source = recording.fact_source;
  f.reference_id = order.id.uuid;
  f.actor = recording.actor;
  f.payload = json::to_json(payload_of(order));
  return f;
}

void count_sales(const std::vector<NewLine>& lines, Currency currency, StatsChanges& stats) {
  std::set<ProductId> seen;  // an order counts once for a product, however many lines it has
  for (const auto& line : lines) {
    if (!line.product_id) continue;
    const bool first = seen.insert(*line.product_id).second;
    stats.add_sale(*line.product_id, currency, first ? 1 : 0, line.quantity, line.total);
  }
}

void insert_lines(store::Transaction& tx, ContactId contact, OrderId order, const std::vector<NewLine>& lines,
                  std::int64_t before) {
  std::vector<store::Params> rows;
  for (const auto& line : lines) rows.push_back(row_of(line, contact, order, ++before));
  if (!rows.empty()) tx.run_batch(sql::insert_line, rows);
}

std::int64_t NewOrder::total() const {
  std::int64_t sum = -discount;
  for (const auto& line : lines) sum += line.total;
  return sum;
}

std::int64_t NewOrder::items() const {
  std::int64_t n = 0;
  for (const auto& line : lines)
    if (line.kind == LineKind::product) n += line.quantity;
  return n;
}

facts::Arrival arrival_of(Instant happened, Instant now) {
  return happened < now - hours(24) ? facts::Arrival::backfill : facts::Arrival::live;
}

void record_orders(store::Transaction& tx, std::vector<NewOrder>& orders, const Recording& recording,
                   StatsChanges& stats) {
  if (orders.empty()) return;
  const Instant now = tx.now();
  for (auto& order : orders)
    if (order.id.is_nil()) order.id = tx.new_id<OrderId>();
  claim_numbers(tx, orders);
  std::vector<store::Params> rows;
  rows.reserve(orders.size());
  Rates rates(tx, recording.reporting);
  std::vector<Worth> worths;
  worths.reserve(orders.size());  // rows keep views of it
  for (const auto& order : orders)
    rows.push_back(row_of(order, worths.emplace_back(worth_of(order, rates)), now));
  tx.run_batch(sql::insert_order, rows);
  rows.clear();
  std::vector<facts::Fact> facts;
  facts.reserve(orders.size());
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const NewOrder& order = orders[i];
    std::int64_t position = 0;
    for (const auto& line : order.lines) rows.push_back(row_of(line, order.contact_id, order.id, ++position));
    facts.push_back(purchase_fact(order, recording, now));
    stats.add_order(order.contact_id, worths[i].reporting_net, order.items(), order.ordered_at);
    count_sales(order.lines, order.currency, stats);
  }
  if (!rows.empty()) tx.run_batch(sql::insert_line, rows);
  facts::record_all(tx, facts);
}

void record_orders(store::Transaction& tx, std::vector<NewOrder>& orders, const Recording& recording) {
  StatsChanges stats(recording.reporting);
  record_orders(tx, orders, recording, stats);
  stats.write(tx);
}

void extend_order(store::Transaction& tx, const Extension& e, const Recording& recording,
                  StatsChanges& stats) {
  NewOrder added;
  added.contact_id = e.contact_id;
  added.id = e.order_id;
  added.number = e.number;
  added.ordered_at = e.ordered_at;
  added.currency = e.currency;
  added.arrival = facts::Arrival::backfill;
  added.lines = e.lines;
  insert_lines(tx, e.contact_id, e.order_id, added.lines, e.lines_before);
  tx.run(sql::extend_order, {{"contact_id", e.contact_id},
                             {"order_id", e.order_id},
                             {"total", added.total()},
                             {"items_count", added.items()},
                             {"lines_count", static_cast<std::int64_t>(added.lines.size())},
                             {"now", tx.now()}});
  facts::Fact f = purchase_fact(added, recording, tx.now());
  f.type = "order_extended";
  facts::record(tx, std::move(f));
  restate_other(tx, e.contact_id, e.order_id, e.currency, recording.reporting);
  stats.add_value(e.contact_id, e.currency, added.total(), added.items(), 0);
  count_sales(added.lines, e.currency, stats);
}

}  // namespace rapport::events
