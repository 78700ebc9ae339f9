// An order told anew: by an update of the shop, or by a server after a page that nobody need believe.
#pragma once

#include "customer/events/record_orders.h"

namespace rapport::events {

struct Origin {
  Instant figures_at;     // the moment that the figures are of
  bool unproven = false;  // nobody but a page has told of the order
};
Origin origin_of(store::Reader& reader, const Order& order);

// Whether no order has this number yet; whoever is about to book one waits until this transaction is over,
// and finds what it wrote.
bool is_free(store::Transaction& tx, const std::string& source, const std::string& number);

// Lines, total, discount, currency and coupon take the place of those before, in all sums; what was given
// back stays given back. An `order_updated` fact, where anything differs. Of `told` neither number nor
// customer count. Error(conflict) when the order is cancelled or nothing is left of it, Error(invalid) when
// less than what was given back would be left.
void retell_order(store::Transaction& tx, const Order& order, NewOrder told, const Recording& recording);

// An unproven order whose number is another order's: it is cancelled, and the number is free.
void give_number_up(store::Transaction& tx, const Order& order, const Recording& recording);

}  // namespace rapport::events
