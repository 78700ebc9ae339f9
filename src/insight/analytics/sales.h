// Sums of orders between two moments, of all records or of the contacts of some owners. All are answered by
// the database from one index; a scope is read once, and summed here.
#pragma once

#include "insight/analytics/home.h"

namespace rapport::analytics {

class Sales {
 public:
  struct Sums {
    std::int64_t orders = 0, revenue = 0, customers = 0;  // in the reporting currency
    std::int64_t others = 0;                              // orders that could not be converted
  };

  Sales(store::Reader& reader, Currency reporting, const std::optional<std::vector<Uuid>>& owners,
        Instant since);
  Sums between(Instant from, Instant to) const;  // [from, to), from `since` on
  std::vector<OtherCurrency> others(Instant from, Instant to) const;

 private:
  struct Sold {
    ContactId contact_id;
    Instant ordered_at;
    Currency currency;
    std::int64_t net = 0;
    std::optional<std::int64_t> reporting_net;  // absent: not converted
  };
  bool is_scoped() const { return sold_.has_value(); }

  store::Reader& reader_;
  Currency reporting_;
  std::optional<std::vector<Sold>> sold_;  // of the owners
};

}  // namespace rapport::analytics
