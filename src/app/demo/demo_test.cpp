#include "app/demo/demo.h"

#include <doctest/doctest.h>

#include "app/demo/plan.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::app;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

std::vector<std::int64_t> numbers(store::Database& database, const std::string& sql) {
  std::vector<std::int64_t> out;
  database.read([&](store::Reader& r) {
    r.each(store::DynamicSql{sql}, {}, [&](const store::Row& row) {
      for (int c = 0; c < row.columns(); ++c) out.push_back(row.integer(c));
    });
  });
  return out;
}

const char* const sums =
    "select (select count(*) from contacts), (select count(*) from companies), (select count(*) from "
    "orders), "
    "(select cast(coalesce(sum(net), 0) as bigint) from orders), (select count(*) from events), "
    "(select count(*) from consents), (select count(*) from segments)";

}  // namespace

TEST_CASE("the plan of the invented shop is the same for the same seed and has the shapes of a real one") {
  const auto plan = demo::make_plan(20, 5'000, 730, 20'000);
  const auto again = demo::make_plan(20, 5'000, 730, 20'000);
  REQUIRE(plan.orders.size() == again.orders.size());
  CHECK(plan.orders.back().day == again.orders.back().day);
  CHECK(demo::make_plan(21, 5'000, 730, 20'000).orders.size() != plan.orders.size());
  CHECK(plan.orders.size() > 18'000);
  CHECK(plan.orders.size() < 27'000);
  std::vector<int> by_contact(plan.contacts.size());
  std::size_t back = 0;
  for (const auto& o : plan.orders) {
    ++by_contact[o.contact];
    back += o.aftermath == demo::Aftermath::line_returned ? 1 : 0;
    CHECK(o.day > plan.contacts[o.contact].day);
  }
  const auto customers =
      static_cast<double>(std::count_if(by_contact.begin(), by_contact.end(), [](int n) { return n > 0; }));
  const auto once = static_cast<double>(std::count(by_contact.begin(), by_contact.end(), 1));
  CHECK(once / customers > 0.33);
  CHECK(once / customers < 0.55);
  CHECK(static_cast<double>(back) / static_cast<double>(plan.orders.size()) ==
        doctest::Approx(0.085).epsilon(0.15));
}

TEST_CASE("a demonstration that was cut off goes on to the same end, and a second start adds nothing") {
  for_each_engine([](TestDatabase& db) {
    const Instant until = *parse_instant("2026-11-20T18:00:00Z");
    DemoOptions options;
    options.contacts = 60;
    options.days = 40;
    struct Cut {};
    int percent = 0;
    options.progress = [&](int p) {
      percent = p;
      if (p > 50) throw Cut{};
    };
    const store::Options at{.url = db.url()};
    CHECK_THROWS_AS(fill_demo(at, until, options), Cut);
    CHECK(percent > 50);
    CHECK(db->read([](store::Reader& r) { return demo_state(r); }) == DemoState::begun);
    options.progress = {};
    fill_demo(at, until + hours(30), options);
    CHECK(db->read([](store::Reader& r) { return demo_state(r); }) == DemoState::complete);
    const auto first = numbers(*db, sums);
    fill_demo(at, until, options);
    CHECK(numbers(*db, sums) == first);
    TestDatabase whole(db.engine());
    fill_demo({.url = whole.url()}, until, options);
    CHECK(numbers(*whole, sums) == first);
    CHECK(first[0] == 60);
    CHECK(first.back() == 7);
    CHECK(numbers(*db, "select count(*) from segments where kind = 'list' and members_count > 0")[0] == 1);
    CHECK(numbers(*db, "select count(*) from contacts where created_at > 1795197600000")[0] == 0);
  });
}
