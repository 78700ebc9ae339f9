// How the members of fixed lists follow when two contacts become one, and come back. What rules keep needs
// none of this: the rule is asked of both anew.
//
// A merge: the survivor is in every list in which one of the two was. Since when: as before where it was in
// the list itself, else since the other was. An undo: the restored contact is in the lists in which it was,
// since when it was; the survivor stays where it was itself and leaves where only the other had been. Who was
// taken out of a list since the merge stays out, both of them; who was put in since stays in as the survivor.
//
// Which case it is, is told by segment_moves: the two rows that a merge adds (reason "merged", cause the id
// of the other contact) go again when it is undone, and then all is as if it had not been.
#pragma once

#include "customer/people/duplicates/merge_parts.h"

namespace rapport::segments {

people::duplicates::Parts merge_parts();

std::span<const store::Statement> merge_list_statements();

}  // namespace rapport::segments
