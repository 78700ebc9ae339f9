// Which contacts a caller sees: all, those of the team, their own. Every read and write of contacts asks
// here.
#pragma once

#include "customer/people/people.h"
#include "platform/rules/condition.h"

namespace rapport::people {

// The condition that lists, counts and searches add; nullopt for all records.
std::optional<rules::Condition> scope_condition(store::Reader& reader, const http::Principal& principal);
// The users whose contacts the caller sees; nullopt for all.
std::optional<std::vector<Uuid>> scope_owners(store::Reader& reader, const http::Principal& principal);
// Error(forbidden) unless the caller sees all records: for figures that cannot be told of some of them.
void require_all_records(const http::Principal& principal);
bool in_scope(store::Reader& reader, const http::Principal& principal, const std::optional<UserId>& owner);

}  // namespace rapport::people
