// Several threads that share the work of one job. Which piece each takes is decided by the rows they lock;
// their units look at the job with Context::write_beside().
#pragma once

#include <functional>

#include "platform/store/store.h"

namespace rapport::jobs {

// How many help: SQLite has one writer. Two leave PostgreSQL's other connections to everybody else.
inline int hands_for(const store::Database& database) {
  return database.engine() == store::Engine::postgres ? 2 : 1;
}

// Calls `work` on as many threads, this one among them, again and again until it says false there. When it
// throws, every thread ends after its present call, and the first of what was thrown is thrown here.
void work_by_hands(int hands, const std::function<bool()>& work);

}  // namespace rapport::jobs
