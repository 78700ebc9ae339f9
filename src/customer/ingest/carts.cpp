#include "customer/ingest/carts.h"

#include <cmath>

namespace rapport::ingest {

namespace {

namespace bj = boost::json;
using store::Reach;
using store::Statement;

constexpr Duration abandoned_after = hours(1);
constexpr Duration given_up_after = hours(24 * 30);
constexpr std::int64_t carts_at_once = 200;
constexpr std::size_t products_kept = 100;

// What was ordered is in no cart any more, whoever told of the order: an event, a person, a file.
constexpr Statement find_cart{
    "ingest.find_cart", Reach::one_contact,
    "select products, checkout, value, currency, updated_at from carts where "
    "contact_id = :contact_id and cart_id = :cart_id and not exists (select 1 from "
    "orders o where o.contact_id = :contact_id and o.ordered_at >= carts.updated_at "
    "and o.ordered_at <= :at)"};
constexpr Statement put_cart{"ingest.put_cart", Reach::one_contact, R"sql(
insert into carts (contact_id, cart_id, state, checkout, value, currency, products, started_at, updated_at)
values (:contact_id, :cart_id, :state, :checkout, :value, :currency, :products, :at, :at)
on conflict (contact_id, cart_id) do update set state = excluded.state, checkout = excluded.checkout, value = excluded.value,
  currency = excluded.currency, products = excluded.products, updated_at = excluded.updated_at)sql"};
constexpr Statement close_ordered{
    "ingest.close_carts", Reach::everywhere,
    "update carts set state = 'ordered' where state = 'open' and updated_at < :before and exists (select 1 "
    "from orders o where o.contact_id = carts.contact_id and o.ordered_at >= carts.updated_at)"};
constexpr Statement waiting{"ingest.waiting_carts", Reach::everywhere, R"sql(
select contact_id, cart_id, checkout, value, currency, products, updated_at from carts
where state = 'open' and updated_at < :before order by updated_at limit :limit)sql"};
constexpr Statement abandon{
    "ingest.abandon_cart", Reach::one_contact,
    "update carts set state = 'abandoned' where contact_id = :contact_id and cart_id = "
    ":cart_id and state = 'open' and updated_at = :updated_at"};
constexpr Statement give_up{"ingest.give_up_carts", Reach::everywhere,
                            "delete from carts where state <> 'open' and updated_at < :before"};
constexpr Statement carts_sql[] = {find_cart, put_cart, close_ordered, waiting, abandon, give_up};

std::string text_of(const bj::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value) return {};
  if (value->is_string()) return std::string(value->get_string());
  return value->is_int64() || value->is_uint64() ? bj::serialize(*value) : std::string();
}

std::string key_of(const bj::object& product) {
  for (const char* name : {"product_id", "sku", "name"})
    if (auto key = text_of(product, name); !key.empty()) return key;
  return {};
}

std::optional<std::int64_t> told_quantity(const bj::object& product) {
  const auto* quantity = product.if_contains("quantity");
  const bool whole = quantity && quantity->is_int64();
  const std::int64_t n = whole ? quantity->get_int64() : 0;
  return n >= 1 && n <= 1'000'000 ? std::optional(n) : std::nullopt;
}

// The products of the cart after some of one were added or taken out; all of it where no quantity is told.
bj::array changed(bj::array products, bj::object product, bool added) {
  const std::string key = key_of(product);
  std::int64_t held = 0;
  for (auto* p = products.begin(); p != products.end(); ++p) {
    if (!p->is_object() || key_of(p->get_object()) != key) continue;
    held = told_quantity(p->get_object()).value_or(1);
    if (!added) {
      const auto taken = told_quantity(product);
      if (taken && *taken < held) {
        p->get_object()["quantity"] = held - *taken;
        return products;
      }
    }
    products.erase(p);
    break;
  }
  if (!added || products.size() >= products_kept) return products;
  if (held > 0) product["quantity"] = held + told_quantity(product).value_or(1);
  products.push_back(std::move(product));
  return products;
}

// What the products come to, where every one names its price.
std::optional<std::int64_t> value_of(const bj::array& products, Currency currency) {
  std::int64_t sum = 0;
  for (const auto& product : products) {
    if (!product.is_object()) return std::nullopt;
    const auto price = minor_units(product.get_object(), "price", currency);
    const auto* quantity = product.get_object().if_contains("quantity");
    const std::int64_t n = quantity && quantity->is_int64() ? quantity->get_int64() : 1;
    if (!price || n < 0 || n > 1'000'000 || std::abs(*price) > 1'000'000'000'000) return std::nullopt;
    sum += *price * n;
  }
  return sum;
}

struct Cart {
  bj::array products;
  bool checkout = false;
  std::optional<std::int64_t> value;
  std::optional<std::string> currency;
  Instant updated_at;
};

}  // namespace

