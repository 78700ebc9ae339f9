// Orders that are told of too early, again, or by those who are not to be believed.
#include "customer/events/orders.h"
#include "customer/ingest/ingest_fixture.h"
#include "customer/ingest/waiting_orders.h"

namespace rapport::ingest {

using namespace ingest::testing;

namespace {

using events::OrderStatus;

void tell(TestDatabase& db, const Source& source, const std::string& who, const std::string& event,
          const std::string& properties, const std::string& time = "2026-11-20T10:00:00Z") {
  send(db, source, track(who + R"(, "timestamp": ")" + time + '"', event, properties));
}
events::Order told_order(TestDatabase& db, const std::string& number) {
  return db->read(
      [&](store::Reader& r) { return events::find_order_by_number(r, "events", number).value(); });
}
people::Contact customer(TestDatabase& db, ContactId id) {
  return db->read([&](store::Reader& r) { return people::get(r, id, people::system_caller()); });
}
std::int64_t with_issue(TestDatabase& db, const std::string& code) {
  return count(db, "events where cast(payload as text) like '%" + code + "%'");
}
void with_noon(const std::function<void(TestDatabase&)>& test) {
  with_both([&](TestDatabase& db) {
    db.clock().set(parse_instant("2026-11-20T12:00:00Z").value());
    test(db);
  });
}

const std::string u = R"("userId": "u")";

}  // namespace

TEST_CASE("money given back before its order came goes back with the order, once and in order of time") {
  with_noon([](TestDatabase& db) {
    tell(db, server, u, "Order Refunded", R"({"order_id": "1", "total": 20})", "2026-11-20T11:00:00Z");
    tell(db, server, u, "Order Updated", R"({"order_id": "1", "total": 40})", "2026-11-20T10:30:00Z");
    tell(db, server, u, "Order Canceled", R"({"order_id": "2"})", "2026-11-20T11:00:00Z");
    CHECK(with_issue(db, "waits_for_order") == 3);
    CHECK(count(db, "waiting_order_events") == 3);
    for (int i = 0; i < 2; ++i)
      for (const char* number : {"1", "2", "3"})
        tell(db, server, u, "Order Completed",
             R"({"total": 50, "currency": "EUR", "order_id": ")" + std::string(number) + "\"}");
    CHECK(told_order(db, "1").total.minor == 4'000);
    CHECK(told_order(db, "1").net.minor == 2'000);
    CHECK(told_order(db, "2").status == OrderStatus::cancelled);
    CHECK(told_order(db, "3").status == OrderStatus::paid);
    CHECK(customer(db, *user(db, "u")).orders_value.minor == 7'000);
    CHECK(count(db, "waiting_order_events") == 0);
    CHECK(count(db, "events where type = 'refund' and source = 'server' and occurred_at = " +
                        std::to_string(parse_instant("2026-11-20T11:00:00Z").value().ms)) == 1);
  });
}

TEST_CASE("the order and what came before it may come in one batch; what nobody orders is forgotten") {
  with_noon([](TestDatabase& db) {
    const std::string id = R"({"order_id": "1", "total": 50, "currency": "EUR"})";
    send(db, server,
         track(u, "Order Refunded", R"({"order_id": "1"})") + "," + track(u, "Order Completed", id));
    CHECK(told_order(db, "1").status == OrderStatus::refunded);
    send(db, server,
         track(u, "Order Refunded", R"({"order_id": "9", "total": 5, "email": "lan@example.com"})"));
    CHECK(count(db, "waiting_order_events where cast(properties as text) like '%lan@%'") == 0);
    send(db, browser, track(R"("anonymousId": "a")", "Order Cancelled", R"({"order_id": "8"})"));
    CHECK(count(db, "waiting_order_events") == 1);
    db.clock().advance(hours(24 * 31));
    db->write([](store::Transaction& tx) { forget_waiting_orders(tx); });
    CHECK(count(db, "waiting_order_events") == 0);
  });
}

TEST_CASE(
    "an order that the shop updates has the new figures, in the sums too; an older update changes nothing") {
  with_noon([](TestDatabase& db) {
    tell(db, server, u, "Order Completed",
         R"({"order_id": "1", "total": 45, "shipping": 5, "currency": "EUR",
             "products": [{"sku": "A", "price": 20, "quantity": 2}]})");
    tell(db, server, u, "Order Refunded", R"({"order_id": "1", "products": [{"sku": "A", "price": 20}]})");
    tell(db, server, u, "Order Updated",
         R"({"order_id": "1", "coupon": "C", "products": [{"sku": "A", "price": 20, "quantity": 3},
             {"sku": "B", "price": 7}]})",
         "2026-11-20T11:00:00Z");
    tell(db, server, u, "Order Updated", R"({"order_id": "1", "total": 1000})", "2026-11-20T10:30:00Z");
    const auto after = told_order(db, "1");
    CHECK(after.total.minor == 6'700);
    CHECK(after.net.minor == 4'700);
    CHECK(after.status == OrderStatus::partially_refunded);
    CHECK(after.coupon == "C");
    REQUIRE(after.lines.size() == 2);
    CHECK(after.lines[0].refunded_quantity == 1);
    CHECK(after.reporting_net->minor == 4'700);
    CHECK(customer(db, *user(db, "u")).orders_value.minor == 4'700);
    CHECK(count(db, "events where type = 'order_updated'") == 1);
    // A total alone keeps the products; a state follows its own way; a page changes nothing.
    tell(db, server, u, "Order Updated", R"({"order_id": "1", "total": 70})", "2026-11-20T11:30:00Z");
    CHECK(told_order(db, "1").lines[0].sku == "A");
    CHECK(told_order(db, "1").net.minor == 5'000);
    tell(db, browser, R"("anonymousId": "a")", "Order Updated", R"({"order_id": "1", "total": 1})");
    tell(db, server, u, "Order Updated", R"({"order_id": "1", "total": 1})", "2026-11-20T11:40:00Z");
    CHECK(with_issue(db, "too_small") == 1);  // less than was given back
    CHECK(told_order(db, "1").net.minor == 5'000);
    tell(db, server, u, "Order Updated", R"({"order_id": "1", "status": "shipped"})", "2026-11-20T11:45:00Z");
    tell(db, server, u, "Order Updated", R"({"order_id": "1", "status": "Cancelled"})",
         "2026-11-20T11:50:00Z");
    CHECK(told_order(db, "1").status == OrderStatus::cancelled);
    CHECK(with_issue(db, "needs_server_key") == 1);
  });
}

TEST_CASE("what a server says of an order takes the place of what a page said") {
  with_noon([](TestDatabase& db) {
    send(db, server, identify(u));
    const std::string visitor = R"("anonymousId": "a")";
    const auto both = [&](const std::string& number, const std::string& of_page,
                          const std::string& of_server) {
      const auto order = [&](const std::string& total) {
        return R"({"order_id": ")" + number + R"(", "currency": "EUR", "total": )" + total + "}";
      };
      tell(db, browser, visitor, "Order Completed", order(of_page));
      tell(db, server, u, "Order Completed", order(of_server));
      tell(db, browser, visitor, "Order Completed", order("7777"));
      tell(db, server, u, "Order Completed", order("8888"));  // the second word of a server is no update
      return told_order(db, number);
    };
    const auto taken = both("1", "0.01", "50");
    CHECK(taken.contact_id == user(db, "u"));
    CHECK(taken.total.minor == 5'000);
    CHECK(count(db, "orders where number = '1' and status = 'cancelled'") == 1);
    // The page of the same person, known by now: its order is corrected in place.
    send(db, server, track(R"("anonymousId": "a", "userId": "u")"));
    CHECK(both("2", "30", "40").total.minor == 4'000);
    CHECK(both("3", "30", "30").total.minor == 3'000);
    CHECK(count(db, "orders where number in ('2', '3')") == 2);
    CHECK(count(db, "events where type = 'order_updated'") == 1);
    CHECK(customer(db, *user(db, "u")).orders_value.minor == 12'000);
    CHECK(customer(db, *user(db, "u")).orders_count == 3);
  });
}

TEST_CASE("what a server gave back of a page's order is given back of its own") {
  with_noon([](TestDatabase& db) {
    const std::string id = R"({"order_id": "1", "total": 50, "currency": "EUR"})";
    tell(db, browser, R"("anonymousId": "a")", "Order Completed", id);
    tell(db, server, u, "Order Refunded", R"({"order_id": "1", "total": 20})");
    tell(db, server, u, "Order Completed", id);
    CHECK(told_order(db, "1").contact_id == user(db, "u"));
    CHECK(told_order(db, "1").net.minor == 3'000);
  });
}

}  // namespace rapport::ingest
