// Random rules over random people: the columns, as the filler reads them from the database, and SQL on either
// database name the same contacts. What happened lies on the edges of the windows, to the millisecond.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "customer/events/orders.h"
#include "customer/people/people_fixture.h"
#include "customer/segments/columns/plan.h"
#include "customer/segments/filler.h"
#include "customer/segments/segment_rule.h"

using namespace rapport;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return random_.next() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  SeededRandom random_;
};

const std::vector<std::string> leaves = {
    "country = FR",
    "country != FR",
    "city CONTAINS lyon",
    "city IS NULL",
    "email STARTS WITH p1",
    "tags HAS ANY (vip, b2b)",
    "tags HAS ALL (vip, b2b)",
    "tags HAS NONE (vip)",
    "tags IS NULL",
    "estimated_value > 100 EUR",
    "estimated_value BETWEEN 50 EUR AND 500 EUR",
    "estimated_value < 20 USD",
    "orders_count = 0",
    "orders_count >= 2",
    "orders_value >= 50 EUR",
    "last_order_at IN LAST 30 days",
    "first_order_at > 14 days",
    "created_at IN LAST 1 day",
    "subscription = free",
    "signup_days >= 0",
    "signup_days > 3",
    "days_active >= 2",
    "days_active < 2",
    "last_login > 14 days",
    "last_login IN LAST 14 days",
    "last_login IS NULL",
    "engagement_score > 10",
    "engagement_score <= 5",
    "email_verified = true",
    "profile_complete = false",
    "DID login",
    "DID NOT login",
    "DID NOT login IN LAST 14 days",
    "DID login AT LEAST 2 TIMES IN LAST 30 days",
    "DID login EXACTLY 1 TIMES",
    "DID (login, page_view) MORE THAN 2 TIMES",
    "DID ANYTHING IN LAST 14 days",
    "DID login NOT IN LAST 30 days",
    "DID login IN LAST 720 hours",
    "DID page_view WHERE price > 10.5",
    "DID page_view AT LEAST 2 TIMES WHERE (colour = red AND price <= 20)",
    "DID page_view IN LAST 30 days WHERE NOT colour IN (red, blue)",
    "DID page_view WHERE colour IS NULL",
    "COUNT(orders IN LAST 30 days) = 0",
    "COUNT(orders) BETWEEN 1 AND 2",
    "SUM(net OF orders) > 100 EUR",
    "SUM(net OF orders IN LAST 30 days) < 60 EUR",
    "AVERAGE(net OF orders) >= 40 EUR",
    "AVERAGE(net OF orders) IS NULL",
    "MAXIMUM(net OF orders WHERE channel = website) >= 70 EUR",
    "MINIMUM(net OF orders) < 30 EUR",
    "DISTINCT(category OF orders) >= 2",
    "SUM(net OF orders WHERE category HAS coffee) > 20 EUR",
    "FIRST(orders) > 14 days",
    "LAST(orders) IN LAST 30 days",
    "LAST(events login) BEFORE today",
    "SUM(price OF events page_view) > 30.25",
    "AVERAGE(price OF events page_view) <= 15.5",
    "DISTINCT(colour OF events page_view) >= 2",
    "MAXIMUM(price OF events page_view IN LAST 30 days) > 20",
};

std::string random_rule(Dice& dice, int depth) {
  if (depth == 0 || dice.one_in(3)) return (dice.one_in(4) ? "NOT " : "") + dice.of(leaves);
  std::string out = dice.one_in(5) ? "NOT (" : "(";
  const std::string word = dice.one_in(2) ? " AND " : " OR ";
  const std::size_t n = 2 + dice.below(2);
  for (std::size_t i = 0; i < n; ++i) out += (i > 0 ? word : "") + random_rule(dice, depth - 1);
  return out + ")";
}

// About now: the exact edges of the windows above.
Instant moment(Dice& dice, Instant now, const TimeZone& zone) {
  static const std::vector<std::int64_t> days = {0, 1, 14, 30, 45, 90};
  const std::int64_t back = dice.of(days);
  const Instant edge = dice.one_in(2) ? rules::shift(now, rules::Span::Unit::days, -back, zone)
                                      : now - Duration(back * 86'400'000);
  return Instant{edge.ms + static_cast<std::int64_t>(dice.below(3)) - 1};
}

