// For the tests of insight: customers, orders, owners.
#pragma once

#include <doctest/doctest.h>

#include "customer/events/orders.h"
#include "customer/people/people_fixture.h"

namespace rapport::analytics::testing {

using namespace people::testing;

inline const Currency eur = *parse_currency("EUR");
inline Instant at(const std::string& text) { return *parse_instant(text); }

inline events::NewOrder order(ContactId contact, Instant when, std::int64_t price, Currency currency = eur) {
  static int number = 0;
  events::NewOrder o;
  o.contact_id = contact;
  o.number = "insight-" + std::to_string(++number);
  o.ordered_at = when;
  o.currency = currency;
  events::NewLine line;
  line.name = "Lamp";
  line.unit_price = line.total = price;
  o.lines = {line};
  return o;
}
inline void book(TestDatabase& db, std::vector<events::NewOrder> orders) {
  db->write([&](store::Transaction& tx) { events::record_orders(tx, orders, {eur, {}, "api"}); });
}

// The same numbers each time.
struct Dice {
  std::uint64_t state = 88172645463325252ULL;
  std::int64_t below(std::int64_t n) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return static_cast<std::int64_t>(state % static_cast<std::uint64_t>(n));
  }
};

}  // namespace rapport::analytics::testing
