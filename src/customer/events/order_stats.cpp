#include "customer/events/order_stats.h"

#include "customer/events/order_sql.h"
#include "customer/people/consent_expiry.h"
#include "platform/settings/workspace.h"

namespace rapport::events {

Currency reporting_currency(store::Reader& reader) {
  return settings::get<settings::Workspace>(reader).currency;
}

void StatsChanges::add_order(ContactId contact, std::optional<std::int64_t> net, std::int64_t items,
                             Instant ordered_at) {
  if (contact.is_nil()) return;
  Customer& c = customers_[contact];
  if (net) {
    ++c.orders_count;
    c.orders_value += *net;
    c.items_count += items;
  } else {
    ++c.other_currency_orders;
  }
  c.first_order_at = std::min(c.first_order_at.value_or(ordered_at), ordered_at);
  c.last_order_at = std::max(c.last_order_at.value_or(ordered_at), ordered_at);
}

void StatsChanges::add_value(ContactId contact, Currency currency, std::int64_t amount, std::int64_t items,
                             std::int64_t refunded) {
  if (contact.is_nil()) return;
  if (currency != reporting_) {
    recompute(contact);
    return;
  }
  Customer& c = customers_[contact];
  c.orders_value += amount;
  c.items_count += items;
  c.refunded_value += refunded;
}

void StatsChanges::recompute(ContactId contact) {
  if (!contact.is_nil()) recomputed_.insert(contact);
}

void StatsChanges::add_sale(ProductId product, Currency currency, std::int64_t orders, std::int64_t units,
                            std::int64_t revenue) {
  Sale& s = sales_[{product, currency}];
  s.orders_count += orders;
  s.units_sold += units;
  s.revenue += revenue;
}

void StatsChanges::write(store::Transaction& tx) const {
  const Instant now = tx.now();
  std::vector<store::Params> rows;
  std::vector<people::LastOrder> last_orders;
  for (const auto& [contact, c] : customers_) {
    if (recomputed_.contains(contact)) continue;
    if (c.last_order_at) last_orders.push_back({contact, *c.last_order_at});
    rows.push_back({{"contact_id", contact},
                    {"orders_count", c.orders_count},
                    {"orders_value", c.orders_value},
                    {"currency", reporting_},
                    {"items_count", c.items_count},
                    {"first_order_at", c.first_order_at},
                    {"last_order_at", c.last_order_at},
                    {"refunded_value", c.refunded_value},
                    {"other_currency_orders", c.other_currency_orders},
                    {"now", now}});
  }
  if (!rows.empty()) tx.run_batch(sql::add_stats, rows);
  rows.clear();
  for (const auto& contact : recomputed_)
    rows.push_back({{"contact_id", contact}, {"currency", reporting_}, {"now", now}});
  if (!rows.empty()) {
    tx.run_batch(sql::hold_stats, rows);
    tx.run_batch(sql::recompute_stats, rows);
  }
  people::follow_orders(tx, last_orders);
  for (const auto& contact : recomputed_) people::settle(tx, contact);
  rows.clear();
  for (const auto& [key, s] : sales_)
    rows.push_back({{"product_id", key.first},
                    {"currency", key.second},
                    {"orders_count", s.orders_count},
                    {"units_sold", s.units_sold},
                    {"revenue", s.revenue}});
  if (!rows.empty()) tx.run_batch(sql::add_sales, rows);
}

}  // namespace rapport::events
