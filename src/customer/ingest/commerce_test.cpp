// What the events of a shop become: orders, refunds, carts.
#include "customer/ingest/commerce.h"

#include "customer/events/orders.h"
#include "customer/ingest/contact_carts.h"
#include "customer/ingest/event_names.h"
#include "customer/ingest/ingest_fixture.h"
#include "customer/ingest/touches.h"
#include "platform/facts/feed.h"

namespace rapport::ingest {

using namespace ingest::testing;

namespace {

const std::string two_teas =
    R"({"order_id": "9001", "total": 53, "shipping": 5, "tax": 8, "discount": 2, "currency": "EUR",
  "coupon": "RENTREE", "products": [{"product_id": "p-9", "sku": "TEA-01", "name": "Tea", "price": 20, "quantity": 2},
                                    {"product_id": "p-2", "name": "Cup", "price": "2.50"}]})";

std::optional<events::Order> order(TestDatabase& db, const std::string& number) {
  return db->read([&](store::Reader& r) {
    auto found = events::find_order_by_number(r, "events", number);
    return found ? events::find_order(r, found->id) : found;
  });
}
std::string issues_of_last(TestDatabase& db, ContactId contact) {
  return db->read([&](store::Reader& r) {
    return facts::timeline(r, {.contact_id = contact.uuid, .types = {}, .limit = 1}).at(0).payload.text();
  });
}

}  // namespace

