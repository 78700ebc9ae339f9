// The members of segments kept by the database alone, for a server that holds no columns (`--engine sql`):
// each rule is asked of everybody on a beat, as one statement that finds who meets it and is not written as a
// member, and who is written and does not. Less live and more work for the database than the columns; no
// memory, and nothing to read at the start.
#pragma once

#include "customer/segments/live.h"

namespace rapport::segments {

enum class Which { all, not_computed };  // not_computed: those whose rule is new or was changed

// One round of the leader. A rule that can no longer be read keeps its members and says why.
void keep_members_by_sql(store::Database& database, const LiveOptions& options, Which which);

}  // namespace rapport::segments
