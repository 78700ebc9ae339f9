#include "customer/events/orders.h"

#include <doctest/doctest.h>

#include "customer/events/catalogue.h"
#include "customer/events/events_api.h"
#include "customer/people/people.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::events;
using store::testing::for_each_engine;
using store::testing::TestDatabase;

namespace {

const Currency eur = *parse_currency("EUR");
const Recording recording{eur, {}, "api"};
Money euros(std::int64_t minor) { return {minor, eur}; }

ContactId add_contact(TestDatabase& db, const std::string& email) {
  people::ContactDraft draft;
  draft.email = email;
  return db->write(
      [&](store::Transaction& tx) { return people::create(tx, draft, people::system_caller()).id; });
}

LineDraft line(const std::string& name, std::int64_t quantity, std::int64_t price) {
  LineDraft l;
  l.name = name;
  l.quantity = quantity;
  l.unit_price = euros(price);
  return l;
}

Order add_order(TestDatabase& db, std::optional<ContactId> contact, std::vector<LineDraft> lines,
                std::optional<std::string> number = std::nullopt, std::optional<Instant> at = std::nullopt) {
  OrderDraft draft;
  draft.contact_id = contact;
  draft.number = std::move(number);
  draft.ordered_at = at;
  draft.lines = std::move(lines);
  return db->write([&](store::Transaction& tx) { return create_order(tx, draft, recording); });
}

Order refund(TestDatabase& db, OrderId id, const RefundDraft& draft) {
  return db->write([&](store::Transaction& tx) {
    refund_order(tx, get_order(tx, id), draft, recording);
    return get_order(tx, id);
  });
}

people::Contact contact_of(TestDatabase& db, ContactId id) {
  return db->read([&](store::Reader& r) { return people::get(r, id, people::system_caller()); });
}

template <class F>
ErrorCode refusal(F&& f, std::string* path = nullptr) {
  try {
    f();
  } catch (const Error& error) {
    if (path && !error.issues().empty()) *path = error.issues()[0].path;
    return error.code();
  }
  return ErrorCode::internal;
}

}  // namespace

TEST_CASE("every statement of orders fits the schema of both engines") {
  for_each_engine([](TestDatabase& db) { store::testing::prepare_all(*db, events::statements()); });
}

TEST_CASE("an order counts in its customer's figures and stands on the timeline") {
  for_each_engine([](TestDatabase& db) {
    const auto contact = add_contact(db, "ada@example.com");
    const auto order = add_order(db, contact, {line("Filter", 2, 1250), line("Hose", 1, 999)});
    CHECK(order.total == euros(3499));
    CHECK(order.net == euros(3499));
    CHECK(order.items_count == 3);
    REQUIRE(order.lines.size() == 2);
    CHECK(order.lines[0].total == euros(2500));
    CHECK(order.arrival == facts::Arrival::live);
    const auto person = contact_of(db, contact);
    CHECK(person.orders_count == 1);
    CHECK(person.orders_value == euros(3499));
    CHECK(person.first_order_at == order.ordered_at);
    const auto facts = db->read([&](store::Reader& r) {
      return facts::timeline(r, {.contact_id = contact.uuid, .types = {"purchase"}});
    });
    REQUIRE(facts.size() == 1);
    CHECK(facts[0].reference_id == order.id.uuid);
    CHECK(facts[0].payload.text().find("3499") != std::string::npos);
  });
}

