// For tests: whether the schema and the statements keep the rules that let one text serve SQLite, PostgreSQL
// and a cluster. Each check gives its complaints as sentences; none when all is well.
//
//   CHECK(store::testing::render(store::testing::check_everything(all_statements)) == "");
#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/store/testing.h"

namespace rapport::store::testing {

using Complaints = std::vector<std::string>;
std::string render(const Complaints& complaints);  // a line each

// Where a table lives on a cluster, from the `-- plan TABLE …` lines of the migrations.
enum class Home { distributed, by_key, reference, local };
std::map<std::string, Home> planned_tables();
Complaints check_plan_lines();  // every table of the migrations has one

// The words of each statement, without a database: nothing volatile, no ctid, rowid or grouping(), no cast to
// uuid, no subquery in VALUES or DO UPDATE SET, no conflict clause of SQLite alone, no change of contact_id.
// A text for one engine alone may use what that engine has: it never runs where the data is distributed.
Complaints check_tokens(std::span<const Statement> statements);

// On PostgreSQL, in a database of its own. A shadow schema is made in which distributed tables are
// partitioned by contact_id, so that the server itself refuses keys and unique indexes without it; then:
Complaints check_catalogue(TestDatabase& postgres);  // keys, unique indexes, foreign keys, triggers
Complaints check_reach(TestDatabase& postgres, std::span<const Statement> statements);  // plans against Reach

// All of the above and the preparation of every statement on both engines; unique names too.
Complaints check_everything(std::span<const Statement> statements);

// Tables, columns, indexes and constraints as text: equal for a new database and a migrated one.
std::string describe_schema(TestDatabase& database);

}  // namespace rapport::store::testing
