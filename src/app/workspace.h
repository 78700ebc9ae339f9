// One workspace opened for use: its folder, clock, ids and migrated database. Every command starts here, and
// several may be open beside each other (a server and a CLI command).
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "app/arguments.h"
#include "base/ids.h"
#include "base/time.h"
#include "platform/access/secret_box.h"
#include "platform/store/migrations.h"
#include "platform/store/store.h"

namespace rapport::app {

struct WorkspaceOptions {
  std::filesystem::path folder = "./data";
  std::string database;  // empty: SQLite inside the folder
  bool migrate = true;   // bring an older database to this version, after a backup of it
  bool create = true;    // false: a workspace that does not exist is an error, not a new one
  bool test_clock = false;
  Duration read_limit = seconds(30);
  std::string secret_key;  // hexadecimal; empty: secret.key in the folder
};

// From --data, --database and the environment.
WorkspaceOptions workspace_options(const Arguments& arguments);

class Workspace {
 public:
  explicit Workspace(const WorkspaceOptions& options);

  const std::filesystem::path& folder() const { return folder_; }
  const Clock& clock() const { return *clock_; }
  TestClock* test_clock() { return test_clock_; }  // null unless asked for
  Random& random() { return random_; }
  IdSource& ids() { return *ids_; }
  store::Database& database() { return *database_; }
  // To this version of the program; an older database is backed up into the folder first.
  store::MigrationReport migrate();
  const store::Options& store_options() const { return store_options_; }
  const access::SecretBox& secrets() const { return *secrets_; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<Clock> clock_;
  TestClock* test_clock_ = nullptr;
  SystemRandom random_;
  std::unique_ptr<IdSource> ids_;
  std::unique_ptr<access::SecretBox> secrets_;
  store::Options store_options_;
  std::unique_ptr<store::Database> database_;
};

}  // namespace rapport::app
