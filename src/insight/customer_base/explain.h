// What is said of one customer, with how it came about and how sure it is.
#pragma once

#include "customer/people/people.h"
#include "insight/customer_base/keeper.h"

namespace rapport::customer_base {

// Error(not_found) outside of the caller's contacts.
ContactScores contact_scores(store::Reader& reader, const Keeper& keeper, ContactId id,
                             const people::Caller& caller);
EngagementAnswer engagement_of(store::Reader& reader, const Uuid& contact);

// Of everybody, or of the contacts of these owners.
CustomerBase customer_base(store::Reader& reader, const Keeper& keeper,
                           const std::optional<std::vector<Uuid>>& owners = std::nullopt);
AtRiskPage list_at_risk(store::Reader& reader, const AtRiskQuery& query, const people::Caller& caller);
Flow lifecycle_flow(store::Reader& reader, const FlowQuery& query,
                    const std::optional<std::vector<Uuid>>& owners = std::nullopt);
LifecyclePreview preview_lifecycle(store::Reader& reader, const Keeper& keeper, const Lifecycle& proposed);

}  // namespace rapport::customer_base
