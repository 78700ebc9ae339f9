#include "customer/events/restate_orders.h"

#include <doctest/doctest.h>

#include <thread>

#include "customer/events/order_stats.h"
#include "customer/events/orders.h"
#include "customer/people/people.h"
#include "platform/jobs/runner.h"
#include "platform/settings/workspace.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::events;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

const Currency eur = *parse_currency("EUR"), usd = *parse_currency("USD"), vnd = *parse_currency("VND");

ContactId add_contact(TestDatabase& db, const std::string& email) {
  people::ContactDraft draft;
  draft.email = email;
  return db->write(
      [&](store::Transaction& tx) { return people::create(tx, draft, people::system_caller()).id; });
}

Currency reporting(TestDatabase& db) {
  return db->read([](store::Reader& r) { return reporting_currency(r); });
}

Order add_order(TestDatabase& db, ContactId contact, const char* day, Currency currency,
                std::vector<std::int64_t> prices, std::int64_t discount = 0) {
  OrderDraft draft;
  draft.contact_id = contact;
  draft.ordered_at = *parse_instant(std::string(day) + "T10:00:00Z");
  draft.currency = currency;
  if (discount) draft.discount = Money{discount, currency};
  for (const auto price : prices) {
    LineDraft line;
    line.name = "Lamp";
    line.unit_price = Money{price, currency};
    draft.lines.push_back(line);
  }
  return db->write([&](store::Transaction& tx) {
    return create_order(tx, draft, {reporting_currency(tx), {}, "api"});
  });
}

void set(TestDatabase& db, Currency currency, const char* day, const char* rate) {
  db->write([&](store::Transaction& tx) {
    set_rate(tx, {currency, *parse_date(day), rate, "test"});
    request_restatement(tx);
  });
}

void restate_all(TestDatabase& db) {
  RestateOrders handler;
  jobs::Runner runner(*db, "w1");
  runner.add(handler);
  while (runner.run_due() > 0) {
  }
}

struct Stats {
  std::int64_t orders_count = 0, orders_value = 0, items_count = 0, refunded_value = 0,
               other_currency_orders = 0;
  Currency orders_value_currency;
  std::optional<Instant> first_order_at, last_order_at;
  friend bool operator==(const Stats&, const Stats&) = default;
};
template <class = void>
constexpr auto describe(Type<Stats>) {
  using S = Stats;
  return fields(field<&S::orders_count>(), field<&S::orders_value>(), field<&S::items_count>(),
                field<&S::refunded_value>(), field<&S::other_currency_orders>(),
                field<&S::orders_value_currency>(), field<&S::first_order_at>(), field<&S::last_order_at>());
}

Stats stats_of(TestDatabase& db, ContactId contact) {
  static constexpr store::Statement find{"test.stats", store::Reach::one_contact,
                                         "select * from contact_order_stats where contact_id = :contact_id"};
  return *db->read([&](store::Reader& r) { return r.find<Stats>(find, {{"contact_id", contact}}); });
}

Order read(TestDatabase& db, OrderId id) {
  return db->read([&](store::Reader& r) { return get_order(r, id); });
}

Recording recording(store::Reader& r) { return {reporting_currency(r), {}, "api"}; }

}  // namespace

TEST_CASE("an order takes the rate of its day, or of the latest day before it, and is rounded line by line") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(*parse_instant("2026-11-20T12:00:00Z"));
    const auto ada = add_contact(db, "ada@example.com");
    set(db, usd, "2026-11-02", "0.5");
    set(db, usd, "2026-11-06", "0.9");
    const Order friday = add_order(db, ada, "2026-11-05", usd, {101, 101, 101}, 3);
    CHECK(friday.rate == "0.5");
    CHECK(friday.rate_day == parse_date("2026-11-02"));
    CHECK(friday.reporting_net == Money{3 * 51 - 2, eur});  // 50.5 thrice, less 1.5
    const Order early = add_order(db, ada, "2026-11-01", usd, {100});
    CHECK_FALSE(early.rate);
    CHECK_FALSE(early.reporting_net);
    CHECK(add_order(db, ada, "2026-11-06", eur, {700}).rate == "1");
    const Stats stats = stats_of(db, ada);
    CHECK(stats.orders_count == 2);
    CHECK(stats.orders_value == 151 + 700);
    CHECK(stats.other_currency_orders == 1);
    CHECK(stats.first_order_at == early.ordered_at);
  });
}

