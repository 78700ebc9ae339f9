// Writes whole orders, many at a time: the order, its lines, its number's claim, the `purchase` fact and the
// sums, in one transaction. What reads the outside world (API, import, demonstration) makes NewOrders and
// calls this.
#pragma once

#include "customer/events/order_stats.h"

namespace rapport::events {

struct NewLine {
  std::optional<ProductId> product_id;
  std::optional<std::string> sku;
  std::string name;
  std::optional<std::string> category;
  LineKind kind = LineKind::product;
  std::int64_t quantity = 1;
  std::int64_t unit_price = 0, discount = 0, total = 0;  // minor units of the order's currency
};

struct NewOrder {
  OrderId id;            // made when nil
  ContactId contact_id;  // nil: nobody knows who bought
  std::string number;
  Instant ordered_at;
  std::optional<StoreId> store_id;
  std::string channel = "website";
  Currency currency;
  std::int64_t discount = 0;  // off the whole order
  std::optional<std::string> coupon;
  std::string source = "api";             // the system that gave the number
  std::optional<facts::Arrival> arrival;  // absent: live, unless it happened more than 24 hours ago
  std::optional<Uuid> import_id;
  bool unproven = false;  // told by nobody but a page, whose key anybody can read
  std::vector<NewLine> lines;

  std::int64_t total() const;  // lines less discount
  std::int64_t items() const;  // units of goods
};

struct Recording {
  Currency reporting;  // of the sums
  Actor actor;
  std::string fact_source = "api";
  std::optional<Instant> at = {};  // of a refund or a cancellation; absent: it happens now
};

// The numbers must be free: Error(conflict) with code `not_unique` names the first that is taken.
void record_orders(store::Transaction& tx, std::vector<NewOrder>& orders, const Recording& recording);
// The same without the sums, which the caller collects over several calls.
void record_orders(store::Transaction& tx, std::vector<NewOrder>& orders, const Recording& recording,
                   StatsChanges& stats);

// Adds lines to an order of an earlier chunk of the same import; their positions follow `lines_before`.
struct Extension {
  ContactId contact_id;
  OrderId order_id;
  std::string number;
  Instant ordered_at;
  Currency currency;
  std::int64_t lines_before = 0;
  std::vector<NewLine> lines;
};
void extend_order(store::Transaction& tx, const Extension& extension, const Recording& recording,
                  StatsChanges& stats);

// What others who write orders share: the lines behind the first `before`, what was sold by them, the fact.
void insert_lines(store::Transaction& tx, ContactId contact, OrderId order, const std::vector<NewLine>& lines,
                  std::int64_t before);
void count_sales(const std::vector<NewLine>& lines, Currency currency, StatsChanges& stats);
facts::Fact purchase_fact(const NewOrder& order, const Recording& recording, Instant now);

facts::Arrival arrival_of(Instant happened, Instant now);  // backfill when older than 24 hours (EVT-8)

// What the timeline says of a purchase.
struct PurchaseLine {
  std::string name;
  std::int64_t quantity = 0;
  Money total;
};
template <class = void>
constexpr auto describe(Type<PurchaseLine>) {
  return fields(field<&PurchaseLine::name>(), field<&PurchaseLine::quantity>(),
                field<&PurchaseLine::total>());
}
struct PurchasePayload {
  std::string number;
  Money total;
  std::int64_t items = 0;
  std::vector<PurchaseLine> lines;  // the largest few
};
template <class = void>
constexpr auto describe(Type<PurchasePayload>) {
  using P = PurchasePayload;
  return fields(field<&P::number>(), field<&P::total>(), field<&P::items>(), field<&P::lines>());
}
struct RefundPayload {
  std::string number;
  Money amount;     // given back
  Money unmatched;  // of it, what belongs to no order on file
  std::string reason;
};
template <class = void>
constexpr auto describe(Type<RefundPayload>) {
  using P = RefundPayload;
  return fields(field<&P::number>(), field<&P::amount>(), field<&P::unmatched>(), field<&P::reason>());
}

}  // namespace rapport::events

namespace rapport {
RAPPORT_DESCRIBED(events::PurchaseLine)
RAPPORT_DESCRIBED(events::PurchasePayload)
RAPPORT_DESCRIBED(events::RefundPayload)
}  // namespace rapport
