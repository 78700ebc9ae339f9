#include "customer/ingest/commerce.h"

#include "customer/events/orders.h"
#include "customer/events/refunds.h"
#include "customer/events/retell_orders.h"
#include "customer/ingest/carts.h"
#include "customer/ingest/order_event.h"
#include "customer/ingest/subscription_events.h"
#include "customer/ingest/waiting_orders.h"

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
    order.unproven = !sender_.trusted;
    const auto known = events::find_order_by_number(tx_, order.source, order.number);
    if (known && !sender_.trusted && known->contact_id != contact_)
      throw Cannot{"properties.order_id", "taken", "is the number of another order"};
    if (known && (!sender_.trusted || !events::origin_of(tx_, *known).unproven)) return known->id;
    if (known && known->contact_id == contact_) {
      if (events::counts(known->status)) events::retell_order(tx_, *known, std::move(order), recording_);
      return known->id;
    }
    if (known) events::give_number_up(tx_, *known, recording_);
    std::vector<events::NewOrder> orders{std::move(order)};
    const events::OrderId id = orders.front().id;
    events::record_orders(tx_, orders, recording_);
    if (known) follow(*known, id);
    return id;
  }

  events::OrderId refunded() {
    const auto order = known();
    events::refund_order(tx_, order, told_.refund_of(order), recording_);
    return order.id;
  }

  events::OrderId cancelled() {
    const auto order = known();
    if (order.status != events::OrderStatus::cancelled) events::cancel_order(tx_, order, m_.name, recording_);
    return order.id;
  }

  events::OrderId updated() {
    const auto order = known();
    if (told_.status() == events::OrderStatus::cancelled) return cancelled();
    const OrderEvent told(m_, order.currency);
    if (told_.status() == events::OrderStatus::refunded)
      events::refund_order(tx_, order, {.amount = {}, .reason = m_.name, .lines = {}}, recording_);
    else if (told.has_figures() && m_.occurred_at >= events::origin_of(tx_, order).figures_at)
      events::retell_order(tx_, order, told.order_after(order), recording_);
    return order.id;
  }

 private:
  // What money is moved by is believed of a server alone. Of an order that has not come yet, it waits.
  events::Order known() const {
    if (!sender_.trusted)
      throw Cannot{"event", "needs_server_key", "changes an order, which only a server's write key may do"};
    const std::string number = told_.number(), source(order_source);
    auto order = events::find_order_by_number(tx_, source, number);
    if (!order && !events::is_free(tx_, source, number))  // it came this very moment
      order = events::find_order_by_number(tx_, source, number);
    if (order) return *order;
    let_wait(tx_, number, m_, sender_);
    throw Cannot{"properties.order_id", "waits_for_order",
                 "is the number of no order yet; this takes effect when the order comes, within 30 days"};
  }

  // What a server said of a page's order holds for the server's order of this number.
  void follow(const events::Order& before, events::OrderId id) {
    const auto order = events::get_order(tx_, id);
    const auto back = std::min(before.refunded.minor, order.total.minor);
    if (before.status == events::OrderStatus::cancelled)
      events::cancel_order(tx_, order, before.reason.value_or(""), recording_);
    else if (back > 0 && before.currency == order.currency)
      events::refund_order(
          tx_, order,
          {.amount = Money{back, order.currency}, .reason = before.reason.value_or(""), .lines = {}},
          recording_);
  }

  store::Transaction& tx_;
  const Message& m_;
  const ContactId contact_;
  const Sender& sender_;
  const events::Recording recording_;
  const OrderEvent told_;
};

enum class OrderStep { completed, updated, refunded, cancelled };

std::optional<OrderStep> order_step_of(std::string_view name) {
  if (name == "Order Completed" || name == "Completed Order") return OrderStep::completed;
  if (name == "Order Updated") return OrderStep::updated;
  if (name == "Order Refunded") return OrderStep::refunded;
  if (name == "Order Cancelled" || name == "Order Canceled") return OrderStep::cancelled;
  return std::nullopt;
}

std::optional<Uuid> follow_order(store::Transaction& tx, const Message& m, OrderStep step, ContactId contact,
                                 const Sender& sender, std::vector<Issue>& issues) {
  return unless_refused(issues, [&] {
    Commerce commerce(tx, m, contact, sender);
    switch (step) {
      case OrderStep::completed:
        return commerce.completed().uuid;
      case OrderStep::updated:
        return commerce.updated().uuid;
      case OrderStep::refunded:
        return commerce.refunded().uuid;
      case OrderStep::cancelled:
        break;
    }
    return commerce.cancelled().uuid;
  });
}

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
  const auto step = order_step_of(m.name);
  if (!step) {
    follow_cart(tx, m, contact);
    return std::nullopt;
  }
  const auto order = follow_order(tx, m, *step, contact, sender, issues);
  if (order && step == OrderStep::completed)
    for (const auto& [source_id, waited] : take_waiting(tx, OrderEvent(m, {}).number())) {
      Sender server = sender;
      server.principal.id = source_id;
      server.source = "server";
      server.trusted = true;
      follow_order(tx, waited, order_step_of(waited.name).value(), contact, server, issues);
    }
  return order;
}

std::vector<store::Statement> commerce_statements() {
  std::vector<store::Statement> all;
  for (const auto list : {cart_statements(), waiting_statements()})
    all.insert(all.end(), list.begin(), list.end());
  return all;
}

}  // namespace rapport::ingest
