// How long a person's data may be kept, and whether a lawful ground stands now.
#pragma once

#include <optional>

#include "customer/privacy/consent.h"

namespace rapport::privacy {

struct RetentionDates {
  Instant collected_at;  // when the data was first given, never the day of an import
  std::optional<Instant> last_inbound_contact_at;  // the last thing that the person did on purpose
  std::optional<Instant> last_order_at;
};

// The latest of the dates plus so many calendar years (UTC; 29 February becomes 28 February).
Instant data_retention_until(const RetentionDates& dates, std::int32_t years);

// A lawful ground with proof is on file and the time has not passed.
bool gdpr_compliant(const ConsentSummary& consent, Instant retention_until, Instant now);

// The summary as it stands at `now`: what permits becomes `expired` once the time has passed.
ConsentSummary at(const ConsentSummary& consent, Instant retention_until, Instant now);

}  // namespace rapport::privacy
