// Fills the search index of a workspace whose contacts came without it, as a restored backup has them.
#pragma once

#include "platform/store/store.h"

namespace rapport::people {

// The index must be empty. In portions: the database may be in use.
void rebuild_search(store::Database& database);

}  // namespace rapport::people
