// The sums that are kept beside orders, in the transaction of each change: `contact_order_stats` (one row for
// each customer, in the reporting currency; first and last order are of all, whatever their currency) and
// `product_sales`. Plain additions are deltas; when an order stops counting (cancelled, wholly refunded) the
// customer's row is computed anew from the orders, because the first and the last order may be others now.
// Rows are written in the order of their ids, so that two writers never wait in a circle.
#pragma once

#include <map>
#include <set>

#include "customer/events/order.h"

namespace rapport::events {

class StatsChanges {
 public:
  StatsChanges(Currency reporting) : reporting_(reporting) {}

  // `net` in the reporting currency; absent: no rate is on file, and the order is counted apart.
  void add_order(ContactId contact, std::optional<std::int64_t> net, std::int64_t items, Instant ordered_at);
  // More of an order that already counts: lines added (amount > 0), money given back (amount < 0). Where the
  // order has another currency it is converted again as a whole first, and the customer's sums are computed
  // anew.
  void add_value(ContactId contact, Currency currency, std::int64_t amount, std::int64_t items,
                 std::int64_t refunded);
  void recompute(ContactId contact);
  void add_sale(ProductId product, Currency currency, std::int64_t orders, std::int64_t units,
                std::int64_t revenue);

  void write(store::Transaction& tx) const;

 private:
  struct Customer {
    std::int64_t orders_count = 0, orders_value = 0, items_count = 0, refunded_value = 0,
                 other_currency_orders = 0;
    std::optional<Instant> first_order_at, last_order_at;
  };
  struct Sale {
    std::int64_t orders_count = 0, units_sold = 0, revenue = 0;
  };
  Currency reporting_;
  std::map<ContactId, Customer> customers_;
  std::set<ContactId> recomputed_;
  std::map<std::pair<ProductId, Currency>, Sale> sales_;
};

Currency reporting_currency(store::Reader& reader);  // of the workspace

}  // namespace rapport::events