void populate(TestDatabase& db, Dice& dice, const TimeZone& zone) {
  const Instant now = db.clock().now();
  for (int i = 0; i < 60; ++i) {
    auto d = draft("p" + std::to_string(i) + "@example.com");
    if (!dice.one_in(3)) d.country = dice.one_in(2) ? "FR" : "BE";
    if (!dice.one_in(3)) d.city = dice.one_in(2) ? "Lyon" : "LYON 3";
    if (dice.one_in(2)) d.tags.push_back("vip");
    if (dice.one_in(3)) d.tags.push_back("b2b");
    if (!dice.one_in(3))
      d.estimated_value = Money{static_cast<std::int64_t>(dice.below(12)) * 5'000,
                                *parse_currency(dice.one_in(5) ? "USD" : "EUR")};
    const auto id = add(db, d).id;
    db->write([&](store::Transaction& tx) {
      std::vector<facts::Fact> facts;
      for (std::size_t n = dice.below(7); n > 0; --n) {
        facts::Fact f;
        f.contact_id = id.uuid;
        f.occurred_at = moment(dice, now, zone);
        f.type = dice.one_in(8) ? "identified" : dice.one_in(2) ? "login" : "page_view";
        boost::json::object payload;
        if (f.type == "identified")
          payload["traits"] = boost::json::object{{"email_verified", dice.one_in(2)}};
        boost::json::object properties;
        if (!dice.one_in(4)) properties["price"] = static_cast<double>(dice.below(100)) / 4;
        if (!dice.one_in(4)) properties["colour"] = dice.one_in(2) ? "red" : "blue";
        if (dice.one_in(6)) properties["price"] = "12";
        payload["properties"] = std::move(properties);
        f.channel = dice.one_in(2) ? "website" : "";
        f.payload = Json(boost::json::value(std::move(payload)));
        facts.push_back(std::move(f));
      }
      if (!facts.empty()) facts::record_all(tx, facts);
      for (std::size_t n = dice.below(4); n > 0; --n) {
        events::OrderDraft order;
        order.contact_id = id;
        order.ordered_at = moment(dice, now, zone);
        order.channel = dice.one_in(2) ? "website" : "in_store";
        for (std::size_t lines = 1 + dice.below(2); lines > 0; --lines) {
          events::LineDraft line;
          line.name = "thing";
          line.category = dice.one_in(2) ? "coffee" : "tea";
          line.unit_price =
              Money{static_cast<std::int64_t>(1 + dice.below(20)) * 500, *parse_currency("EUR")};
          order.lines.push_back(std::move(line));
        }
        events::create_order(tx, order, {});
      }
    });
  }
}

}  // namespace

TEST_CASE("random rules: the columns and SQL name the same contacts") {
  for_each_engine([](TestDatabase& db) {
    Dice dice(20261127);
    const auto paris = TimeZone::find("Europe/Paris");
    populate(db, dice, *paris);
    db->read([&](store::Reader& reader) {
      rules::Context context = segments::segment_context(reader, people::system_caller());
      context.zone = paris;
      const auto source = people::contact_source(reader);
      segments::columns::Columns columns(context.currency);
      segments::Filler filler(columns, source, context.currency);
      filler.fill(reader);
      int some = 0;
      for (int i = 0; i < 400; ++i) {
        const std::string text =
            i < std::ssize(leaves) ? leaves[static_cast<std::size_t>(i)] : random_rule(dice, 3);
        INFO(text);
        const rules::Condition resolved = segments::resolve_rule(
            segments::read_rule(Json(boost::json::value(text))), *source->fields, context);
        filler.provide(reader, resolved);
        const auto version = columns.current();
        std::vector<Uuid> by_columns, by_sql;
        segments::columns::evaluate(segments::columns::compile(resolved, *version), *version)
            .for_each([&](segments::columns::Number n) { by_columns.push_back(version->id(n)); });
        rules::ListQuery query;
        query.source = source;
        query.order =
            std::make_shared<const rules::Order>(rules::Order{.name = "newest", .column = "c.created_at"});
        query.where = resolved;
        query.limit = 200;
        rules::list_page(reader, query,
                         [&](const store::Row& row) { by_sql.push_back(row.uuid(row.find("id"))); });
        std::sort(by_columns.begin(), by_columns.end());
        std::sort(by_sql.begin(), by_sql.end());
        REQUIRE(by_columns.size() == by_sql.size());
        REQUIRE(by_columns == by_sql);
        if (!by_sql.empty() && by_sql.size() < 60) ++some;
      }
      CHECK(some > 200);  // most of them divide the people
    });
  });
}
