// Customers as the database has them.
#pragma once

#include <functional>

#include "insight/customer_base/population.h"
#include "platform/store/store.h"

namespace rapport::customer_base {

struct Frame {
  Currency currency;
  std::shared_ptr<const TimeZone> zone;
  double minor_units = 100;  // of the currency
  bool operator==(const Frame& other) const {
    return currency == other.currency && zone->name() == other.zone->name();
  }
};
Frame read_frame(store::Reader& reader);

// Each customer with the orders that count, in the order of their times.
void each_customer(store::Reader& reader, const Frame& frame,
                   const std::function<void(const Uuid&, const std::vector<OrderRow>&)>& customer);
std::vector<OrderRow> orders_of(store::Reader& reader, const Frame& frame, const Uuid& contact);

// 1 / the share of the customers of a year who did not order in the year after it; between 1 and 10, 3 while
// fewer than 30 people could have come back.
double lifespan_years(store::Reader& reader, const Frame& frame, Instant now);
// What winning them cost; a contact's own cost counts in the reporting currency alone, the spend of a month
// by the rate of its last day.
Acquisition read_acquisition(store::Reader& reader, const Frame& frame, const Population& customers);

// What purchases were made, as the models take them: days since 1970-01-01, whole currency units.
struct Purchases {
  std::vector<scoring::Occasion> occasions;
  std::int64_t today = 0;
};
Purchases read_purchases(store::Reader& reader, const Frame& frame);

std::span<const store::Statement> statements();

}  // namespace rapport::customer_base
