#include "customer/ingest/commerce.h"

#include "customer/events/catalogue.h"
#include "customer/events/orders.h"
#include "customer/events/refunds.h"
#include "customer/ingest/carts.h"
#include "customer/ingest/subscription_events.h"

namespace rapport::ingest {

namespace {

namespace bj = boost::json;
using events::NewLine;
using events::NewOrder;

constexpr std::string_view order_source = "events";  // numbers of orders that events tell of are unique in it
constexpr std::size_t most_lines = 500;

struct Cannot {
  std::string path, code, message;
};

std::string text_of(const bj::object& object, std::string_view name, std::size_t limit) {
  const auto* value = object.if_contains(name);
  if (!value) return {};
  std::string out;
  if (value->is_string()) out = std::string(value->get_string());
  if (value->is_int64() || value->is_uint64()) out = bj::serialize(*value);
  return out.size() <= limit ? out : std::string();
}

class Commerce {
 public:
  Commerce(store::Transaction& tx, const Message& message, ContactId contact, const people::Caller& caller)
      : tx_(tx),
        m_(message),
        contact_(contact),
        trusted_(caller.source == "server"),
        recording_{events::reporting_currency(tx), caller.principal.actor(), caller.source} {
    static const bj::object none;
    const auto* properties = m_.object("properties");
    p_ = properties ? properties : &none;
  }

  events::OrderId completed() {
    NewOrder order;
    order.id = tx_.new_id<events::OrderId>();
    order.contact_id = contact_;
    order.number = number();
    order.ordered_at = m_.occurred_at;
    order.currency = currency();
    order.source = order_source;
    order.arrival = m_.arrival;
    if (auto coupon = text_of(*p_, "coupon", 100); !coupon.empty()) order.coupon = coupon;
    read_lines(order);
    if (auto known = events::find_order_by_number(tx_, order.source, order.number)) {
      if (!trusted_ && known->contact_id != contact_)
        throw Cannot{"properties.order_id", "taken", "is the number of another order"};
      return known->id;
    }
    std::vector<NewOrder> orders{std::move(order)};
    const events::OrderId id = orders.front().id;
    events::record_orders(tx_, orders, recording_);
    close_carts(tx_, contact_, m_.occurred_at);
    return id;
  }

  events::OrderId refunded() {
    const auto order = known();
    events::RefundDraft draft;
    draft.reason = "Order Refunded";
    for (const char* name : {"total", "revenue", "value"})
      if (!draft.amount)
        if (const auto amount = minor_units(*p_, name, order.currency); amount && *amount > 0)
          draft.amount = Money{std::min(*amount, order.net.minor), order.currency};
    events::refund_order(tx_, order, draft, recording_);
    return order.id;
  }

  events::OrderId cancelled() {
    const auto order = known();
    if (order.status != events::OrderStatus::cancelled)
      events::cancel_order(tx_, order, "Order Cancelled", recording_);
    return order.id;
  }

 private:
  std::string number() const {
    auto out = text_of(*p_, "order_id", 100);
    if (out.empty()) throw Cannot{"properties.order_id", "required", "is needed to book the order"};
    return out;
  }
  // What gives money back is believed of a server alone.
  events::Order known() const {
    if (!trusted_)
      throw Cannot{"event", "needs_server_key", "changes an order, which only a server's write key may do"};
    auto order = events::find_order_by_number(tx_, std::string(order_source), number());
    if (!order) throw Cannot{"properties.order_id", "unknown_order", "is the number of no order on file"};
    return *order;
  }
  Currency currency() const {
    const auto code = text_of(*p_, "currency", 8);
    if (code.empty()) return recording_.reporting;
    const auto found = parse_currency(code);
    if (!found) throw Cannot{"properties.currency", "unknown_currency", "must be a currency code as EUR"};
    return *found;
  }

