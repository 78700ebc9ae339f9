#include "customer/events/refunds.h"

#include "customer/events/order_sql.h"
#include "customer/events/worth.h"

namespace rapport::events {

namespace {

ContactId owner_of(const Order& order) { return order.contact_id.value_or(ContactId{}); }

// One line's share of a refund.
struct Part {
  const OrderLine* line;
  std::int64_t quantity, amount;
};

std::vector<Part> parts_of(const Order& order, const RefundDraft& draft) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < draft.lines.size(); ++i) {
    const auto& wanted = draft.lines[i];
    const std::string path = "lines[" + std::to_string(i) + "]";
    const OrderLine* line = nullptr;
    for (const auto& l : order.lines)
      if (l.position == wanted.position) line = &l;
    if (!line) fail_field(path + ".position", "not_found", "names no line of this order");
    for (const auto& p : parts)
      if (p.line == line) fail_field(path + ".position", "duplicate", "is named twice");
    const auto left = line->quantity - line->refunded_quantity;
    if (wanted.quantity > left)
      fail_field(path + ".quantity", "too_many", "only " + std::to_string(left) + " are left to give back");
    const auto money_left = line->total.minor - line->refunded.minor;
    // In proportion, so that giving back unit by unit adds up to the line exactly.
    const auto amount =
        static_cast<std::int64_t>(static_cast<__int128_t>(money_left) * wanted.quantity / left);
    parts.push_back({line, wanted.quantity, amount});
  }
  return parts;
}

std::vector<Part> all_that_is_left(const Order& order) {
  std::vector<Part> parts;
  for (const auto& l : order.lines)
    if (l.quantity > l.refunded_quantity)
      parts.push_back({&l, l.quantity - l.refunded_quantity, l.total.minor - l.refunded.minor});
  return parts;
}

void require_open(const Order& order) {
  if (order.status == OrderStatus::cancelled) fail(ErrorCode::conflict, "The order is cancelled.");
  if (order.status == OrderStatus::refunded)
    fail(ErrorCode::conflict, "The order is already wholly refunded.");
}

void put_amounts(store::Transaction& tx, const Order& order, OrderStatus status, std::int64_t refunded,
                 const std::string& reason) {
  const std::int64_t net = counts(status) ? order.total.minor - refunded : 0;
  const std::optional<std::string> why = reason.empty() ? std::nullopt : std::optional(reason);
  const auto changed = tx.run(sql::set_amounts, {{"contact_id", owner_of(order)},
                                                 {"order_id", order.id},
                                                 {"status", status},
                                                 {"refunded", refunded},
                                                 {"net", net},
                                                 {"reason", why},
                                                 {"version", order.version},
                                                 {"now", tx.now()}});
  if (changed != 1) fail(ErrorCode::stale, "The order was changed by somebody else; read it again.");
}

void record_refund_fact(store::Transaction& tx, std::string type, const Order& order, std::int64_t amount,
                        const std::string& reason, const Recording& recording) {
  facts::Fact f;
  f.contact_id = owner_of(order).uuid;
  f.type = std::move(type);
  f.occurred_at = recording.at.value_or(tx.now());
  f.arrival = arrival_of(f.occurred_at, tx.now());
  f.channel = order.channel;
  f.source = recording.fact_source;
  f.reference_id = order.id.uuid;
  f.actor = recording.actor;
  f.payload =
      json::to_json(RefundPayload{order.number, {amount, order.currency}, {0, order.currency}, reason});
  facts::record(tx, std::move(f));
}

}  // namespace