TEST_CASE("a completed order is booked once, with its lines, and adds up to its total") {
  with_both([](TestDatabase& db) {
    for (int i = 0; i < 2; ++i) send(db, server, track(R"("userId": "u")", "Order Completed", two_teas));
    const auto booked = order(db, "9001").value();
    CHECK(booked.total == Money{5'300, Currency{}});
    CHECK(booked.discount.minor == 250);  // 42.50 of goods, 13 beside them, 2.50 less than all
    CHECK(booked.lines.size() == 4);
    CHECK(booked.lines[0].sku == "TEA-01");
    CHECK(booked.items_count == 3);
    CHECK(booked.coupon == "RENTREE");
    CHECK(booked.contact_id == user(db, "u"));
    CHECK(count(db, "orders") == 1);
    const auto c =
        db->read([&](store::Reader& r) { return people::get(r, *user(db, "u"), people::system_caller()); });
    CHECK(c.orders_value.minor == 5'300);
    CHECK(count(db, "events where type = 'Order Completed' and reference_id is not null") == 2);
  });
}

TEST_CASE("the key of a web page refunds and cancels nothing, and learns nothing of another's order") {
  with_both([](TestDatabase& db) {
    send(db, server, track(R"("userId": "u")", "Order Completed", two_teas));
    const std::string stranger = R"("anonymousId": "stranger")";
    for (const char* name : {"Order Refunded", "Order Cancelled", "Order Completed"})
      send(db, browser, track(stranger, name, R"({"order_id": "9001", "total": 53, "currency": "EUR"})"));
    const auto booked = order(db, "9001").value();
    CHECK(booked.status == events::OrderStatus::paid);
    CHECK(booked.net == booked.total);
    CHECK(count(db, "orders") == 1);
    CHECK(count(db, "events where type like 'Order %' and reference_id is not null") == 1);
    CHECK(count(db, "events where cast(payload as text) like '%needs_server_key%'") == 2);
    // One's own order is booked from a page, too; to refund it takes the server.
    send(db, browser,
         track(stranger, "Order Completed", R"({"order_id": "B1", "total": 5, "currency": "EUR"})"));
    send(db, browser, track(stranger, "Order Refunded", R"({"order_id": "B1"})"));
    CHECK(order(db, "B1").value().status == events::OrderStatus::paid);
    send(db, server, track(R"("userId": "u")", "Order Refunded", R"({"order_id": "B1"})"));
    CHECK(order(db, "B1").value().net.minor == 0);
  });
}

TEST_CASE("an order with nothing but a total is booked; one with less is kept as an event that says why") {
  with_both([](TestDatabase& db) {
    send(db, server,
         track(R"("userId": "u")", "Completed Order",
               R"({"order_id": 7, "revenue": 12.345, "currency": "EUR"})"));
    CHECK(order(db, "7").value().total.minor == 1'235);
    send(db, server, track(R"("userId": "u")", "Order Completed", R"({"total": 5})"));
    CHECK(issues_of_last(db, *user(db, "u")).find("properties.order_id") != std::string::npos);
    send(db, server,
         track(R"("userId": "u")", "Order Completed", R"({"order_id": "8", "total": 5, "currency": "XXQ"})"));
    CHECK(issues_of_last(db, *user(db, "u")).find("unknown_currency") != std::string::npos);
    send(db, server, track(R"("userId": "u")", "Order Completed", R"({"order_id": "9", "total": -5})"));
    send(db, server, track(R"("userId": "u")", "Order Completed", R"({"order_id": "10", "total": 1e300})"));
    for (const char* wrong : {R"({"order_id": "8", "total": "abc"})", R"({"order_id": "8", "total": [5]})",
                              R"({"order_id": "8", "total": 5, "tax": {}})", R"({"order_id": "8"})",
                              R"({"order_id": "8", "products": [{"sku": "T", "price": "five"}]})"}) {
      send(db, server, track(R"("userId": "u")", "Order Completed", wrong));
      const auto said = issues_of_last(db, *user(db, "u"));
      CHECK((said.find("not_an_amount") != std::string::npos || said.find("required") != std::string::npos));
    }
    CHECK(count(db, "orders where total < 0") == 0);
    CHECK(count(db, "orders where number in ('8', '9')") == 0);
  });
}

TEST_CASE("money given back and a cancelled order follow the order that they name") {
  with_both([](TestDatabase& db) {
    send(db, server, track(R"("userId": "u")", "Order Completed", two_teas));
    send(db, server, track(R"("userId": "u")", "Order Refunded", R"({"order_id": "9001", "total": 20})"));
    CHECK(order(db, "9001").value().status == events::OrderStatus::partially_refunded);
    CHECK(order(db, "9001").value().net.minor == 3'300);
    send(db, server, track(R"("userId": "u")", "Order Refunded", R"({"order_id": "9001"})"));
    CHECK(order(db, "9001").value().status == events::OrderStatus::refunded);
    send(db, server, track(R"("userId": "u")", "Order Completed", R"({"order_id": "2", "total": 5})"));
    send(db, server,
         track(R"("userId": "u")", "Order Cancelled", R"({"order_id": "2"})") + "," +
             track(R"("userId": "u")", "Order Cancelled", R"({"order_id": "2"})"));
    CHECK(order(db, "2").value().status == events::OrderStatus::cancelled);
  });
}

TEST_CASE("money goes back and orders are cancelled when the shop did it, as news or as history") {
  with_both([](TestDatabase& db) {
    db.clock().set(parse_instant("2026-11-20T12:00:00Z").value());
    const auto at = [&](const std::string& time, const std::string& event, const std::string& properties) {
      send(db, server,
           track(R"("userId": "u", "sentAt": "2026-11-20T12:00:30Z", "timestamp": ")" + time + '"', event,
                 properties));
    };
    at("2026-11-10T12:00:30Z", "Order Completed", R"({"order_id": "1", "total": 50, "currency": "EUR"})");
    at("2026-11-12T12:00:30Z", "Order Refunded", R"({"order_id": "1", "total": 20})");
    at("2026-11-20T11:30:30Z", "Order Refunded", R"({"order_id": "1", "total": 10})");
    at("2026-11-13T12:00:30Z", "Order Cancelled", R"({"order_id": "1"})");
    const auto booked = [&](const std::string& type, const std::string& time, const std::string& arrival) {
      return count(db, "events where type = '" + type + "' and arrival = '" + arrival +
                           "' and occurred_at = " + std::to_string(parse_instant(time).value().ms));
    };
    CHECK(booked("refund", "2026-11-12T12:00:00Z", "backfill") == 1);
    CHECK(booked("refund", "2026-11-20T11:30:00Z", "live") == 1);
    CHECK(booked("order_cancelled", "2026-11-13T12:00:00Z", "backfill") == 1);
    CHECK(count(db, "order_adjustments where occurred_at = " +
                        std::to_string(parse_instant("2026-11-12T12:00:00Z").value().ms)) == 1);
  });
}

TEST_CASE("products that come back alone give back what they cost, and no more than is left") {
  with_both([](TestDatabase& db) {
    send(db, server, track(R"("userId": "u")", "Order Completed", two_teas));
    const auto back = [&](const std::string& products) {
      send(db, server,
           track(R"("userId": "u")", "Order Refunded",
                 R"({"order_id": "9001", "products": [)" + products + "]}"));
      return order(db, "9001").value();
    };
    CHECK(back(R"({"sku": "TEA-01", "price": 20, "quantity": 1})").refunded.minor == 2'000);
    const auto cup = back(R"({"product_id": "p-2"})");  // at the price of the order
    CHECK(cup.refunded.minor == 2'250);
    CHECK(cup.lines[0].refunded_quantity == 1);
    CHECK(cup.lines[1].refunded_quantity == 1);
    CHECK(back(R"({"sku": "nothing of it"})").refunded.minor == 2'250);
    CHECK(issues_of_last(db, *user(db, "u")).find("unknown_product") != std::string::npos);
    CHECK(back(R"({"sku": "TEA-01", "price": 20, "quantity": 5})").status == events::OrderStatus::refunded);
    CHECK(order(db, "9001").value().refunded.minor == 5'300);
  });
}

TEST_CASE("what a visitor ordered is the contact's when the visitor is known") {
  with_both([](TestDatabase& db) {
    send(db, server, identify(R"("userId": "known")"));
    send(db, browser, track(R"("anonymousId": "a")", "Order Completed", two_teas));
    send(db, server, track(R"("anonymousId": "a", "userId": "known")"));
    const auto known = db->read(
        [&](store::Reader& r) { return people::get(r, *user(db, "known"), people::system_caller()); });
    CHECK(known.orders_count == 1);
    CHECK(order(db, "9001").value().contact_id == known.id);
    // Of one who becomes a contact, nothing has to move; the sums are there all the same.
    send(db, browser,
         track(R"("anonymousId": "b")", "Order Completed",
               R"({"order_id": "b1", "total": 5, "currency": "EUR"})"));
    send(db, browser, identify(R"("anonymousId": "b")", R"("email": "b@example.com")"));
    const auto fresh = db->read([&](store::Reader& r) {
      return people::get(r, *mail(db, "b@example.com"), people::system_caller());
    });
    CHECK(fresh.orders_count == 1);
  });
}

TEST_CASE("a cart that nobody takes to the end is noticed after an hour, once") {
  with_both([](TestDatabase& db) {
    const std::string tea =
        R"({"product_id": "p-9", "name": "Tea", "price": 12.5, "quantity": 2, "currency": "EUR"})";
    send(db, server,
         track(R"("userId": "u")", "Product Added", tea) + "," +
             track(R"("userId": "u")", "Product Added",
                   R"({"product_id": "p-2", "price": 3, "currency": "EUR"})") +
             "," + track(R"("userId": "u")", "Product Removed", R"({"product_id": "p-2"})"));
    send(db, server, track(R"("userId": "w")", "Checkout Started", two_teas));
    db.clock().advance(minutes(59));
    db->write([](store::Transaction& tx) { find_abandoned_carts(tx); });
    CHECK(count(db, "events where type = 'cart_abandoned'") == 0);
    send(db, server, track(R"("userId": "w")", "Order Completed", two_teas));
    db.clock().advance(minutes(2));
    for (int i = 0; i < 2; ++i) db->write([](store::Transaction& tx) { find_abandoned_carts(tx); });
    CHECK(history(db, user(db, "u")->uuid).back() == "cart_abandoned");
    CHECK(count(db, "events where type = 'cart_abandoned'") == 1);
    CHECK(count(db, "carts where value = 2500 and currency = 'EUR'") == 1);
    CHECK(count(db, "carts where state = 'ordered'") == 1);
    const auto left = db->read([&](store::Reader& r) { return list_carts(r, *user(db, "u")); });
    REQUIRE(left.size() == 1);
    CHECK(left[0].state == CartState::abandoned);
    CHECK(left[0].value == Money{2'500, Currency{}});
    REQUIRE(left[0].products.size() == 1);
    CHECK(left[0].products[0].name == "Tea");
    CHECK(left[0].products[0].quantity == 2);
    CHECK(left[0].products[0].price == Money{1'250, Currency{}});
    CHECK(db->read([&](store::Reader& r) { return list_carts(r, *user(db, "w")); }).empty());
  });
}

TEST_CASE("a cart holds as many of a product as were added, less those that were taken out") {
  with_both([](TestDatabase& db) {
    const auto say = [&](const char* name, const char* quantity) {
      send(db, server,
           track(R"("userId": "u")", name,
                 R"({"product_id": "p-9", "price": 12.5, "currency": "EUR")" + std::string(quantity) + "}"));
    };
    const auto value = [&]() -> std::int64_t {
      const auto carts = db->read([&](store::Reader& r) { return list_carts(r, *user(db, "u")); });
      return carts.empty() ? 0 : carts[0].value.value_or(Money{}).minor;
    };
    say("Product Added", R"(, "quantity": 2)");
    say("Product Added", "");
    CHECK(value() == 3'750);
    say("Product Removed", R"(, "quantity": 1)");
    CHECK(value() == 2'500);
    say("Product Removed", R"(, "quantity": -1)");  // as many as there are
    CHECK(value() == 0);
  });
}

TEST_CASE("a cart that was emptied, or ordered by hand, by a program or in a file, is not abandoned") {
  with_both([](TestDatabase& db) {
    const std::string tea = R"({"product_id": "p-9", "price": 12, "currency": "EUR"})";
    const auto put = [&](const char* who) {
      send(db, server, track(R"("userId": ")" + std::string(who) + '"', "Product Added", tea));
    };
    for (const char* who : {"emptied", "empty", "ordered", "earlier"}) put(who);
    send(db, server, track(R"("userId": "emptied")", "Product Removed", tea));
    send(db, server, track(R"("userId": "empty")", "Cart Viewed", R"({"products": []})"));
    const auto book = [&](const char* who, Duration ago) {
      db->write([&](store::Transaction& tx) {
        events::OrderDraft draft;
        draft.contact_id = user(db, who);
        draft.ordered_at = tx.now() - ago;
        draft.lines = {{.name = "Tea", .unit_price = Money{1'200, Currency{}}}};
        events::create_order(tx, draft, {Currency{}, {}, "api"});
      });
    };
    book("earlier", hours(3));
    db.clock().advance(minutes(10));
    book("ordered", minutes(1));
    db.clock().advance(minutes(55));
    db->write([](store::Transaction& tx) { find_abandoned_carts(tx); });
    CHECK(count(db, "events where type = 'cart_abandoned'") == 1);
    CHECK(history(db, user(db, "earlier")->uuid).back() == "cart_abandoned");
    CHECK(count(db, "carts where state = 'ordered'") == 1);
    put("ordered");  // another cart, without what was ordered
    put("emptied");
    CHECK(count(db, "carts where state = 'open' and value = 1200") == 2);
  });
}

TEST_CASE("a group becomes a company with its people; a page's word makes none") {
  with_both([](TestDatabase& db) {
    const auto group = [](const std::string& ids, const std::string& traits) {
      return R"({"type": "group", "groupId": "acme", )" + ids + R"(, "traits": {)" + traits + "}}";
    };
    send(
        db, server,
        group(
            R"("userId": "u")",
            R"("name": "Acme", "website": "https://www.acme.example/x", "employees": 40, "industry": "Tea")") +
            "," +
            group(R"("userId": "w")",
                  R"("industry": "Coffee", "address": {"city": "Huế", "country": "Nowhere"})"));
    send(db, browser, R"({"type": "group", "groupId": "other", "anonymousId": "a"})");
    CHECK(count(db, "companies") == 1);
    CHECK(count(db,
                "companies where name = 'Acme' and domain = 'acme.example' and size = '40' and industry = "
                "'Coffee' and city = 'Huế'") == 1);
    CHECK(count(db, "contacts where company = 'Acme' and company_id is not null") == 2);
    CHECK(issues_of_last(db, *user(db, "w")).find("traits.country") != std::string::npos);
  });
}

TEST_CASE(
    "first and last touch are the earliest and the latest, however late they come, and name the channel") {
  with_both([](TestDatabase& db) {
    const auto page = [](const std::string& minute, const std::string& url, const std::string& referrer) {
      return R"({"type": "page", "anonymousId": "a", "timestamp": "2026-11-20T10:)" + minute +
             R"(:00Z", "context": {"page": {"url": ")" + url + R"(", "referrer": ")" + referrer + "\"}}}";
    };
    db.clock().set(parse_instant("2026-11-20T11:00:00Z").value());
    send(db, browser,
         page("20", "https://shop.example/tea", "https://shop.example/") + "," +
             page("30", "https://shop.example/?utm_source=News&utm_medium=email&utm_campaign=Rentr%C3%A9e+26",
                  ""));
    send(db, browser, page("10", "https://shop.example/?gclid=x", "https://www.google.com/"));
    send(db, browser, identify(R"("anonymousId": "a")", R"("email": "a@example.com")"));
    const auto id = mail(db, "a@example.com").value();
    const auto touches = db->read([&](store::Reader& r) { return find_touches(r, id); });
    REQUIRE(touches.first);
    CHECK(touches.first->channel == "paid.google");
    CHECK(touches.first->referrer == "google.com");
    CHECK(touches.first->landing == "https://shop.example/");
    CHECK(touches.last->channel == "organic.content");
    CHECK(touches.last->campaign == "rentree 26");
    CHECK(db->read([&](store::Reader& r) {
      return people::get(r, id, people::system_caller()).acquisition_channel;
    }) == "paid.google");
    // Of somebody who was known before, the visitor's touches come along.
    send(db, server, identify(R"("userId": "u")"));
    send(
        db, browser,
        R"({"type": "page", "anonymousId": "b", "context": {"campaign": {"source": "partner-x", "medium": "affiliate"}}})");
    send(db, server, track(R"("anonymousId": "b", "userId": "u")"));
    CHECK(db->read([&](store::Reader& r) { return find_touches(r, *user(db, "u")).first->channel; }) ==
          "referral.partners");
  });
}

TEST_CASE("the catalogue lists names with their properties, and marks a type that is rare") {
  with_both([](TestDatabase& db) {
    std::string many;
    for (int i = 0; i < 60; ++i)
      many += track(R"("userId": "u")", "Rated", R"({"stars": 5, "at": "2026-11-20T09:00:00Z"})") + ",";
    send(db, server, many + track(R"("userId": "u")", "Rated", R"({"stars": "five", "more": {"a": 1}})"));
    NameKeeper keeper;
    facts::FeedRunner runner(*db);
    runner.add(keeper);
    runner.run_to_end();
    const auto names = db->read([](store::Reader& r) { return list_event_names(r, "rat"); });
    REQUIRE(names.size() == 1);
    CHECK(names[0].seen == 61);
    CHECK(names[0].warnings == 1);
    const auto event = db->read([](store::Reader& r) { return get_event(r, "Rated"); });
    REQUIRE(event.properties.size() == 4);
    CHECK(event.properties[0].type == "time");
    CHECK(event.properties[3].sample == "five");
    CHECK(event.properties[3].unexpected);
    CHECK_THROWS_AS(db->read([](store::Reader& r) { return get_event(r, "Never"); }), Error);
  });
}

TEST_CASE("a name that is blocked is left out, one that is renamed comes in under the other") {
  with_both([](TestDatabase& db) {
    send(db, server, track(R"("userId": "u")", "Old") + "," + track(R"("userId": "u")", "Noise"));
    NameKeeper keeper;
    facts::FeedRunner runner(*db);
    runner.add(keeper);
    runner.run_to_end();
    db->write([](store::Transaction& tx) {
      change_event(tx, "Old", {"", false, "New"});
      change_event(tx, "Noise", {"Nobody reads it", true, std::nullopt});
      CHECK_THROWS_AS(change_event(tx, "Old", {"", false, "purchase"}), Error);
    });
    const auto out =
        send(db, server, track(R"("userId": "u")", "Old") + "," + track(R"("userId": "u")", "Noise"));
    CHECK(out.accepted == 1);
    CHECK(out.blocked == 1);
    CHECK(history(db, user(db, "u")->uuid) == Names{"Old", "Noise", "New"});
  });
}

}  // namespace rapport::ingest
