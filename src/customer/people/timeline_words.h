// Inside people: what a fact is about, and whether it says certain words.
#pragma once

#include <string>
#include <vector>

#include "customer/people/people_api.h"

namespace rapport::people {

FactKind kind_of(const facts::Fact& fact);

// Whether each of the folded words stands somewhere in what the fact says: its type, its channel, and the
// texts and numbers of its payload; of a message from outside, not its ids and devices.
bool says_all(const facts::Fact& fact, const std::vector<std::string>& words);

}  // namespace rapport::people
