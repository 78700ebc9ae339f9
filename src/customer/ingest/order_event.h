// Inside ingest: what an event of a shop says of an order, read from its properties. It writes nothing.
#pragma once

#include "customer/events/record_orders.h"
#include "customer/ingest/message.h"

namespace rapport::ingest {

// Why an event cannot be booked; it is kept as a plain event all the same.
struct Cannot {
  std::string path, code, message;
};

// What `act` gives; nullopt, with the reason in `issues`, where it cannot be done or was refused.
template <class Act>
auto unless_refused(std::vector<Issue>& issues, const Act& act) -> std::optional<decltype(act())> {
  try {
    return act();
  } catch (const Cannot& why) {
    issues.push_back({why.path, why.code, why.message});
  } catch (const Error& error) {
    if (error.code() != ErrorCode::conflict && error.code() != ErrorCode::invalid) throw;
    const Issue first = error.issues().empty() ? Issue{"", "refused", error.what()} : error.issues().front();
    issues.push_back({"properties", first.code, first.message});
  }
  return std::nullopt;
}

class OrderEvent {
 public:
  OrderEvent(const Message& message, Currency currency);  // where the event names none

  std::string number() const;  // all of these throw Cannot
  // Number, time, currency, coupon and lines, which add up to the total: where the products say less, a line
  // of its own makes up for it; where they say more, it is the order's discount.
  events::NewOrder order() const;
  // Whether it names an amount or products, and the order as it is by them: products that it does not name
  // are those of before.
  bool has_figures() const;
  events::NewOrder order_after(const events::Order& before) const;
  std::optional<events::OrderStatus> status() const;  // refunded or cancelled
  // What goes back: the total that is named, else what the products come to (at the order's own prices where
  // they name none), else all that is left; never more than is left. The lines that the products name.
  events::RefundDraft refund_of(const events::Order& order) const;

 private:
  Currency currency() const;
  events::NewOrder with_lines(std::vector<events::NewLine> lines) const;
  std::vector<const boost::json::object*> products() const;
  std::optional<std::int64_t> total(Currency currency) const;

  const Message& m_;
  const boost::json::object* p_;
  const Currency currency_;
};

}  // namespace rapport::ingest
