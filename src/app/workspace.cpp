#include "app/workspace.h"

#include <unistd.h>

#include <cstdlib>

#include "base/error.h"
#include "base/log.h"
#include "platform/store/backup.h"
#include "platform/store/migrations.h"

namespace rapport::app {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

void make_writable_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    fail(ErrorCode::unavailable, "the folder " + folder.string() + " cannot be made: " + error.message());
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    fail(ErrorCode::unavailable, "the folder " + folder.string() +
                                     " is not writable; give this user the right to write there, or name "
                                     "another folder with --data");
}

}  // namespace

WorkspaceOptions workspace_options(const Arguments& arguments) {
  WorkspaceOptions options;
  const auto folder = environment("RAPPORT_DATA");
  options.folder = arguments.get("data", folder.empty() ? "./data" : folder);
  options.database = arguments.get("database", environment("RAPPORT_DATABASE"));
  options.secret_key = environment("RAPPORT_SECRET_KEY");
  return options;
}

Workspace::Workspace(const WorkspaceOptions& options) : folder_(options.folder) {
  const auto file = folder_ / "rapport.db";
  const bool is_sqlite = options.database.empty();
  if (!options.create && is_sqlite && !std::filesystem::exists(file))
    fail(ErrorCode::not_found,
         "there is no workspace in " + folder_.string() + "; `rapport serve` makes one");
  make_writable_folder(folder_);
  if (options.test_clock) {
    auto clock = std::make_unique<TestClock>();
    test_clock_ = clock.get();
    clock_ = std::move(clock);
  } else {
    clock_ = std::make_unique<SystemClock>();
  }
  ids_ = std::make_unique<IdSource>(*clock_, random_);
  store_options_.read_limit = options.read_limit;
  store_options_.url = is_sqlite ? "sqlite:" + file.string() : options.database;
  database_ = store::Database::open(store_options_, *clock_, *ids_);
  secrets_ = std::make_unique<access::SecretBox>(access::SecretBox::load(folder_, options.secret_key));
  if (options.migrate) migrate();
  if (store::schema_version(*database_) > 0) access::bind_key(*database_, *secrets_);
}

store::MigrationReport Workspace::migrate() {
  const int version = store::schema_version(*database_);
  const int newest = store::embedded_migrations().back().number;
  if (version > 0 && version < newest) {
    const auto file = folder_ / "backups" /
                      ("before-" + std::to_string(version) + "-to-" + std::to_string(newest) + ".rapport");
    std::filesystem::create_directories(file.parent_path());
    store::write_backup(*database_, file.string(), secrets_->current().fingerprint());
    log::info("Backed up before the migration.", {{"file", file.string()}});
  }
  return store::migrate(*database_);
}

}  // namespace rapport::app
