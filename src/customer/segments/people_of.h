// People of an answer, as lists show them.
#pragma once

#include "customer/segments/answers.h"

namespace rapport::segments {

// In the order of the ids; those that are gone are left out. At most 500.
std::vector<Person> read_people(store::Reader& reader, const std::vector<Uuid>& ids);
// The condition within the caller's contacts.
rules::Condition within_scope(store::Reader& reader, rules::Condition resolved, const Caller& caller,
                              const rules::Fields& fields, const rules::Context& context);

}  // namespace rapport::segments
