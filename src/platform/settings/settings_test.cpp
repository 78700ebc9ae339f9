#include "platform/settings/settings.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "platform/settings/workspace.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::settings;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

Workspace called(std::string name) {
  Workspace workspace;
  workspace.name = std::move(name);
  return workspace;
}

}  // namespace

TEST_CASE("a unit that changes a section reads it changed, and another unit only after the commit") {
  for_each_engine([](TestDatabase& db) {
    db->write([](store::Transaction& tx) {
      const std::string before = get<Workspace>(tx).name;
      put(tx, called("Dunder"), {});
      CHECK(get<Workspace>(tx).name == "Dunder");
      CHECK(get_stored<Workspace>(tx).version == 1);
      CHECK(before == Workspace{}.name);
    });
    CHECK_THROWS(db->write([](store::Transaction& tx) {
      put(tx, called("Never"), {});
      CHECK(get<Workspace>(tx).name == "Never");
      fail(ErrorCode::conflict, "rolled back");
    }));
    CHECK(db->read([](store::Reader& r) { return get<Workspace>(r).name; }) == "Dunder");
  });
}

TEST_CASE("of two who save the same version of a section one is told, also after having read it") {
  for_each_engine([](TestDatabase& db) {
    db->write([](store::Transaction& tx) { put(tx, called("First"), {}); });
    db->write([](store::Transaction& tx) {
      CHECK(get_stored<Workspace>(tx).version == 1);
      CHECK(put(tx, called("Second"), {}, 1) == 2);
      CHECK_THROWS_AS(put(tx, called("Third"), {}, 1), Error);
    });
    CHECK(db->read([](store::Reader& r) { return get<Workspace>(r).name; }) == "Second");
  });
}
