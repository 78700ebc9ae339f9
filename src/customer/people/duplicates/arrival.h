// The id of a contact that was merged into another means that other one, in every function of people.h.
// Whoever records something for an id that a caller gave, or found by an identity, says here as whom it came
// in: that is where an undo of the merge sends it.
#pragma once

#include "customer/people/people.h"

namespace rapport::people {

// Nothing happens when the two ids are one. `row`: the id of the order, fact or consent.
void note_arrival(store::Transaction& tx, ContactId contact, const Uuid& row, ContactId came_as);

// For programs that found a contact by an identity, or remember its id: who it is by now, and as whom it came
// in.
struct Arrived {
  ContactId contact, came_as;
};
Arrived arrived(store::Reader& reader, ContactId contact, std::string_view kind, std::string_view key);

}  // namespace rapport::people
