#include "platform/store/lease.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::store;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

TEST_CASE("a lease has one holder, and one that slept past its end can no longer write") {
  for_each_engine([](TestDatabase& db) {
    const auto take = [&](std::string_view holder) {
      return db->write([&](Transaction& tx) { return acquire_lease(tx, "leader", holder, seconds(10)); });
    };
    const auto a = take("a");
    REQUIRE(a);
    CHECK(a->epoch == 1);
    CHECK_FALSE(take("b"));
    db.clock().advance(seconds(5));
    CHECK(take("a")->epoch == 1);  // extended, the same reign
    db.clock().advance(seconds(8));
    CHECK_FALSE(take("b"));
    db.clock().advance(seconds(3));
    const auto b = take("b");
    REQUIRE(b);
    CHECK(b->epoch == 2);
    CHECK_FALSE(take("a"));
    CHECK_THROWS_AS(db->write([&](Transaction& tx) { check_lease(tx, *a); }), Error);
    db->write([&](Transaction& tx) { check_lease(tx, *b); });
    db->write([&](Transaction& tx) { release_lease(tx, *a); });  // not its own any more: nothing happens
    CHECK_FALSE(take("a"));
    db->write([&](Transaction& tx) { release_lease(tx, *b); });
    CHECK(take("a")->epoch == 3);
  });
}

TEST_CASE("a holder that comes back after its lease ran out begins a new epoch") {
  for_each_engine([](TestDatabase& db) {
    const auto first = db->write([&](Transaction& tx) { return acquire_lease(tx, "x", "a", seconds(1)); });
    db.clock().advance(seconds(2));
    const auto second = db->write([&](Transaction& tx) { return acquire_lease(tx, "x", "a", seconds(1)); });
    CHECK(second->epoch == first->epoch + 1);
  });
}

TEST_CASE("every statement of leases fits both engines") {
  for_each_engine([](TestDatabase& db) { store::testing::prepare_all(*db, lease_statements()); });
}
