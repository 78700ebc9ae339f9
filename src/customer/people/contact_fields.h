// The contacts as records of the rule language: every field of a contact that conditions, lists, columns,
// imports and exports may name, the workspace's own fields among them.
#pragma once

#include "customer/people/people.h"
#include "platform/rules/list.h"
#include "platform/rules/moments.h"
#include "platform/rules/resolve.h"

namespace rapport::people {

// A snapshot, made anew when the workspace's own fields change.
std::shared_ptr<const rules::Fields> contact_fields(store::Reader& reader);
// The list of living contacts over these fields.
std::shared_ptr<const rules::ListSource> contact_source(store::Reader& reader);

// What relative conditions mean for this caller now: the workspace's zone and currency, "me".
rules::Context rule_context(store::Reader& reader, const Caller& caller);

}  // namespace rapport::people
