#include "customer/ingest/commerce.h"

#include "customer/events/orders.h"
#include "customer/events/refunds.h"
#include "customer/ingest/carts.h"
#include "customer/ingest/order_event.h"
#include "customer/ingest/subscription_events.h"

namespace rapport::ingest {

namespace {

constexpr std::string_view order_source = "events";  // numbers of orders that events tell of are unique in it

class Commerce {
 public:
  Commerce(store::Transaction& tx, const Message& message, ContactId contact, const Sender& sender)
      : tx_(tx),
        m_(message),
        contact_(contact),
        sender_(sender),
        recording_{events::reporting_currency(tx), sender.principal.actor(), sender.source,
                   message.occurred_at},
        told_(message, recording_.reporting) {}

  events::OrderId completed() {
    auto order = told_.order();
    order.id = tx_.new_id<events::OrderId>();
    order.contact_id = contact_;
    order.source = order_source;
    if (auto known = events::find_order_by_number(tx_, order.source, order.number)) {
      if (!sender_.trusted && known->contact_id != contact_)
        throw Cannot{"properties.order_id", "taken", "is the number of another order"};
      return known->id;
    }
    std::vector<events::NewOrder> orders{std::move(order)};
    const events::OrderId id = orders.front().id;
    events::record_orders(tx_, orders, recording_);
    return id;
  }

  events::OrderId refunded() {
    const auto order = known();
    events::refund_order(tx_, order, told_.refund_of(order), recording_);
    return order.id;
  }

  events::OrderId cancelled() {
    const auto order = known();
    if (order.status != events::OrderStatus::cancelled)
      events::cancel_order(tx_, order, "Order Cancelled", recording_);
    return order.id;
  }

 private:
  // What gives money back is believed of a server alone.
  events::Order known() const {
    if (!sender_.trusted)
      throw Cannot{"event", "needs_server_key", "changes an order, which only a server's write key may do"};
    auto order = events::find_order_by_number(tx_, std::string(order_source), told_.number());
    if (!order) throw Cannot{"properties.order_id", "unknown_order", "is the number of no order on file"};
    return *order;
  }

  store::Transaction& tx_;
  const Message& m_;
  const ContactId contact_;
  const Sender& sender_;
  const events::Recording recording_;
  const OrderEvent told_;
};

}  // namespace

std::optional<Uuid> follow_commerce(store::Transaction& tx, const Message& m, ContactId contact,
                                    const Sender& sender, std::vector<Issue>& issues) {
  if (m.kind != Kind::track) return std::nullopt;
  // A browser's key is public: what it says of a paid plan is an event and no more.
  if (is_subscription_event(m.name)) {
    if (!sender.trusted) return std::nullopt;
    const auto subscription = follow_subscription(tx, m, contact, sender, issues);
    return subscription ? std::optional(subscription->uuid) : std::nullopt;
  }
  const bool completed = m.name == "Order Completed" || m.name == "Completed Order";
  const bool refunded = m.name == "Order Refunded", cancelled = m.name == "Order Cancelled";
  if (!completed && !refunded && !cancelled) {
    follow_cart(tx, m, contact);
    return std::nullopt;
  }
  try {
    Commerce commerce(tx, m, contact, sender);
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
