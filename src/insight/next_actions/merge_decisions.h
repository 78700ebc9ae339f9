// What was suggested of a contact follows a merge, and comes back when the merge is undone.
//
// Decisions are numbered by contact, and the newest number is the one that stands. Those of the merged
// contact get numbers below zero, far enough down to tell by the number whose they were: they stand behind
// all of the survivor's own, keep their order, and find their old numbers again.
#pragma once

#include "customer/people/duplicates/merge_parts.h"

namespace rapport::next_actions {

const people::duplicates::Part& decisions_part();

}  // namespace rapport::next_actions
