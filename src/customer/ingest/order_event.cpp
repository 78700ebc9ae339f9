#include "customer/ingest/order_event.h"

#include <algorithm>

#include "base/text.h"
#include "customer/ingest/carts.h"

namespace rapport::ingest {

namespace {

namespace bj = boost::json;
using events::NewLine;
using events::NewOrder;

constexpr std::size_t most_lines = 500;
constexpr std::int64_t most_units = 1'000'000;
constexpr std::int64_t largest_amount =
    1'000'000'000'000'000;  // minor units; the sum of 500 lines still fits

std::string word_of(const bj::object& object, std::string_view name, std::size_t limit) {
  const auto* value = object.if_contains(name);
  if (!value) return {};
  std::string out;
  if (value->is_string()) out = std::string(value->get_string());
  if (value->is_int64() || value->is_uint64()) out = bj::serialize(*value);
  return out.size() <= limit ? out : std::string();
}

std::int64_t quantity_of(const bj::object& product) {
  const auto* quantity = product.if_contains("quantity");
  const std::int64_t n = quantity && quantity->is_int64() ? quantity->get_int64() : 1;
  if (n < 1 || n > most_units)
    throw Cannot{"properties.products", "invalid", "holds a quantity that is not 1 to 1,000,000"};
  return n;
}

// What is no amount is not taken for nothing: an order would be booked for another sum than it was.
std::optional<std::int64_t> amount_of(const bj::object& object, std::string_view name, Currency currency,
                                      const std::string& path) {
  const auto* value = object.if_contains(name);
  if (!value || value->is_null() || (value->is_string() && value->get_string().empty())) return std::nullopt;
  const auto amount = minor_units(object, name, currency);
  if (!amount) throw Cannot{path, "not_an_amount", "is no amount; send a number as 12.50"};
  return amount;
}

std::optional<std::int64_t> price_of(const bj::object& product, std::int64_t quantity, Currency currency) {
  const auto price = amount_of(product, "price", currency, "properties.products.price");
  if (price && std::abs(*price) > largest_amount / quantity)
    throw Cannot{"properties.products", "invalid", "holds a price that is too large"};
  return price;
}

NewLine line_of(const bj::object& product, Currency currency) {
  NewLine line;
  for (const char* name : {"sku", "product_id"})
    if (!line.sku)
      if (auto sku = word_of(product, name, 100); !sku.empty()) line.sku = sku;
  line.name = word_of(product, "name", 300);
  if (line.name.empty()) line.name = line.sku.value_or("?");
  if (auto category = word_of(product, "category", 100); !category.empty()) line.category = category;
  line.quantity = quantity_of(product);
  line.unit_price = price_of(product, line.quantity, currency).value_or(0);
  line.total = line.unit_price * line.quantity;
  return line;
}

// The line of the order that a product given back stands in, if its name is told the same way again.
const events::OrderLine* line_named(const events::Order& order, const bj::object& product) {
  for (const char* name : {"sku", "product_id"})
    if (const auto sku = word_of(product, name, 100); !sku.empty())
      for (const auto& line : order.lines)
        if (line.sku == sku) return &line;
  const auto called = word_of(product, "name", 300);
  for (const auto& line : order.lines)
    if (!called.empty() && line.name == called) return &line;
  return nullptr;
}

}  // namespace

OrderEvent::OrderEvent(const Message& message, Currency currency) : m_(message), currency_(currency) {
  static const bj::object none;
  const auto* properties = m_.object("properties");
  p_ = properties ? properties : &none;
}

std::string OrderEvent::number() const {
  auto out = word_of(*p_, "order_id", 100);
  if (out.empty()) throw Cannot{"properties.order_id", "required", "is needed to book the order"};
  return out;
}

Currency OrderEvent::currency() const {
  const auto code = word_of(*p_, "currency", 8);
  if (code.empty()) return currency_;
  const auto found = parse_currency(code);
  if (!found) throw Cannot{"properties.currency", "unknown_currency", "must be a currency code as EUR"};
  return *found;
}

std::vector<const bj::object*> OrderEvent::products() const {
  std::vector<const bj::object*> out;
  const auto* listed = p_->if_contains("products");
  if (!listed || !listed->is_array()) return out;
  if (listed->get_array().size() > most_lines)
    throw Cannot{"properties.products", "too_many", "holds more than 500 products"};
  for (const auto& product : listed->get_array())
    if (product.is_object()) out.push_back(&product.get_object());
  return out;
}

std::optional<std::int64_t> OrderEvent::total(Currency currency) const {
  for (const char* name : {"total", "revenue", "value"})
    if (const auto amount = amount_of(*p_, name, currency, std::string("properties.") + name)) return amount;
  return std::nullopt;
}

NewOrder OrderEvent::order() const { return with_lines({}); }

bool OrderEvent::has_figures() const { return total(currency()) || !products().empty(); }

NewOrder OrderEvent::order_after(const events::Order& before) const {
  std::vector<NewLine> goods;
  for (const auto& l : before.lines)
    if (l.kind == events::LineKind::product)
      goods.push_back({.product_id = l.product_id,
                       .sku = l.sku,
                       .name = l.name,
                       .category = l.category,
                       .quantity = l.quantity,
                       .unit_price = l.unit_price.minor,
                       .discount = l.discount.minor,
                       .total = l.total.minor});
  return with_lines(std::move(goods));
}

std::optional<events::OrderStatus> OrderEvent::status() const {
  const auto told = text::fold(word_of(*p_, "status", 40));
  if (told == "refunded") return events::OrderStatus::refunded;
  if (told == "cancelled" || told == "canceled") return events::OrderStatus::cancelled;
  return std::nullopt;
}

NewOrder OrderEvent::with_lines(std::vector<NewLine> lines) const {
  NewOrder order;
  order.number = number();
  order.ordered_at = m_.occurred_at;
  order.arrival = m_.arrival;
  order.currency = currency();
  if (auto coupon = word_of(*p_, "coupon", 100); !coupon.empty()) order.coupon = coupon;
  for (const auto* product : products()) order.lines.push_back(line_of(*product, order.currency));
  if (order.lines.empty()) order.lines = std::move(lines);
  for (const char* name : {"shipping", "tax"})
    if (const auto amount = amount_of(*p_, name, order.currency, std::string("properties.") + name);
        amount && *amount > 0)
      order.lines.push_back({.sku = {},
                             .name = name,
                             .category = {},
                             .kind = events::LineKind::service,
                             .unit_price = *amount,
                             .total = *amount});
  const auto told = total(order.currency);
  if (!told && order.lines.empty())
    throw Cannot{"properties.total", "required",
                 "is needed to book the order, or products with their prices"};
  std::int64_t sum = 0;
  for (const auto& line : order.lines) sum += line.total;
  const std::int64_t all = told.value_or(sum);
  if (all < 0) throw Cannot{"properties.total", "invalid", "must not be negative"};
  if (order.lines.empty() || all > sum)  // the parts do not tell all of it
    order.lines.push_back({.sku = {},
                           .name = order.lines.empty() ? "Order " + order.number : "other",
                           .category = {},
                           .kind = events::LineKind::service,
                           .unit_price = all - sum,
                           .total = all - sum});
  else
    order.discount = sum - all;
  return order;
}

events::RefundDraft OrderEvent::refund_of(const events::Order& order) const {
  events::RefundDraft draft;
  draft.reason = "Order Refunded";
  const auto given_back = products();
  std::int64_t sum = 0;
  for (const auto* product : given_back) {
    const auto quantity = quantity_of(*product);
    const auto price = price_of(*product, quantity, order.currency);
    const auto* line = line_named(order, *product);
    const auto left = line ? line->quantity - line->refunded_quantity : 0;
    if (!price && left > 0)
      sum += static_cast<std::int64_t>(static_cast<__int128_t>(line->total.minor - line->refunded.minor) *
                                       std::min(quantity, left) / left);
    sum += price.value_or(0) * quantity;
    const auto is_named = [&](const events::RefundLine& l) { return line && l.position == line->position; };
    if (left >= quantity && std::none_of(draft.lines.begin(), draft.lines.end(), is_named))
      draft.lines.push_back({line->position, quantity});
  }
  auto amount = total(order.currency);
  if (!amount || *amount <= 0) {
    if (given_back.empty()) return draft;
    if (sum <= 0)
      throw Cannot{"properties.products", "unknown_product",
                   "names nothing that this order has left, and no price"};
    amount = sum;
  }
  draft.amount = Money{std::min(*amount, order.net.minor), order.currency};
  return draft;
}

}  // namespace rapport::ingest
