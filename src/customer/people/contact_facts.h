// Inside people: what is recorded on the timeline.
#pragma once

#include "customer/people/people.h"

namespace rapport::people {

facts::Fact created_fact(const Contact& contact, const Caller& caller);
// {"changes": [{"field", "from", "to"}]}
facts::Fact updated_fact(ContactId contact, const std::vector<json::Change>& changes, const Caller& caller);
facts::Fact consent_fact(const privacy::ConsentEntry& entry, const Caller& caller);
facts::Fact deleted_fact(ContactId contact, const Caller& caller);
facts::Fact restored_fact(ContactId contact, const Caller& caller);
// {"from", "to", "cause"}: cause is "by_hand", "consent", "email", "message_sent", …
facts::Fact status_fact(ContactId contact, Status from, Status to, std::string_view cause,
                        const Caller& caller);

// `consent_expired` or `consent_restored`, where the change is one.
void record_expiry(store::Transaction& tx, const Contact& before, const Contact& after);

}  // namespace rapport::people
