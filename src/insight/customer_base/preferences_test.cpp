#include "insight/customer_base/preferences.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "customer/events/record_orders.h"
#include "customer/people/activities.h"
#include "customer/people/people_fixture.h"
#include "platform/jobs/jobs.h"

using namespace rapport;
using namespace rapport::customer_base;
using namespace rapport::people::testing;
using doctest::Approx;
using store::testing::for_each_engine;

namespace {

const Currency eur = *parse_currency("EUR");
Instant at(const std::string& text) { return *parse_instant(text); }

void act(TestDatabase& db, ContactId contact, const char* type, const std::string& when,
         const char* channel = "", const char* source = "browser") {
  db->write([&](store::Transaction& tx) {
    facts::Fact f;
    f.contact_id = contact.uuid;
    f.type = type;
    f.occurred_at = at(when);
    f.channel = channel;
    f.source = source;
    f.payload = Json::parse("{}");
    facts::record(tx, std::move(f));
  });
}

events::NewLine line(const char* category, std::int64_t total, std::int64_t discount = 0) {
  events::NewLine out;
  out.name = "Thing";
  if (*category) out.category = category;
  out.unit_price = total + discount;
  out.discount = discount;
  out.total = total;
  return out;
}

events::NewOrder order(ContactId contact, const std::string& when, std::vector<events::NewLine> lines) {
  static int number = 0;
  events::NewOrder out;
  out.contact_id = contact;
  out.number = std::to_string(++number);
  out.ordered_at = at(when);
  out.currency = eur;
  out.lines = std::move(lines);
  return out;
}

void book(TestDatabase& db, std::vector<events::NewOrder> orders) {
  db->write([&](store::Transaction& tx) { events::record_orders(tx, orders, {eur, {}, "api"}); });
}

Preferences of(TestDatabase& db, ContactId id, const people::Caller& caller = anybody()) {
  return db->read([&](store::Reader& r) { return read_preferences(r, id, caller); });
}

void count(TestDatabase& db) {
  const Habits habits = db->read([](store::Reader& r) { return count_habits(r); });
  db->write([&](store::Transaction& tx) { put_habits(tx, habits); });
}

}  // namespace

TEST_CASE("every statement of preferences fits the schema of both engines") {
  for_each_engine([](TestDatabase& db) { store::testing::prepare_all(*db, preference_statements()); });
}

TEST_CASE("of somebody who did nothing it says nothing, and no number is missing its meaning") {
  for_each_engine([](TestDatabase& db) {
    const auto ada = add(db, draft("ada@example.com"));
    const auto p = of(db, ada.id);
    CHECK(p.timezone == "Europe/Paris");
    CHECK(p.timezone_of == ZoneOf::workspace);
    CHECK(p.channel.confidence == Confidence::none);
    CHECK_FALSE(p.channel.preferred);
    CHECK(p.categories.empty());
    CHECK(p.stores.empty());
    CHECK_FALSE(p.price.share_of_orders);
    CHECK_FALSE(p.price.workspace_share_of_orders);
    CHECK_FALSE(p.timing.weekend_share);
    CHECK_FALSE(p.timing.days_between);
    CHECK(p.send_time.best.empty());
    CHECK(p.send_time.own_weight == 0);
    CHECK_FALSE(p.send_time.population_counted_at);
    REQUIRE(p.send_time.shares.size() == 168);
    CHECK(p.send_time.shares[40] == Approx(1.0 / 168));
    const std::string text = json::write(p);
    CHECK(text.find("nan") == std::string::npos);
    CHECK(text.find("inf") == std::string::npos);
  });
}

