// Orders one by one, as people and programs write and read them.
#pragma once

#include "customer/events/refunds.h"
#include "platform/http/endpoint.h"

namespace rapport::events {

// Checks products, store, currency and amounts; the answer holds the lines.
Order create_order(store::Transaction& tx, const OrderDraft& draft, const Recording& recording);

std::optional<Order> find_order(store::Reader& reader, OrderId id);  // with lines
Order get_order(store::Reader& reader, OrderId id);
std::optional<Order> find_order_by_number(store::Reader& reader, const std::string& source,
                                          const std::string& number);
Order change_order(store::Transaction& tx, const Order& order, const OrderChange& change);
OrderChange change_of(const Order& order);

// `owners` limits the list to orders of contacts that one of these users owns.
http::Page<Order> list_orders(store::Reader& reader, const OrderQuery& query,
                              const std::optional<std::vector<Uuid>>& owners = std::nullopt);

// Whose number begins so, in the order of the numbers.
std::vector<Order> find_by_number(store::Reader& reader, std::string_view typed, std::int64_t limit,
                                  const std::optional<std::vector<Uuid>>& owners);

// The orders of a company's people, newest first; other filters are those of the list.
http::Page<Order> list_company_orders(store::Reader& reader, const Uuid& company, const OrderQuery& query,
                                      const std::optional<std::vector<Uuid>>& owners);

// ["0190…", …]: how the list statements compare owners.
std::string hex_list(const std::vector<Uuid>& ids);

}  // namespace rapport::events
