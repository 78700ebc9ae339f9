// Every order that counts, small and in the order of time: what cohorts are counted from. Read from one
// index; kept for as long as twenty readings take, so that nobody who looks at tables makes the database read
// all orders again and again, and a small workspace sees each order at once.
#pragma once

#include "insight/analytics/kept.h"
#include "insight/customer_base/read_customers.h"

namespace rapport::analytics {

// By known customers who are there, paid, in the reporting currency, net of refunds, not in the future.
struct OrderHistory {
  struct Order {
    std::uint32_t customer = 0;  // place in `contacts`
    std::int32_t day = 0;        // of the workspace, since 1970-01-01
    std::int64_t net = 0;        // minor units
  };
  customer_base::Frame frame;
  Instant read_at;
  std::vector<Uuid> contacts;              // ascending
  std::vector<std::uint16_t> channels;     // of `contacts`: places in `channel_names`
  std::vector<std::string> channel_names;  // ascending; the first is empty: not known
  std::vector<Order> orders;               // by time
  std::optional<std::uint32_t> find(const Uuid& contact) const;
};
OrderHistory read_order_history(store::Reader& reader);

class KeptOrderHistory {
 public:
  // Waits for as long as the reading takes, which no limit cuts off: not within a Reader.
  std::shared_ptr<const OrderHistory> get(store::Database& database);

 private:
  Kept<std::string, OrderHistory> kept_;
};

// Whether each customer of a history belongs to one of the owners; empty: everybody does.
std::vector<bool> customers_of_owners(store::Reader& reader, const OrderHistory& history,
                                      const std::optional<std::vector<Uuid>>& owners);

std::span<const store::Statement> order_history_statements();

}  // namespace rapport::analytics