TEST_CASE("refunds, cancellations and a whole refund leave the same sums as doing all again") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(*parse_instant("2026-11-20T12:00:00Z"));
    const auto ada = add_contact(db, "ada@example.com");
    set(db, usd, "2026-11-01", "0.9231");
    const Order first = add_order(db, ada, "2026-11-02", usd, {999, 333});
    const Order second = add_order(db, ada, "2026-11-03", usd, {505});
    const Order third = add_order(db, ada, "2026-11-04", usd, {777, 1});
    const Order own = add_order(db, ada, "2026-11-05", eur, {1000});
    add_order(db, ada, "2026-11-06", vnd, {900'000});
    db->write([&](store::Transaction& tx) {
      RefundDraft part;
      part.amount = Money{101, usd};
      refund_order(tx, get_order(tx, first.id), part, recording(tx));
      part.amount = Money{101, eur};
      refund_order(tx, get_order(tx, own.id), part, recording(tx));
      refund_order(tx, get_order(tx, second.id), {}, recording(tx));
      cancel_order(tx, get_order(tx, third.id), "", recording(tx));
    });
    CHECK(read(db, first.id).reporting_net == Money{922 + 307 - 93, eur});
    CHECK(read(db, second.id).reporting_net == Money{0, eur});
    const Stats incremental = stats_of(db, ada);
    CHECK(incremental.orders_value == 922 + 307 - 93 + 899);
    CHECK(incremental.other_currency_orders == 1);
    db->write([&](store::Transaction& tx) {  // forgets what was worked out
      static constexpr store::Statement forget{"test.forget", store::Reach::everywhere,
                                               "update orders set reporting_currency = null, rate = null, "
                                               "rate_day = null, reporting_total = null, "
                                               "reporting_refunded = null, reporting_net = null"};
      tx.run(forget, {});
      request_restatement(tx);
    });
    restate_all(db);
    CHECK(stats_of(db, ada) == incremental);
  });
}

TEST_CASE("a rate for past days brings waiting orders into the sums, and a deleted one takes them out") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(*parse_instant("2026-11-20T12:00:00Z"));
    const auto ada = add_contact(db, "ada@example.com");
    const Order order = add_order(db, ada, "2026-11-05", usd, {1000});
    const auto waiting = db->read([](store::Reader& r) { return list_unconverted(r); });
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].currency == usd);
    CHECK(waiting[0].orders == 1);
    set(db, usd, "2026-11-01", "0.8");
    restate_all(db);
    CHECK(stats_of(db, ada).orders_value == 800);
    CHECK(stats_of(db, ada).other_currency_orders == 0);
    CHECK(read(db, order.id).reporting_net == Money{800, eur});
    db->write([](store::Transaction& tx) {
      CHECK(remove_rate(tx, usd, *parse_date("2026-11-01")));
      request_restatement(tx);
    });
    restate_all(db);
    CHECK(stats_of(db, ada).other_currency_orders == 1);
    CHECK(stats_of(db, ada).orders_value == 0);
  });
}

