// What is known of everybody for the measures of success: the orders that count, what engagement they had at
// past days, since when they are there. Read once, outside of any request.
#pragma once

#include "insight/customer_base/read_customers.h"

namespace rapport::analytics {

struct Evidence {
  customer_base::Frame frame;
  customer_base::Lifecycle lifecycle;
  Instant read_at;
  std::int64_t today = 0;  // day of the workspace, since 1970-01-01
  // Customers, with their orders by time: those of customer c are rows[begin[c]] up to rows[begin[c + 1]].
  std::vector<Uuid> customers;
  std::vector<std::size_t> begin{0};
  std::vector<customer_base::OrderRow> rows;
  std::vector<std::int32_t> days;  // of `rows`
  // All contacts, ascending.
  std::vector<Uuid> contacts;
  std::vector<Instant> known_since;  // first fact of theirs, first order, or the day the record was made
  std::vector<std::int64_t> cuts;    // days at whose beginning engagement is told
  std::vector<std::uint8_t> scores;  // of contact k at cut c: scores[c * contacts + k], 0 to 100
  std::int64_t first_day() const;    // with an order; today when there is none
  std::int64_t last_day() const;     // with an order until today
  Instant start_of(std::int64_t day) const;
};

// Facts weigh for 720 days: older ones add less than 2 ^ -24 of their points.
Evidence read_evidence(store::Reader& reader,
                       const std::function<std::vector<std::int64_t>(const Evidence&)>& cuts);

std::span<const store::Statement> evidence_statements();

}  // namespace rapport::analytics
