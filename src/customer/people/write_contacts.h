// Inside people: the rows, search entry, consents and facts of contacts whose identities are claimed.
#pragma once

#include "customer/people/new_contact.h"

namespace rapport::people {

void write_contacts(store::Transaction& tx, std::span<NewContact* const> fresh, const Caller& caller);

}  // namespace rapport::people