TEST_CASE("channels are told by what the person did; opens, and what was done to them, are no acts") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(at("2026-11-20T12:00:00Z"));
    const auto id = add(db, draft("ada@example.com")).id;
    act(db, id, "page_view", "2026-11-16T08:10:00Z", "website");
    act(db, id, "page_view", "2026-11-16T08:50:00Z", "website");  // the same visit
    act(db, id, "Video Played", "2026-11-16T09:10:00Z", "website");
    act(db, id, "campaign_clicked", "2026-11-17T18:00:00Z", "email", "system");
    act(db, id, "reply", "2026-11-18T18:00:00Z", "email", "system");
    act(db, id, "email_clicked", "2026-11-18T21:00:00Z", "", "system");
    act(db, id, "campaign_opened", "2026-11-19T18:00:00Z", "email", "system");
    act(db, id, "Email Opened", "2026-11-19T19:00:00Z", "email", "server");
    act(db, id, "campaign_sent", "2026-11-19T20:00:00Z", "email", "system");
    act(db, id, "identified", "2026-11-19T21:00:00Z", "website");
    act(db, id, "login", "2025-11-01T08:00:00Z", "website");  // more than a year ago
    const auto visit = [&](const char* when) {
      return db->write([&](store::Transaction& tx) {
        people::ActivityDraft d;
        d.type = people::ActivityType::store_visit;
        d.occurred_at = at(when);
        return people::record_activity(tx, id, d, people::system_caller());
      });
    };
    visit("2026-11-14T10:00:00Z");
    const auto wrong = visit("2026-11-15T10:00:00Z");
    db->write([&](store::Transaction& tx) { people::remove_activity(tx, wrong, people::system_caller()); });

    const auto p = of(db, id);
    CHECK(p.channel.acts == 6);
    CHECK(p.channel.preferred == "email");
    REQUIRE(p.channel.channels.size() == 3);
    CHECK(p.channel.channels[0].acts == 3);
    CHECK(p.channel.channels[0].share == Approx(0.5));
    CHECK(p.channel.channels[1].channel == "website");
    CHECK(p.channel.channels[1].acts == 2);
    CHECK(p.channel.channels[2].channel == "in_store");
    CHECK(p.channel.confidence == Confidence::some);
    // A visit that colleagues wrote down has a channel, and says nothing of an hour.
    CHECK(p.send_time.acts == 5);
    CHECK(p.send_time.own[9] == 1);  // Monday, 8:10 and 8:50 UTC
    CHECK(p.send_time.own[10] == 1);
    CHECK(p.send_time.own[24 + 19] == 1);
    CHECK(p.send_time.own_weight == Approx(0.2));
    REQUIRE_FALSE(p.send_time.best.empty());
    CHECK(p.send_time.best[0].times_average == Approx(p.send_time.best[0].share * 168));
  });
}

TEST_CASE(
    "what is bought: categories by value, the share at a discount against everybody's, stores and rhythm") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(at("2026-11-20T12:00:00Z"));
    const auto ada = add(db, draft("ada@example.com")).id, bob = add(db, draft("bob@example.com")).id;
    auto plain =
        order(ada, "2026-10-03T16:30:00Z", {line("Lamps", 6000), line("Books", 2000)});         // a Saturday
    auto couponed = order(ada, "2026-10-13T16:10:00Z", {line("Lamps", 4000), line("", 1000)});  // a Tuesday
    couponed.coupon = "AUTUMN";
    couponed.discount = 2500;                                             // half of it
    auto lowered = order(ada, "2026-11-02", {line("Books", 1500, 500)});  // a Monday, without a time
    auto of_bob = order(bob, "2026-11-03T10:00:00Z", {line("Lamps", 4000)});
    book(db, {plain, couponed, lowered, of_bob});
    count(db);

    const auto p = of(db, ada);
    CHECK(p.price.orders == 3);
    CHECK(p.price.discounted_orders == 2);
    CHECK(*p.price.share_of_orders == Approx(2.0 / 3));
    CHECK(*p.price.share_of_value == Approx((2500.0 + 1500) / (8000 + 2500 + 1500)));
    CHECK(*p.price.workspace_share_of_orders == Approx(0.5));
    CHECK(*p.price.workspace_share_of_value == Approx(4000.0 / 16000));
    CHECK(p.price.confidence == Confidence::few);

    REQUIRE(p.categories.size() == 2);
    CHECK(p.categories[0].category == "Lamps");
    CHECK(p.categories[0].orders == 2);
    CHECK(p.categories[0].value == Money{6000 + 2000, eur});  // half of 40.00
    CHECK(*p.categories[0].share == Approx(8000.0 / 12000));
    CHECK(p.categories[1].value == Money{2000 + 1500, eur});

    CHECK(*p.timing.weekend_share == Approx(1.0 / 3));
    CHECK(p.timing.weekdays == std::vector<std::int64_t>{1, 1, 0, 0, 0, 1, 0});
    CHECK(p.timing.timed_orders == 2);
    CHECK(p.timing.hours[18] == 2);  // 16:10 and 16:30 UTC in summer
    CHECK(p.timing.hours[0] == 0);
    CHECK(p.timing.gaps == 2);
    CHECK(*p.timing.days_between == Approx(15));  // 10 and 20
    // An order is an act, too, unless its hour is unknown.
    CHECK(p.send_time.acts == 2);
    CHECK(of(db, bob).price.share_of_orders == 0.0);
  });
}