TEST_CASE("another reporting currency does all sums again, over more orders than one unit takes") {
  for_each_engine([](TestDatabase& db) {
    db.clock().set(*parse_instant("2026-11-20T12:00:00Z"));
    const auto ada = add_contact(db, "ada@example.com"), bob = add_contact(db, "bob@example.com");
    for (int i = 0; i < 230; ++i) add_order(db, i % 2 ? ada : bob, "2026-11-05", eur, {100});
    add_order(db, ada, "2026-11-05", usd, {500});
    db->write([](store::Transaction& tx) {
      auto workspace = settings::get<settings::Workspace>(tx);
      workspace.currency = usd;
      settings::put(tx, workspace, {});
      set_rate(tx, {eur, *parse_date("2026-11-01"), "1.1", "test"});
      request_restatement(tx);
    });
    CHECK(reporting(db) == usd);
    restate_all(db);
    CHECK(stats_of(db, ada).orders_value_currency == usd);
    CHECK(stats_of(db, ada).orders_value == 115 * 110 + 500);
    CHECK(stats_of(db, bob).orders_value == 115 * 110);
    const auto run = db->read([](store::Reader& r) { return find_restatement(r); });
    REQUIRE(run);
    CHECK(run->state == jobs::State::completed);
    CHECK(run->done == 231);
    CHECK(run->total == 231);
  });
}

TEST_CASE("bitcoin's rate serves satoshi, and the calendar day is the workspace's") {
  for_each_engine([](TestDatabase& db) {
    set(db, *parse_currency("BTC"), "2026-11-05", "65000");
    db->read([](store::Reader& r) {
      Rates rates(r, eur);
      const Currency sat = *parse_currency("SAT");
      REQUIRE(rates.find(sat, *parse_instant("2026-11-04T23:30:00Z")));  // the 5th in Paris
      CHECK(render(rates.find(sat, *parse_instant("2026-11-05T10:00:00Z"))->rate) == "0.00065");
      CHECK_FALSE(rates.find(sat, *parse_instant("2026-11-04T22:30:00Z")));
    });
  });
}

TEST_CASE("a file of rates is taken as a whole or refused with each line and field") {
  for_each_engine([](TestDatabase& db) {
    const auto import_text = [&](const char* text) {
      return db->write([&](store::Transaction& tx) { return import_rates(tx, text, ""); });
    };
    CHECK(import_text("currency,day,rate,source\nUSD,2026-11-01,0.92,ECB\nSAT,2026-11-01,0.00065,Kraken\n") ==
          2);
    try {
      import_text(
          "currency,day,rate,source\nUSD,2026-11-02,0.93,ECB\nXXX,2026-02-30,-1,\nEUR,2026-11-01,1,ECB\n");
      FAIL("no error was thrown");
    } catch (const Error& error) {
      std::string paths;
      for (const auto& issue : error.issues()) paths += issue.path + " ";
      CHECK(paths == "lines[1].rate lines[1].source lines[1].currency lines[1].day lines[2].currency ");
    }
    const auto page = db->read([](store::Reader& r) { return list_rates(r, {}); });
    CHECK(page.items.size() == 2);
    RateQuery one;
    one.limit = 1;
    const auto begin = db->read([&](store::Reader& r) { return list_rates(r, one); });
    REQUIRE(begin.next_cursor);
    one.cursor = begin.next_cursor;
    const auto rest = db->read([&](store::Reader& r) { return list_rates(r, one); });
    REQUIRE(rest.items.size() == 1);
    CHECK(rest.items[0].currency != begin.items[0].currency);
  });
}

TEST_CASE("sums that are computed anew miss no order that others write meanwhile") {
  for_each_engine(
      [](TestDatabase& db) {
        db.clock().set(*parse_instant("2026-11-20T12:00:00Z"));
        const auto ada = add_contact(db, "ada@example.com");
        constexpr int writers = 3, each = 60;
        std::vector<std::thread> threads;
        for (int w = 0; w < writers; ++w)
          threads.emplace_back([&] {
            for (int i = 0; i < each; ++i) add_order(db, ada, "2026-11-05", eur, {100});
          });
        for (int i = 0; i < each; ++i)
          db->write([&](store::Transaction& tx) {
            StatsChanges stats(eur);
            stats.recompute(ada);
            stats.write(tx);
          });
        for (auto& thread : threads) thread.join();
        CHECK(stats_of(db, ada).orders_count == writers * each);
        CHECK(stats_of(db, ada).orders_value == writers * each * 100);
      },
      {.writers = 4});
}
