// Commands of whoever looks after the installation: migrations, copies, checks.
#include <iostream>

#include "app/commands.h"
#include "app/workspace.h"
#include "platform/store/migrations.h"

namespace rapport::app {

namespace {

int migrate(const Arguments& arguments) {
  auto options = workspace_options(arguments);
  options.migrate = false;
  Workspace workspace(options);
  const auto report = store::migrate(workspace.database());
  if (report.from == report.to)
    std::cout << "The database is at version " << report.to << " already.\n";
  else
    std::cout << "Migrated the database from version " << report.from << " to " << report.to << ".\n";
  return 0;
}

}  // namespace

std::vector<Command> upkeep_commands() {
  return {{"migrate", "", "Bring the database to this version", {data_option, database_option}, migrate}};
}

}  // namespace rapport::app