TEST_CASE("an older order is history: backfill, in its place on the timeline") {
  for_each_engine([](TestDatabase& db) {
    const auto contact = add_contact(db, "ada@example.com");
    const Instant now = db.clock().now();
    add_order(db, contact, {line("Second", 1, 200)}, "2", now - hours(48));
    add_order(db, contact, {line("Third", 1, 300)}, "3", now - hours(1));
    const auto first = add_order(db, contact, {line("First", 1, 100)}, "1", now - hours(480));
    CHECK(first.arrival == facts::Arrival::backfill);
    const auto facts = db->read([&](store::Reader& r) {
      return facts::timeline(r, {.contact_id = contact.uuid, .types = {"purchase"}});
    });
    REQUIRE(facts.size() == 3);
    CHECK(facts[0].occurred_at > facts[1].occurred_at);
    CHECK(facts[1].occurred_at > facts[2].occurred_at);
    CHECK(facts[0].arrival == facts::Arrival::live);
    CHECK(facts[2].reference_id == first.id.uuid);
    const auto person = contact_of(db, contact);
    CHECK(person.first_order_at == first.ordered_at);
    CHECK(person.last_order_at == now - hours(1));
  });
}

TEST_CASE("an order number is taken once within its source") {
  for_each_engine([](TestDatabase& db) {
    const auto contact = add_contact(db, "ada@example.com");
    add_order(db, contact, {line("Filter", 1, 100)}, "A-1");
    std::string path;
    CHECK(refusal([&] { add_order(db, contact, {line("Filter", 1, 100)}, "A-1"); }, &path) ==
          ErrorCode::conflict);
    CHECK(path == "number");
    CHECK(contact_of(db, contact).orders_count == 1);
  });
}

TEST_CASE("refunds by unit, by amount and of the rest add up to the order and never exceed it") {
  for_each_engine([](TestDatabase& db) {
    const auto contact = add_contact(db, "ada@example.com");
    add_order(db, contact, {line("Other", 1, 5000)}, "keep");
    const auto made = add_order(db, contact, {line("Three", 3, 333), line("One", 1, 1)});
    auto o = refund(db, made.id, {std::nullopt, "scratched", {{1, 1}}});
    CHECK(o.status == OrderStatus::partially_refunded);
    CHECK(o.refunded == euros(333));
    CHECK(o.net == euros(667));
    CHECK(o.lines[0].refunded_quantity == 1);
    o = refund(db, made.id, {euros(100), "goodwill", {}});
    CHECK(o.net == euros(567));
    CHECK(contact_of(db, contact).orders_value == euros(5567));
    CHECK(refusal([&] { refund(db, made.id, {euros(568), "", {}}); }) == ErrorCode::invalid);
    std::string path;
    CHECK(refusal([&] { refund(db, made.id, {std::nullopt, "", {{1, 3}}}); }, &path) == ErrorCode::invalid);
    CHECK(path == "lines[0].quantity");
    o = refund(db, made.id, {});
    CHECK(o.status == OrderStatus::refunded);
    CHECK(o.net == euros(0));
    CHECK(o.refunded == o.total);
    CHECK(refusal([&] { refund(db, made.id, {}); }) == ErrorCode::conflict);
    const auto person = contact_of(db, contact);
    CHECK(person.orders_count == 1);
    CHECK(person.orders_value == euros(5000));
  });
}

TEST_CASE("a cancelled order counts for nothing, and the first order is another one then") {
  for_each_engine([](TestDatabase& db) {
    const auto contact = add_contact(db, "ada@example.com");
    const Instant now = db.clock().now();
    const auto early = add_order(db, contact, {line("Early", 1, 100)}, "1", now - hours(3));
    const auto late = add_order(db, contact, {line("Late", 1, 200)}, "2", now - hours(1));
    db->write([&](store::Transaction& tx) {
      cancel_order(tx, get_order(tx, early.id), "changed mind", recording);
    });
    const auto person = contact_of(db, contact);
    CHECK(person.orders_count == 1);
    CHECK(person.orders_value == euros(200));
    CHECK(person.first_order_at == late.ordered_at);
    const auto again = [&] {
      db->write([&](store::Transaction& tx) { cancel_order(tx, get_order(tx, early.id), "", recording); });
    };
    CHECK(refusal(again) == ErrorCode::conflict);
  });
}

