// Forward-only migrations: numbered SQL files embedded in the program, the same text for both engines.
// A line `-- only sqlite` or `-- only postgres` starts a part for one engine, `-- both` ends it; a line
// `-- plan TABLE distributed|by_key|reference|local` says where a table lives on a cluster (every table has
// one).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/store/store.h"

namespace rapport::store {

struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view text;
};

std::span<const Migration> embedded_migrations();  // of db/migrations, in order

std::string part_for(Engine engine, std::string_view text);  // without the parts of the other engine

struct MigrationReport {
  int from = 0, to = 0;
};
// Brings any older database to the newest in one go; refuses a newer one in a sentence that names the version
// it needs. Several processes may start at once: one migrates, the others wait.
MigrationReport migrate(Database& database, int up_to = 0);  // 0: the newest; tests stop earlier
int schema_version(Database& database);

}  // namespace rapport::store
