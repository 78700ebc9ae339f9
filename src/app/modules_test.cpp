#include "app/modules.h"

#include <doctest/doctest.h>

#include <fstream>
#include <regex>

#include "platform/store/schema_check.h"

using namespace rapport;

namespace {

struct TemporaryFolder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("rapport-test-" + SystemRandom().token(12));
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE(
    "every statement of every module keeps the rules of one schema for all engines, and prepares on both") {
  const auto statements = app::all_statements();
  CHECK(statements.size() > 200);
  CHECK(store::testing::render(store::testing::check_everything(statements)) == "");
}

TEST_CASE("every endpoint has a summary, and a permission unless it is open") {
  const TemporaryFolder folder;
  app::Workspace workspace({.folder = folder.path});
  app::Modules modules(workspace);
  for (const auto& entry : modules.registry().entries()) {
    INFO(entry.route.path);
    CHECK_FALSE(entry.route.summary.empty());
    CHECK(entry.route.open == entry.route.permission.empty());
  }
}

TEST_CASE("every permission is held by some role, or belongs to keys by name") {
  const TemporaryFolder folder;
  app::Workspace workspace({.folder = folder.path});
  app::Modules modules(workspace);
  const auto administrator = modules.access().roles().of(access::Role::administrator);
  for (const auto& permission : modules.registry().permissions()) {
    INFO(permission.name);
    CHECK_FALSE(permission.text.empty());
    CHECK((permission.roles.empty() || administrator->contains(permission.name)));
  }
}

TEST_CASE("a workspace opened with another key is refused, and goes on with its own") {
  const TemporaryFolder folder;
  { app::Workspace first({.folder = folder.path}); }
  std::filesystem::rename(folder.path / "secret.key", folder.path / "kept.key");
  CHECK_THROWS_WITH_AS(app::Workspace({.folder = folder.path}), doctest::Contains("is not the one"), Error);
  std::filesystem::rename(folder.path / "kept.key", folder.path / "secret.key");
  CHECK_NOTHROW(app::Workspace({.folder = folder.path}));
}

TEST_CASE("a command beside no workspace says so instead of making one") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH_AS(app::Workspace({.folder = folder.path, .create = false}),
                       doctest::Contains("there is no workspace"), Error);
  CHECK_FALSE(std::filesystem::exists(folder.path));
}
