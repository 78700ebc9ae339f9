// A workspace in one SQLite file: one writer thread with group commit, a pool of readers over the WAL.
#pragma once

#include "platform/store/store.h"

namespace rapport::store::sqlite {

std::unique_ptr<Database> open_database(const Options& options, const Clock& clock, IdSource& ids);

}  // namespace rapport::store::sqlite
