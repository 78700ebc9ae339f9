#include "app/workspace.h"

#include <unistd.h>

#include <cstdlib>

#include "base/error.h"
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
  store::Options store_options;
  store_options.url = is_sqlite ? "sqlite:" + file.string() : options.database;
  database_ = store::Database::open(store_options, *clock_, *ids_);
  if (options.migrate) store::migrate(*database_);
  secrets_ = std::make_unique<access::SecretBox>(access::SecretBox::load(folder_, options.secret_key));
  access::bind_key(*database_, *secrets_);
}

}  // namespace rapport::app
