// What PostgreSQL's planner knows of tables that have just grown. Its own service looks at them within a
// minute or so; until then its plans are those of empty tables, and a list that takes a millisecond takes
// fifty.
#pragma once

#include "platform/store/store.h"

namespace rapport::store {

// Looks at the tables that have grown by a fifth since they were looked at; nothing on SQLite, whose
// statements are written for their indexes. Each table in a transaction of its own, for a fraction of a
// second. A table that cannot be looked at is left to the database's own service.
void refresh_statistics(Database& database);

}  // namespace rapport::store