TEST_CASE("the zone of the contact counts, and where there is none, that of the workspace") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(at("2026-11-20T12:00:00Z"));
    auto d = draft("yui@example.com");
    d.timezone = "Asia/Tokyo";
    const auto yui = add(db, d).id, ada = add(db, draft("ada@example.com")).id;
    for (const auto id : {yui, ada}) act(db, id, "login", "2026-11-15T20:30:00Z", "website");  // a Sunday
    const auto far = of(db, yui), near = of(db, ada);
    CHECK(far.timezone == "Asia/Tokyo");
    CHECK(far.timezone_of == ZoneOf::contact);
    CHECK(far.send_time.own[5] == 1);  // Monday, 5:30
    CHECK(near.send_time.own[6 * 24 + 21] == 1);
    // Everybody's week holds each at their own hour.
    count(db);
    const auto all = db->read([](store::Reader& r) { return *find_habits(r); });
    CHECK(all.acts == 2);
    CHECK(all.hours[5] == 1);
    CHECK(all.hours[6 * 24 + 21] == 1);
  });
}

TEST_CASE("who did nothing is met at everybody's best hour; who did much, at their own") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(at("2026-11-20T12:00:00Z"));
    const auto quiet = add(db, draft("quiet@example.com")).id, own = add(db, draft("own@example.com")).id;
    // Thirty people come on Tuesdays at 10:00, one of them alone on 26 Sundays at 20:00.
    for (int i = 0; i < 30; ++i)
      act(db, add(db, draft("p" + std::to_string(i) + "@example.com")).id, "page_view",
          "2026-11-17T09:15:00Z");
    for (int week = 0; week < 26; ++week)
      act(db, own, "login", render(at("2026-11-15T19:05:00Z") - Days(7 * week)), "website");
    const auto deleted = add(db, draft("gone@example.com")).id;
    act(db, deleted, "page_view", "2026-11-17T02:15:00Z");
    db->write([&](store::Transaction& tx) { people::remove(tx, deleted, {}, people::system_caller()); });
    count(db);
    const auto nobody = of(db, quiet), somebody = of(db, own);
    CHECK(nobody.send_time.shares == nobody.send_time.population);
    CHECK(nobody.send_time.population_acts == 30 + 26);
    CHECK(nobody.send_time.confidence == Confidence::none);
    REQUIRE(nobody.send_time.best.size() == 3);
    CHECK(nobody.send_time.best[0].hour == 24 + 10);
    REQUIRE(somebody.send_time.best.size() == 3);
    // 20:00 in summer as in winter, though 18:05 and 19:05 in UTC: it was 21:05 while clocks were ahead.
    CHECK(somebody.send_time.acts == 26);
    CHECK(somebody.send_time.own[6 * 24 + 20] == 4);
    CHECK(somebody.send_time.own[6 * 24 + 21] == 22);
    CHECK(somebody.send_time.best[0].hour == 6 * 24 + 21);
    CHECK(somebody.send_time.own_weight == Approx(26.0 / 46));
    CHECK(somebody.send_time.confidence == Confidence::good);
  });
}

TEST_CASE("preferences are those of the caller's own contacts") {
  for_each_engine([](TestDatabase& db) {
    const auto id = add(db, draft("ada@example.com")).id;
    const auto stranger = caller_with({"contacts.read"}, http::Scope::own, db.ids().next());
    CHECK(error_of([&] { of(db, id, stranger); }).code() == ErrorCode::not_found);
  });
}

TEST_CASE("everybody's habits are counted at once where they never were, and each night") {
  for_each_engine([](TestDatabase& db) {
    const auto waiting = [&] {
      return db->read([](store::Reader& r) {
        return jobs::list_jobs(r, {.states = {}, .kind = "count_habits", .limit = 5}).size();
      });
    };
    schedule_habits(*db);
    CHECK(waiting() == 1);
    count(db);
    schedule_habits(*db);
    CHECK(waiting() == 1);
  });
}