TEST_CASE("an order in another currency is kept apart from the sums") {
  for_each_engine([](TestDatabase& db) {
    const auto contact = add_contact(db, "ada@example.com");
    OrderDraft draft;
    draft.contact_id = contact;
    draft.currency = *parse_currency("VND");
    draft.lines = {line("Glasses", 1, 0)};
    draft.lines[0].unit_price = Money{900'000, *draft.currency};
    const auto order = db->write([&](store::Transaction& tx) { return create_order(tx, draft, recording); });
    CHECK(order.total == Money{900'000, *draft.currency});
    CHECK(contact_of(db, contact).orders_count == 0);
    std::string path;
    draft.lines[0].unit_price = euros(5);
    CHECK(refusal(
              [&] { db->write([&](store::Transaction& tx) { return create_order(tx, draft, recording); }); },
              &path) == ErrorCode::invalid);
    CHECK(path == "lines[0].unit_price");
  });
}

TEST_CASE("lists page by date and by value without losing or repeating an order") {
  for_each_engine([](TestDatabase& db) {
    const auto contact = add_contact(db, "ada@example.com");
    const Instant at = db.clock().now() - hours(2);
    for (int i = 0; i < 7; ++i)
      add_order(db, contact, {line("Filter", 1, 100 * (i % 3))}, "N-" + std::to_string(i), at);
    for (const std::string sort : {"newest", "oldest", "total", "-total"}) {
      OrderQuery query;
      query.sort = sort;
      query.limit = 2;
      std::set<OrderId> seen;
      for (int page = 0; page < 4; ++page) {
        const auto got = db->read([&](store::Reader& r) { return list_orders(r, query); });
        for (const auto& o : got.items) CHECK(seen.insert(o.id).second);
        query.cursor = got.next_cursor;
      }
      CHECK(seen.size() == 7);
      CHECK_FALSE(query.cursor);
    }
    OrderQuery query;
    query.search = "N-3";
    CHECK(db->read([&](store::Reader& r) { return list_orders(r, query); }).items.size() == 1);
    query.search = "n-3";
    CHECK(db->read([&](store::Reader& r) { return list_orders(r, query); }).items.empty());
    OrderQuery owned;
    CHECK(db->read([&](store::Reader& r) {
              return list_orders(r, owned, std::vector<Uuid>{contact.uuid});
            }).items.empty());
  });
}

TEST_CASE("products are unique by sku and keep what they sold") {
  for_each_engine([](TestDatabase& db) {
    const auto product = db->write([&](store::Transaction& tx) {
      return create_product(tx, {"SKU-1", "Élégant filter", std::nullopt, euros(1250), true});
    });
    CHECK(refusal([&] {
            db->write([&](store::Transaction& tx) {
              return create_product(tx, {"SKU-1", "Twin", {}, {}, true});
            });
          }) == ErrorCode::conflict);
    LineDraft l;
    l.sku = "SKU-1";
    l.quantity = 2;
    const auto order = add_order(db, std::nullopt, {l});
    CHECK(order.total == euros(2500));
    CHECK(order.lines[0].product_id == product.id);
    CHECK_FALSE(order.contact_id);
    refund(db, order.id, {std::nullopt, "", {{1, 1}}});
    const auto after = db->read([&](store::Reader& r) { return get_product(r, product.id); });
    CHECK(after.orders_count == 1);
    CHECK(after.units_sold == 1);
    CHECK(after.revenue == euros(1250));
    ProductQuery query;
    query.search = "elegant";
    CHECK(db->read([&](store::Reader& r) { return list_products(r, query); }).items.size() == 1);
    query.search = "100%";
    CHECK(db->read([&](store::Reader& r) { return list_products(r, query); }).items.empty());
    db->write([&](store::Transaction& tx) { remove_product(tx, get_product(tx, product.id)); });
    CHECK_FALSE(db->read([&](store::Reader& r) { return get_product(r, product.id); }).active);
  });
}
