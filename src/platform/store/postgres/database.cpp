#include "platform/store/postgres/database.h"

#include "base/error.h"

namespace rapport::store::postgres {

std::unique_ptr<Database> open_database(const Options&, const Clock&, IdSource&) {
  fail(ErrorCode::unavailable, "PostgreSQL is not built in yet.");
}

}  // namespace rapport::store::postgres
