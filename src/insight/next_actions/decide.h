// Suggestions for one contact: a ranking is decided once and stands for the days set, so that it does not
// flicker, until its context is another (the stage of the lifecycle), the contact does something that counts
// as an outcome, an action that waits is no longer eligible, or everything was answered.
#pragma once

#include "insight/next_actions/candidates.h"

namespace rapport::next_actions {

inline constexpr std::size_t most_shown = 3;

// What stands, with reasons; where nothing stands, what would be suggested, by expected value.
NextActions read_next_actions(store::Reader& reader, segments::Live& live, ContactId id,
                              const Caller& caller);

// Makes a decision where none stands, and logs it: called when a person who may act looks at the contact.
void decide(store::Transaction& tx, ContactId id, const Caller& caller);

// The ranking that the next decision of the contact would get.
Ranking next_ranking(const Setting& setting, const Uuid& contact, std::int64_t number,
                     const std::vector<Candidate>& candidates);

// Error(conflict) where the state of the item does not allow the answer.
Suggestion answer(store::Transaction& tx, ContactId id, const NextActionAnswer& draft, const Caller& caller);

}  // namespace rapport::next_actions
