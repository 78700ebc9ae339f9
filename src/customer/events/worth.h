// What an order is worth in the reporting currency, by the rate of the day on which it was booked. Each
// line's total is converted and rounded by itself (halves away from zero), the discount of the order
// likewise; the order is their sum. What was given back is converted as one amount, never more than the
// order: a whole refund leaves nothing.
//
// The same function serves the order that comes in and the run that does all again, so both give the same
// numbers.
#pragma once

#include "customer/events/order.h"
#include "customer/events/rates.h"

namespace rapport::events {

// All absent: no rate is on file.
struct Worth {
  std::optional<Currency> reporting_currency;
  std::optional<std::string> rate;
  std::optional<Date> rate_day;
  std::optional<std::int64_t> reporting_total, reporting_refunded, reporting_net;
  friend bool operator==(const Worth&, const Worth&) = default;
};

// An order's own amounts, and its worth as stored.
struct Priced {
  ContactId contact_id;
  OrderId order_id;
  Currency currency;
  Instant ordered_at;
  OrderStatus status = OrderStatus::paid;
  std::int64_t total = 0, discount = 0, refunded = 0;
  std::int64_t version = 0;
  Worth worth;
};

// `lines`: the totals of the lines; not asked for when the order is in the reporting currency.
Worth worth_of(const Priced& order, const std::vector<std::int64_t>& lines, Rates& rates);

Priced get_priced(store::Reader& reader, ContactId contact, OrderId order);
std::vector<Priced> list_priced(store::Reader& reader, ContactId after_contact, OrderId after,
                                std::int64_t limit);
// Looks up, converts and stores; false when it was so already.
bool restate(store::Transaction& tx, const Priced& order, Rates& rates);

// After a change of an order in another currency than the reporting one.
void restate_other(store::Transaction& tx, ContactId contact, OrderId order, Currency currency,
                   Currency reporting);

}  // namespace rapport::events
