#include "customer/events/retell_orders.h"

#include <algorithm>

#include "customer/events/order_sql.h"
#include "customer/events/refunds.h"
#include "customer/events/worth.h"

namespace rapport::events {

namespace {

ContactId customer_of(const Order& order) { return order.contact_id.value_or(ContactId{}); }

bool is_same(const OrderLine& a, const NewLine& b) {
  return a.sku == b.sku && a.name == b.name && a.kind == b.kind && a.quantity == b.quantity &&
         a.unit_price.minor == b.unit_price && a.total.minor == b.total;
}

bool is_same(const Order& order, const NewOrder& told) {
  return order.currency == told.currency && order.total.minor == told.total() &&
         order.discount.minor == told.discount && (!told.coupon || order.coupon == told.coupon) &&
         std::equal(order.lines.begin(), order.lines.end(), told.lines.begin(), told.lines.end(),
                    [](const OrderLine& a, const NewLine& b) { return is_same(a, b); });
}

// The same thing of the order before, whose units may have come back.
const OrderLine* before_of(const Order& order, const NewLine& line) {
  for (const auto& l : order.lines)
    if (line.sku ? l.sku == line.sku : !l.sku && l.name == line.name) return &l;
  return nullptr;
}

void uncount_sales(const Order& order, StatsChanges& stats) {
  std::set<ProductId> seen;
  for (const auto& l : order.lines)
    if (l.product_id)
      stats.add_sale(*l.product_id, order.currency, seen.insert(*l.product_id).second ? -1 : 0,
                     l.refunded_quantity - l.quantity, l.refunded.minor - l.total.minor);
}

void rewrite_lines(store::Transaction& tx, const Order& order, NewOrder& told, StatsChanges& stats) {
  uncount_sales(order, stats);
  std::vector<std::int64_t> back(told.lines.size());
  std::set<std::int64_t> taken;  // units come back once, however many lines name the same thing
  for (std::size_t i = 0; i < told.lines.size(); ++i) {
    const OrderLine* before = before_of(order, told.lines[i]);
    if (!before || !taken.insert(before->position).second) continue;
    told.lines[i].product_id = before->product_id;
    back[i] = before->position;
  }
  tx.run(sql::remove_lines, {{"contact_id", customer_of(order)}, {"order_id", order.id}});
  insert_lines(tx, customer_of(order), order.id, told.lines, 0);
  count_sales(told.lines, told.currency, stats);
  for (std::size_t i = 0; i < told.lines.size(); ++i) {
    if (back[i] == 0) continue;
    const NewLine& line = told.lines[i];
    const OrderLine& before = *before_of(order, line);
    const auto quantity = std::min(before.refunded_quantity, line.quantity);
    const auto amount = std::min(before.refunded.minor, line.total);
    if (quantity <= 0 && amount <= 0) continue;
    tx.run(sql::refund_line, {{"contact_id", customer_of(order)},
                              {"order_id", order.id},
                              {"position", static_cast<std::int64_t>(i) + 1},
                              {"quantity", quantity},
                              {"amount", amount}});
    if (line.product_id) stats.add_sale(*line.product_id, told.currency, 0, -quantity, -amount);
  }
}

OrderStatus status_of(std::int64_t total, std::int64_t refunded) {
  if (refunded == 0) return OrderStatus::paid;
  return refunded == total ? OrderStatus::refunded : OrderStatus::partially_refunded;
}

}  // namespace

Origin origin_of(store::Reader& reader, const Order& order) {
  Origin out;
  reader.each(sql::origin_of, {{"contact_id", customer_of(order)}, {"order_id", order.id}},
              [&](const store::Row& row) {
                out = {Instant{row.integer(0)}, row.boolean(1)};
              });
  return out;
}

bool is_free(store::Transaction& tx, const std::string& source, const std::string& number) {
  const auto claimed = tx.run(sql::claim_number, {{"source", source},
                                                  {"number", number},
                                                  {"contact_id", ContactId{}},
                                                  {"order_id", OrderId{}},
                                                  {"import_id", std::optional<Uuid>()}});
  if (claimed == 0) return false;
  tx.run(sql::free_number, {{"source", source}, {"number", number}, {"order_id", OrderId{}}});
  return true;
}

void retell_order(store::Transaction& tx, const Order& order, NewOrder told, const Recording& recording) {
  if (!counts(order.status)) fail(ErrorCode::conflict, "The order is cancelled or wholly refunded.");
  const std::int64_t total = told.total(), refunded = order.refunded.minor;
  if (refunded > 0 && told.currency != order.currency)
    fail_field("currency", "wrong_currency", "must stay what money was given back in");
  if (total < refunded) fail_field("total", "too_small", "must not be less than what was given back");
  const Instant at = recording.at.value_or(tx.now());
  const auto changed = tx.run(sql::set_figures, {{"contact_id", customer_of(order)},
                                                 {"order_id", order.id},
                                                 {"status", status_of(total, refunded)},
                                                 {"currency", told.currency},
                                                 {"total", total},
                                                 {"discount", told.discount},
                                                 {"net", total - refunded},
                                                 {"coupon", told.coupon},
                                                 {"items_count", told.items()},
                                                 {"lines_count", std::ssize(told.lines)},
                                                 {"unproven", told.unproven},
                                                 {"at", at},
                                                 {"version", order.version},
                                                 {"now", tx.now()}});
  if (changed != 1) fail(ErrorCode::stale, "The order was changed by somebody else; read it again.");
  if (is_same(order, told)) return;
  StatsChanges stats(recording.reporting);
  rewrite_lines(tx, order, told, stats);
  Rates rates(tx, recording.reporting);
  restate(tx, get_priced(tx, customer_of(order), order.id), rates);
  told.id = order.id;
  told.contact_id = customer_of(order);
  told.number = order.number;
  told.channel = order.channel;
  told.ordered_at = at;
  told.arrival.reset();
  facts::Fact fact = purchase_fact(told, recording, tx.now());
  fact.type = "order_updated";
  facts::record(tx, std::move(fact));
  stats.recompute(customer_of(order));
  stats.write(tx);
}

void give_number_up(store::Transaction& tx, const Order& order, const Recording& recording) {
  if (order.status != OrderStatus::cancelled)
    cancel_order(tx, order, "The number is another order's", recording);
  tx.run(sql::free_number, {{"source", order.source}, {"number", order.number}, {"order_id", order.id}});
}

}  // namespace rapport::events