std::optional<std::int64_t> minor_units(const bj::object& properties, std::string_view name,
                                        Currency currency) {
  const auto* value = properties.if_contains(name);
  if (!value) return std::nullopt;
  double amount = 0;
  if (const auto* text = value->if_string()) {
    const auto money = parse_money(std::string_view(*text), currency);
    return money ? std::optional(money->minor) : std::nullopt;
  }
  if (value->is_int64())
    amount = static_cast<double>(value->get_int64());
  else if (value->is_double())
    amount = value->get_double();
  else
    return std::nullopt;
  const double minor = std::round(amount * std::pow(10.0, currency.digits()));
  if (!(std::abs(minor) < 9e15)) return std::nullopt;
  return static_cast<std::int64_t>(minor);
}

void follow_cart(store::Transaction& tx, const Message& m, ContactId contact) {
  const bool adds = m.name == "Product Added", removes = m.name == "Product Removed";
  const bool views = m.name == "Cart Viewed", checks_out = m.name == "Checkout Started";
  const auto* properties = m.object("properties");
  if (!properties || !(adds || removes || views || checks_out)) return;
  std::string id = text_of(*properties, "cart_id");
  if (id.empty() || id.size() > max_id) id = "-";  // a shop that names no carts has one for each person
  Cart cart;
  tx.each(find_cart, {{"contact_id", contact}, {"cart_id", id}, {"at", m.occurred_at}},
          [&](const store::Row& row) {
            if (const auto kept = row.get<Json>(0).value(); kept.is_array()) cart.products = kept.get_array();
            cart.checkout = row.boolean(1);
            if (!row.is_null(2)) cart.value = row.integer(2);
            if (!row.is_null(3)) cart.currency = std::string(row.text(3));
            cart.updated_at = Instant{row.integer(4)};
          });
  if (m.occurred_at < cart.updated_at) return;  // it came late: the cart has moved on
  const auto* listed = properties->if_contains("products");
  bool is_emptied = false;
  if (adds || removes) {
    cart.products = changed(std::move(cart.products), *properties, adds);
    is_emptied = cart.products.empty();
  } else if (listed && listed->is_array() && listed->get_array().size() <= products_kept) {
    cart.products = listed->get_array();
    is_emptied = cart.products.empty();
  }
  cart.checkout = cart.checkout || checks_out;
  if (auto code = text_of(*properties, "currency"); parse_currency(code)) cart.currency = code;
  if (const auto currency = parse_currency(cart.currency.value_or(""))) {
    auto value = minor_units(*properties, "value", *currency);
    cart.value = value && checks_out ? value : value_of(cart.products, *currency);
  }
  tx.run(put_cart, {{"contact_id", contact},
                    {"cart_id", id},
                    {"state", is_emptied ? "emptied" : "open"},
                    {"checkout", cart.checkout},
                    {"value", cart.value},
                    {"currency", cart.currency},
                    {"products", Json(bj::value(cart.products))},
                    {"at", m.occurred_at}});
}

bool find_abandoned_carts(store::Transaction& tx) {
  std::vector<facts::Fact> happened;
  std::vector<store::Params> rows;
  std::vector<std::string> ids;
  tx.run(close_ordered, {{"before", tx.now() - abandoned_after}});
  ids.reserve(static_cast<std::size_t>(carts_at_once));
  tx.each(
      waiting, {{"before", tx.now() - abandoned_after}, {"limit", carts_at_once}},
      [&](const store::Row& row) {
        facts::Fact fact;
        fact.contact_id = row.uuid(0);
        fact.type = "cart_abandoned";
        fact.channel = "website";
        fact.source = "system";
        const Instant updated_at{row.integer(6)};
        fact.arrival = tx.now() - updated_at > hours(24) ? facts::Arrival::backfill : facts::Arrival::live;
        bj::object payload{
            {"cart_id", row.text(1)}, {"checkout", row.boolean(2)}, {"products", row.get<Json>(5).value()}};
        if (!row.is_null(3)) payload["value"] = row.integer(3);
        if (!row.is_null(4)) payload["currency"] = row.text(4);
        fact.payload = Json(payload);
        ids.emplace_back(row.text(1));
        rows.push_back(
            {{"contact_id", fact.contact_id}, {"cart_id", ids.back()}, {"updated_at", updated_at}});
        happened.push_back(std::move(fact));
      });
  tx.run(give_up, {{"before", tx.now() - given_up_after}});
  if (rows.empty()) return false;
  tx.run_batch(abandon, rows);
  facts::record_all(tx, happened);
  return std::ssize(rows) == carts_at_once;
}

std::span<const Statement> cart_statements() { return carts_sql; }

}  // namespace rapport::ingest
