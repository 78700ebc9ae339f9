// Many executions in one call whose rows are wanted: look-ups of a hundred keys, claims that say which of
// them are new
// (`insert … on conflict do nothing returning …`), several statements that do not wait for each other. Two
// bodies: prepared loops on SQLite; on PostgreSQL one round trip for all, and one statement over arrays for
// many rows.
#pragma once

#include <span>

#include "platform/store/store.h"

namespace rapport::store {

// One statement for each row of parameters. `row` gets what the executions return, in no certain order: a
// statement returns the key that it was asked for.
struct Executions {
  const Statement* statement = nullptr;
  std::vector<Params> rows;
  EachRow row = {};
};

// What the transactions of both engines can do besides.
class Batches {
 public:
  virtual ~Batches() = default;
  virtual void each_together(std::span<const Executions> all) = 0;
};

void each_together(Transaction& tx, std::span<const Executions> all);
void each_in_batch(Transaction& tx, const Statement& statement, std::vector<Params> rows, EachRow row);

}  // namespace rapport::store
