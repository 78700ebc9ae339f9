#include "insight/analytics/cohorts.h"

#include <map>
#include <set>

#include "insight/analytics/insight_fixture.h"
#include "insight/analytics/insights.h"
#include "platform/rules/moments.h"
#include "platform/store/schema_check.h"

using namespace rapport;
using namespace rapport::analytics;
using namespace rapport::analytics::testing;
using doctest::Approx;
using store::testing::for_each_engine;

namespace {

Cohorts read(TestDatabase& db, const CohortQuery& query,
             const std::optional<std::vector<Uuid>>& owners = {}) {
  return db->read([&](store::Reader& reader) {
    const OrderHistory history = read_order_history(reader);
    return cohorts_of(history, query, customers_of_owners(reader, history, owners),
                      rules::day_of(reader.now(), *history.frame.zone));
  });
}

}  // namespace

TEST_CASE("every statement of insight fits both engines, and a cluster") {
  CHECK(store::testing::render(store::testing::check_everything(insight_statements())) == "");
}

TEST_CASE("a cohort is who first ordered in a month of the workspace, and shows who came back when") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(at("2026-11-20T12:00:00Z"));
    auto with_channel = draft("ada@example.com");
    with_channel.acquisition_channel = "fair";
    const auto ada = add(db, with_channel).id, bob = add(db, draft("bob@example.com")).id,
               eve = add(db, draft("eve@example.com")).id, old = add(db, draft("old@example.com")).id;
    book(db, {order(ada, at("2026-08-31T22:30:00Z"), 1'000),  // September in Paris
              order(ada, at("2026-09-01T15:00:00Z"), 500),    // the same day: no second occasion
              order(ada, at("2026-11-03T10:00:00Z"), 2'000), order(bob, at("2026-09-10T10:00:00Z"), 3'000),
              order(bob, at("2026-09-12T10:00:00Z"), 100), order(eve, at("2026-11-19T10:00:00Z"), 700),
              order(eve, at("2026-11-20T18:00:00Z"), 9'000),  // not yet
              order(bob, at("2026-10-10T10:00:00Z"), 5'000, *parse_currency("VND")),
              order(ContactId{}, at("2026-09-10T10:00:00Z"), 40), order(old, at("2026-02-10T10:00:00Z"), 60),
              order(old, at("2026-09-10T10:00:00Z"), 60)});
    const Cohorts all = read(db, {.periods = 3});
    REQUIRE(all.cohorts.size() == 3);
    const Cohort& september = all.cohorts[0];
    CHECK(september.start == *parse_date("2026-09-01"));
    CHECK(september.customers == 2);
    CHECK(september.again == 2);
    CHECK(september.revenue == Money{6'600, eur});
    REQUIRE(september.cells.size() == 3);
    CHECK(september.cells[0].customers == 1);  // Bob on a second day
    CHECK(september.cells[0].share == Approx(0.5));
    CHECK(september.cells[0].revenue == Money{2'300, eur});
    CHECK(september.cells[1].customers == 0);
    CHECK(september.cells[2].customers == 1);
    CHECK(september.cells[2].revenue == Money{3'300, eur});
    CHECK_FALSE(september.cells[1].partial);
    CHECK(september.cells[2].partial);
    CHECK(all.cohorts[1].customers == 0);
    CHECK(all.cohorts[2].customers == 1);
    CHECK(all.cohorts[2].revenue == Money{700, eur});
    REQUIRE(all.average.size() == 2);  // the running month is no part of it
    CHECK(all.average[0].customers == 2);
    CHECK(all.average[1].share == Approx(0));
    CHECK(all.previous_from == *parse_date("2026-06-01"));
    CHECK(all.previous_to == *parse_date("2026-08-31"));
    CHECK(all.channels == std::vector<std::string>{"fair"});
    const Cohorts fair = read(db, {.periods = 3, .channel = "fair"});
    CHECK(fair.cohorts[0].customers == 1);
    CHECK(fair.cohorts[0].cells[2].share == Approx(1));
    CHECK(read(db, {.periods = 3, .channel = "nowhere"}).cohorts[0].customers == 0);
    const Cohorts quarters = read(db, {.unit = PeriodUnit::quarter, .periods = 2});
    CHECK(quarters.cohorts[0].start == *parse_date("2026-07-01"));
    CHECK(quarters.cohorts[0].customers == 2);
    const Cohorts weeks = read(db, {.unit = PeriodUnit::week, .periods = 1});
    CHECK(weeks.cohorts[0].start == *parse_date("2026-11-16"));
    CHECK(weeks.cohorts[0].customers == 1);
  });
}

TEST_CASE("cohorts are within the contacts of the owners that are asked for") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(at("2026-11-20T12:00:00Z"));
    const auto ada = add(db, draft("ada@example.com")).id, bob = add(db, draft("bob@example.com")).id;
    book(db, {order(ada, at("2026-11-10T10:00:00Z"), 10), order(bob, at("2026-11-10T10:00:00Z"), 20)});
    db->write(
        [&](store::Transaction& tx) { people::remove(tx, bob, std::nullopt, people::system_caller()); });
    CHECK(read(db, {.periods = 1}).cohorts[0].revenue == Money{10, eur});
    CHECK(read(db, {.periods = 1}, std::vector<Uuid>{}).cohorts[0].customers == 0);
    CHECK(read(db, {.periods = 1}, std::vector<Uuid>{db.ids().next()}).cohorts[0].customers == 0);
  });
}

TEST_CASE("cohorts are those of counting one by one, for orders at random") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(at("2026-11-20T12:00:00Z"));
    const auto zone = TimeZone::find("Europe/Paris");
    Dice dice;
    struct Bought {
      Date day;
      std::int64_t net;
    };
    std::vector<std::vector<Bought>> people;
    std::vector<events::NewOrder> orders;
    for (int i = 0; i < 60; ++i) {
      const auto id = add(db, draft("p" + std::to_string(i) + "@example.com")).id;
      std::vector<std::pair<Instant, std::int64_t>> rows;
      for (std::int64_t n = dice.below(8); n >= 0; --n)
        rows.emplace_back(db.clock().now() - Duration(dice.below(700LL * 86'400'000)),
                          100 + dice.below(9'000));
      std::sort(rows.begin(), rows.end());
      people.emplace_back();
      for (const auto& [when, net] : rows) {
        orders.push_back(order(id, when, net));
        people.back().push_back({rules::day_of(when, *zone), net});
      }
    }
    book(db, orders);
    const Cohorts got = read(db, {.periods = 9});
    const auto month = [](Date d) { return d.year * 12 + d.month - 1; };
    const int last = 2026 * 12 + 10;
    for (int c = 0; c < 9; ++c) {
      const int cohort = last - 8 + c;
      std::int64_t size = 0, again = 0;
      std::map<int, std::int64_t> returned, revenue;
      for (const auto& rows : people) {
        if (month(rows.front().day) != cohort) continue;
        ++size;
        std::map<int, std::set<std::int64_t>> days;
        std::set<std::int64_t> all_days;
        for (const Bought& one : rows) {
          days[month(one.day) - cohort].insert(days_since_epoch(one.day));
          all_days.insert(days_since_epoch(one.day));
          for (int k = month(one.day) - cohort; k < 9; ++k) revenue[k] += one.net;
        }
        again += all_days.size() > 1;
        for (const auto& [k, in] : days) returned[k] += k > 0 || in.size() > 1;
      }
      const Cohort& one = got.cohorts[static_cast<std::size_t>(c)];
      CHECK(one.customers == size);
      CHECK(one.again == again);
      REQUIRE(one.cells.size() == static_cast<std::size_t>(9 - c));
      for (int k = 0; k < 9 - c; ++k) {
        const CohortCell& cell = one.cells[static_cast<std::size_t>(k)];
        CHECK(cell.customers == returned[k]);
        if (size > 0)
          CHECK(std::abs(static_cast<double>(cell.revenue.minor) -
                         static_cast<double>(revenue[k]) / static_cast<double>(size)) <= 0.5);
      }
    }
    // The months before are those of which the table of nine months ago consisted.
    double customers = 0;
    for (const auto& rows : people) {
      const int cohort = month(rows.front().day);
      customers += cohort >= last - 17 && cohort <= last - 10;
    }
    REQUIRE_FALSE(got.previous.empty());
    CHECK(got.previous.front().customers == static_cast<std::int64_t>(customers));
  });
}
