// Writing what a message says of a person to the contact, as far as it can be: a value that the rules of the
// field refuse, or that belongs to somebody else, is left out and noted; the rest is written.
#pragma once

#include "customer/ingest/subjects.h"

namespace rapport::ingest {

// Throws Unproven when no contact may be made at all (the person is suppressed).
people::CreateOutcome make_contact(store::Transaction& tx, ContactId id, boost::json::object changes,
                                   const people::Caller& caller, std::vector<Issue>& issues);
void change_contact(store::Transaction& tx, ContactId id, boost::json::object changes,
                    const people::Caller& caller, std::vector<Issue>& issues);

}  // namespace rapport::ingest
