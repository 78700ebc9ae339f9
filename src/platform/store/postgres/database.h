// A workspace in PostgreSQL: a pool of connections that run units, a pool of read-only ones.
#pragma once

#include "platform/store/store.h"

namespace rapport::store::postgres {

std::unique_ptr<Database> open_database(const Options& options, const Clock& clock, IdSource& ids);

}  // namespace rapport::store::postgres