void refund_order(store::Transaction& tx, const Order& order, const RefundDraft& draft,
                  const Recording& recording) {
  require_open(order);
  const std::int64_t left = order.total.minor - order.refunded.minor;
  if (draft.amount && draft.amount->currency != order.currency)
    fail_field("amount", "wrong_currency", "must be in " + std::string(order.currency.code()));
  auto parts = draft.lines.empty() && !draft.amount ? all_that_is_left(order) : parts_of(order, draft);
  std::int64_t sum = 0;
  for (const auto& p : parts) sum += p.amount;
  const std::int64_t amount = draft.amount          ? draft.amount->minor
                              : draft.lines.empty() ? left
                                                    : std::min(sum, left);
  if (amount <= 0) fail_field("amount", "too_small", "must be more than zero");
  if (amount > left)
    fail_field("amount", "too_large",
               "only " + render(Money{left, order.currency}) + " are left to give back");

  const std::int64_t refunded = order.refunded.minor + amount;
  const bool whole = refunded == order.total.minor;
  put_amounts(tx, order, whole ? OrderStatus::refunded : OrderStatus::partially_refunded, refunded,
              draft.reason);
  restate_other(tx, owner_of(order), order.id, order.currency, recording.reporting);
  StatsChanges stats(recording.reporting);
  std::vector<Adjustment> rows;
  Adjustment row{.contact_id = owner_of(order), .order_id = order.id, .currency = order.currency};
  row.number = order.number;
  row.occurred_at = recording.at.value_or(tx.now());
  row.source = order.source;
  if (!draft.reason.empty()) row.reason = draft.reason;
  std::int64_t to_place = amount;
  for (const auto& p : parts) {
    const auto share = std::min(p.amount, to_place);  // an order discount makes the lines more than the order
    to_place -= share;
    tx.run(sql::refund_line, {{"contact_id", owner_of(order)},
                              {"order_id", order.id},
                              {"position", p.line->position},
                              {"quantity", p.quantity},
                              {"amount", share}});
    if (p.line->product_id) stats.add_sale(*p.line->product_id, order.currency, 0, -p.quantity, -share);
    row.position = p.line->position;
    row.sku = p.line->sku;
    row.name = p.line->name;
    row.quantity = p.quantity;
    row.amount = share;
    rows.push_back(row);
  }
  if (to_place > 0) {
    row.position.reset();
    row.sku.reset();
    row.name.reset();
    row.quantity = 0;
    row.amount = to_place;
    rows.push_back(row);
  }
  record_adjustments(tx, rows);
  record_refund_fact(tx, "refund", order, amount, draft.reason, recording);
  if (whole)
    stats.recompute(owner_of(order));
  else
    stats.add_value(owner_of(order), order.currency, -amount, 0, amount);
  stats.write(tx);
}

void cancel_order(store::Transaction& tx, const Order& order, const std::string& reason,
                  const Recording& recording) {
  if (order.status == OrderStatus::cancelled) fail(ErrorCode::conflict, "The order is already cancelled.");
  put_amounts(tx, order, OrderStatus::cancelled, order.refunded.minor, reason);
  restate_other(tx, owner_of(order), order.id, order.currency, recording.reporting);
  StatsChanges stats(recording.reporting);
  std::set<ProductId> seen;
  for (const auto& l : order.lines) {
    if (!l.product_id) continue;
    const bool first = seen.insert(*l.product_id).second;
    stats.add_sale(*l.product_id, order.currency, first ? -1 : 0, l.refunded_quantity - l.quantity,
                   l.refunded.minor - l.total.minor);
  }
  record_refund_fact(tx, "order_cancelled", order, order.net.minor, reason, recording);
  stats.recompute(owner_of(order));
  stats.write(tx);
}

void record_adjustments(store::Transaction& tx, const std::vector<Adjustment>& adjustments) {
  std::vector<store::Params> rows;
  rows.reserve(adjustments.size());
  for (const auto& a : adjustments) {
    store::Params p;
    p.set("contact_id", a.contact_id).set("adjustment_id", tx.new_uuid()).set("kind", a.kind);
    p.set("order_id", a.order_id).set("position", a.position).set("number", a.number).set("sku", a.sku);
    p.set("name", a.name).set("quantity", a.quantity).set("amount", a.amount).set("currency", a.currency);
    p.set("occurred_at", a.occurred_at).set("reason", a.reason).set("source", a.source);
    p.set("import_id", a.import_id).set("import_line", a.import_line).set("now", tx.now());
    rows.push_back(std::move(p));
  }
  if (!rows.empty()) tx.run_batch(sql::insert_adjustment, rows);
}

}  // namespace rapport::events
