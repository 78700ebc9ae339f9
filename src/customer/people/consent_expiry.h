// Consent ends when the time for which a contact's data may be kept has passed (`data_retention_until`). The
// end is stored, so that lists, filters and counts say what a reader sees; gdpr_compliant looks at the clock
// besides and never waits for the run. The ledger holds what people stated and nothing of this: when an order
// or an inbound contact moves the date on, the summary is made again from the ledger, and consent is back.
//
// Both are facts, `consent_expired` and `consent_restored`. An expiry happened at its date: found within a
// day it is live; found later (an import of old data, a server that was off) it is backfill, as EVT-8 has it.
#pragma once

#include <span>

#include "customer/people/people.h"
#include "platform/jobs/handler.h"

namespace rapport::people {

class ConsentExpiry : public jobs::Handler {
 public:
  std::string_view kind() const override { return "consent_expiry"; }
  Json run(jobs::Context& context) override;
};

// Every ten minutes; again: nothing changes.
void schedule_consent_expiry(store::Database& database);

// Status, retention and consent of the stored contact as they stand now; false when nothing had changed.
bool settle(store::Transaction& tx, ContactId id);

struct LastOrder {
  ContactId contact_id;
  Instant ordered_at;
};
// After orders were written, with their sums: the customers' dates move on, and expired consent is restored.
void follow_orders(store::Transaction& tx, std::span<const LastOrder> orders);

}  // namespace rapport::people
