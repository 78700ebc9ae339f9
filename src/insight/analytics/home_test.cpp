#include "insight/analytics/home.h"

#include <doctest/doctest.h>

#include "customer/events/orders.h"
#include "customer/people/people.h"
#include "platform/settings/workspace.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::analytics;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

const Currency eur = *parse_currency("EUR");

void add_order(TestDatabase& db, ContactId contact, Instant at, std::int64_t price, Currency currency = eur) {
  events::NewOrder o;
  o.contact_id = contact;
  static int number = 0;
  o.number = std::to_string(++number);
  o.ordered_at = at;
  o.currency = currency;
  events::NewLine line;
  line.name = "Lamp";
  line.unit_price = line.total = price;
  o.lines = {line};
  std::vector<events::NewOrder> orders{o};
  db->write([&](store::Transaction& tx) { events::record_orders(tx, orders, {eur, {}, "api"}); });
}

ContactId add_contact(TestDatabase& db, const std::string& email) {
  people::ContactDraft draft;
  draft.email = email;
  return db->write(
      [&](store::Transaction& tx) { return people::create(tx, draft, people::system_caller()).id; });
}

}  // namespace

TEST_CASE("every statement of Home fits the schema of both engines") {
  for_each_engine([](TestDatabase& db) { store::testing::prepare_all(*db, analytics::statements()); });
}

TEST_CASE(
    "Home counts orders by the months of the workspace's zone, and leaves other currencies out of the sums") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(*parse_instant("2026-11-20T12:00:00Z"));
    const auto ada = add_contact(db, "ada@example.com"), bob = add_contact(db, "bob@example.com");
    add_order(db, ada, *parse_instant("2026-11-10T10:00:00Z"), 1000);
    add_order(db, ada, *parse_instant("2026-10-31T23:30:00Z"), 200);  // November in Paris
    add_order(db, bob, *parse_instant("2026-10-31T22:30:00Z"),
              30);  // October in Paris (UTC+1 since the 25th)
    add_order(db, ContactId{}, *parse_instant("2026-11-01T10:00:00Z"), 4);
    add_order(db, bob, *parse_instant("2026-11-02T10:00:00Z"), 900'000, *parse_currency("VND"));
    const Home home = db->read([](store::Reader& r) { return read_home(r, {}); });
    REQUIRE(home.revenue_by_month.size() == 24);
    CHECK(home.revenue_by_month.front().month == "2024-12");
    const auto& november = home.revenue_by_month[23];
    CHECK(november.month == "2026-11");
    CHECK(november.revenue == Money{1204, eur});
    CHECK(november.orders == 3);
    CHECK(november.customers == 1);
    CHECK(home.revenue_by_month[22].revenue == Money{30, eur});
    CHECK(home.orders.count_30_days == 4);
    CHECK(home.revenue.value_30_days == Money{1234, eur});
    REQUIRE(home.repeat_rate);
    CHECK(*home.repeat_rate == doctest::Approx(0.5));
    REQUIRE(home.other_currencies.size() == 1);
    CHECK(home.other_currencies[0].revenue.minor == 900'000);
    CHECK(home.contacts.total == 2);
    CHECK(home.newest_contacts.size() == 2);
    CHECK(home.recent_orders.size() == 5);
    CHECK(home.average_order_value == Money{1234 / 4, eur});
  });
}
