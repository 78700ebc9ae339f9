// An order: who bought what, when, for how much. It counts (in a customer's figures, in revenue) while it is
// paid or partly refunded; its value is `net`, the total less refunds. Everything in one order has one
// currency.
//
// An order without a customer has no contact_id in JSON and the nil uuid in its rows.
#pragma once

#include "base/describe.h"
#include "base/json.h"
#include "customer/privacy/contact_id.h"
#include "platform/facts/facts.h"

namespace rapport::events {

using OrderId = Id<struct OrderTag>;
using ProductId = Id<struct ProductTag>;
using StoreId = Id<struct StoreTag>;

enum class OrderStatus { paid, partially_refunded, refunded, cancelled };
constexpr bool counts(OrderStatus s) {
  return s == OrderStatus::paid || s == OrderStatus::partially_refunded;
}

// product: goods; service: carriage, gift wrap, manual charges: what is sold but is not in the catalogue.
enum class LineKind { product, service };

struct OrderLine {
  std::int64_t position = 0;  // from 1
  std::optional<ProductId> product_id;
  std::optional<std::string> sku;
  std::string name;
  std::optional<std::string> category;
  LineKind kind = LineKind::product;
  std::int64_t quantity = 1;
  Money unit_price, discount, total;
  std::int64_t refunded_quantity = 0;
  Money refunded;
};
template <class = void>
constexpr auto describe(Type<OrderLine>) {
  using L = OrderLine;
  return fields(field<&L::position>(), field<&L::product_id>(), field<&L::sku>(), field<&L::name>(),
                field<&L::category>(), field<&L::kind>(), field<&L::quantity>(), field<&L::unit_price>(),
                field<&L::discount>(), field<&L::total>().text("quantity × unit price − discount"),
                field<&L::refunded_quantity>(), field<&L::refunded>());
}

struct Order {
  OrderId id;
  std::optional<ContactId> contact_id;  // absent: the customer is unknown
  std::optional<std::string> contact_name;
  std::string number;  // unique within its source
  Instant ordered_at;
  OrderStatus status = OrderStatus::paid;
  std::optional<StoreId> store_id;
  std::optional<std::string> store;  // its name
  std::string channel;
  Currency currency;
  Money total, discount, refunded, net;
  std::optional<std::string> rate;     // of the day at booking; absent: none is on file
  std::optional<Date> rate_day;        // the rate's own day; absent where no rate is needed
  std::optional<Money> reporting_net;  // `net` in the reporting currency, line by line
  std::optional<std::string> coupon;
  std::int64_t items_count = 0;  // units of goods
  std::int64_t lines_count = 0;
  std::vector<OrderLine> lines;  // of one order alone, not in lists
  std::string source;
  facts::Arrival arrival = facts::Arrival::live;
  std::optional<std::string> reason;  // of the last refund or the cancellation
  bool unproven = false;              // told by nobody but a page, whose key anybody can read
  Instant created_at, updated_at;
  std::int64_t version = 0;
};
template <class = void>
constexpr auto describe(Type<Order>) {
  using O = Order;
  return fields(
      field<&O::id>(), field<&O::contact_id>(), field<&O::contact_name>().is_personal(), field<&O::number>(),
      field<&O::ordered_at>(), field<&O::status>(), field<&O::store_id>(), field<&O::store>(),
      field<&O::channel>(), field<&O::currency>(), field<&O::total>(), field<&O::discount>(),
      field<&O::refunded>(), field<&O::net>().text("What the order is worth now"),
      field<&O::rate>().text("Of the day at booking, to the reporting currency; absent without one"),
      field<&O::rate_day>().text("The rate's own day"),
      field<&O::reporting_net>().text("What the order is worth now in the reporting currency"),
      field<&O::coupon>(), field<&O::items_count>(), field<&O::lines_count>(), field<&O::lines>(),
      field<&O::source>(), field<&O::arrival>(), field<&O::reason>(),
      field<&O::unproven>().text("Told by nobody but a page, whose key anybody can read"),
      field<&O::created_at>(), field<&O::updated_at>(), field<&O::version>());
}

struct LineDraft {
  std::optional<ProductId> product_id;
  std::optional<std::string> sku;
  std::optional<std::string> name;  // the product's when absent
  std::optional<std::string> category;
  LineKind kind = LineKind::product;
  std::int64_t quantity = 1;
  std::optional<Money> unit_price;  // the product's when absent
  std::optional<Money> discount;
};
template <class = void>
constexpr auto describe(Type<LineDraft>) {
  using L = LineDraft;
  return fields(field<&L::product_id>(), field<&L::sku>().max_length(100),
                field<&L::name>().max_length(300).text("The product's name when absent"),
                field<&L::category>().max_length(100), field<&L::kind>().or_default(),
                field<&L::quantity>().or_default().at_least(1).at_most(1e9),
                field<&L::unit_price>().text("The product's price when absent"), field<&L::discount>());
}

struct OrderDraft {
  std::optional<ContactId> contact_id;
  std::optional<std::string> number;  // made up when absent
  std::optional<Instant> ordered_at;  // now when absent
  std::optional<StoreId> store_id;
  std::string channel = "website";
  std::optional<Currency> currency;  // the workspace's when absent
  std::optional<Money> discount;     // off the whole order
  std::optional<std::string> coupon;
  std::string source = "api";  // the system that gave the number
  std::vector<LineDraft> lines;
};
template <class = void>
constexpr auto describe(Type<OrderDraft>) {
  using O = OrderDraft;
  return fields(
      field<&O::contact_id>().text("Who bought; absent when nobody knows"),
      field<&O::number>().min_length(1).max_length(100).text("Unique within its source; made up when absent"),
      field<&O::ordered_at>(), field<&O::store_id>(),
      field<&O::channel>().or_default().format(Format::slug).max_length(40),
      field<&O::currency>().text("The workspace's when absent"),
      field<&O::discount>().text("Off the whole order, beside the discounts of lines"),
      field<&O::coupon>().max_length(100),
      field<&O::source>()
          .or_default()
          .format(Format::slug)
          .max_length(60)
          .text("The system that gave the number"),
      field<&O::lines>().min_length(1).max_items(2000));
}

// What PATCH may change: words about the order. Amounts change by refund and cancel.
struct OrderChange {
  std::optional<StoreId> store_id;
  std::string channel;
  std::optional<std::string> coupon;
};
template <class = void>
constexpr auto describe(Type<OrderChange>) {
  using O = OrderChange;
  return fields(field<&O::store_id>(), field<&O::channel>().format(Format::slug).max_length(40),
                field<&O::coupon>().max_length(100));
}

struct RefundLine {
  std::int64_t position = 0;
  std::int64_t quantity = 1;
};
template <class = void>
constexpr auto describe(Type<RefundLine>) {
  return fields(field<&RefundLine::position>().at_least(1),
                field<&RefundLine::quantity>().at_least(1).at_most(1e9));
}

// The amount, or the lines; with neither, all that is left.
struct RefundDraft {
  std::optional<Money> amount;
  std::string reason;
  std::vector<RefundLine> lines;
};
template <class = void>
constexpr auto describe(Type<RefundDraft>) {
  using R = RefundDraft;
  return fields(field<&R::amount>().text("Absent: the value of the lines, or all that is left"),
                field<&R::reason>().or_default().max_length(500), field<&R::lines>().max_items(2000));
}

struct CancelDraft {
  std::string reason;
};
template <class = void>
constexpr auto describe(Type<CancelDraft>) {
  return fields(field<&CancelDraft::reason>().or_default().max_length(500));
}

struct OrderQuery {
  std::optional<ContactId> contact_id;
  std::optional<OrderStatus> status;
  std::optional<StoreId> store_id;
  std::optional<std::string> search;  // beginning of the number
  std::optional<Instant> from, to;    // from ≤ ordered_at < to
  std::string sort = "newest";        // newest, oldest, -total, total
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<OrderQuery>) {
  using Q = OrderQuery;
  return fields(field<&Q::contact_id>(), field<&Q::status>(), field<&Q::store_id>(),
                field<&Q::search>().max_length(100).text("Beginning of the number"), field<&Q::from>(),
                field<&Q::to>().text("Exclusive"),
                field<&Q::sort>().or_default().max_length(20).text("newest, oldest, total or -total"),
                field<&Q::cursor>().max_length(200),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}

}  // namespace rapport::events

namespace rapport {
RAPPORT_DESCRIBED(events::OrderLine)
RAPPORT_DESCRIBED(events::Order)
RAPPORT_DESCRIBED(events::LineDraft)
RAPPORT_DESCRIBED(events::OrderDraft)
RAPPORT_DESCRIBED(events::OrderChange)
RAPPORT_DESCRIBED(events::RefundLine)
RAPPORT_DESCRIBED(events::RefundDraft)
RAPPORT_DESCRIBED(events::CancelDraft)
RAPPORT_DESCRIBED(events::OrderQuery)
}  // namespace rapport