  NewLine line_of(const bj::object& product, Currency currency) const {
    NewLine line;
    for (const char* name : {"sku", "product_id"})
      if (!line.sku)
        if (auto sku = text_of(product, name, 100); !sku.empty()) line.sku = sku;
    line.name = text_of(product, "name", 300);
    if (line.name.empty()) line.name = line.sku.value_or("?");
    if (auto category = text_of(product, "category", 100); !category.empty()) line.category = category;
    const auto* quantity = product.if_contains("quantity");
    if (quantity && quantity->is_int64()) line.quantity = quantity->get_int64();
    if (line.quantity < 1 || line.quantity > 1'000'000)
      throw Cannot{"properties.products", "invalid", "holds a quantity that is not 1 to 1,000,000"};
    line.unit_price = minor_units(product, "price", currency).value_or(0);
    if (std::abs(line.unit_price) > 1'000'000'000'000)
      throw Cannot{"properties.products", "invalid", "holds a price that is too large"};
    line.total = line.unit_price * line.quantity;
    return line;
  }

  void read_lines(NewOrder& order) const {
    const auto* products = p_->if_contains("products");
    if (products && products->is_array()) {
      if (products->get_array().size() > most_lines)
        throw Cannot{"properties.products", "too_many", "holds more than 500 products"};
      for (const auto& product : products->get_array())
        if (product.is_object()) order.lines.push_back(line_of(product.get_object(), order.currency));
    }
    std::optional<std::int64_t> total;
    for (const char* name : {"total", "revenue", "value"})
      if (!total) total = minor_units(*p_, name, order.currency);
    for (const char* name : {"shipping", "tax"})
      if (const auto amount = minor_units(*p_, name, order.currency); amount && *amount > 0)
        order.lines.push_back({.sku = {},
                               .name = name,
                               .category = {},
                               .kind = events::LineKind::service,
                               .unit_price = *amount,
                               .total = *amount});
    std::int64_t sum = 0;
    for (const auto& line : order.lines) sum += line.total;
    if (!total) total = sum;
    if (*total < 0) throw Cannot{"properties.total", "invalid", "must not be negative"};
    if (order.lines.empty() || *total > sum)  // the parts do not tell all of it
      order.lines.push_back({.sku = {},
                             .name = order.lines.empty() ? "Order " + order.number : "other",
                             .category = {},
                             .kind = events::LineKind::service,
                             .unit_price = *total - sum,
                             .total = *total - sum});
    else
      order.discount = sum - *total;
  }

  store::Transaction& tx_;
  const Message& m_;
  const ContactId contact_;
  const bool trusted_;  // the key is a server's, not one that anybody reads in a page
  const bj::object* p_;
  const events::Recording recording_;
};

}  // namespace

std::optional<Uuid> follow_commerce(store::Transaction& tx, const Message& m, ContactId contact,
                                    const people::Caller& caller, std::vector<Issue>& issues) {
  if (m.kind != Kind::track) return std::nullopt;
  // A browser's key is public: what it says of a paid plan is an event and no more.
  if (is_subscription_event(m.name)) {
    if (caller.source != "server") return std::nullopt;
    const auto subscription = follow_subscription(tx, m, contact, caller, issues);
    return subscription ? std::optional(subscription->uuid) : std::nullopt;
  }
  const bool completed = m.name == "Order Completed" || m.name == "Completed Order";
  const bool refunded = m.name == "Order Refunded", cancelled = m.name == "Order Cancelled";
  if (!completed && !refunded && !cancelled) {
    follow_cart(tx, m, contact);
    return std::nullopt;
  }
  try {
    Commerce commerce(tx, m, contact, caller);
    const auto order = completed  ? commerce.completed()
                       : refunded ? commerce.refunded()
                                  : commerce.cancelled();
    return order.uuid;
  } catch (const Cannot& why) {
    issues.push_back({why.path, why.code, why.message});
  } catch (const Error& error) {
    if (error.code() != ErrorCode::conflict && error.code() != ErrorCode::invalid) throw;
    const Issue first = error.issues().empty() ? Issue{"", "refused", error.what()} : error.issues().front();
    issues.push_back({"properties", first.code, first.message});
  }
  return std::nullopt;
}

std::span<const store::Statement> commerce_statements() { return cart_statements(); }

}  // namespace rapport::ingest
