// Money given back and orders cancelled. A refund names lines, or an amount, or all that is left; it never
// exceeds what was paid. Each is a row of order_adjustments, a fact, and a change of the sums. When it
// happened stands in Recording::at.
#pragma once

#include "customer/events/record_orders.h"

namespace rapport::events {

// Error(conflict) when the order is cancelled or nothing is left; Error(invalid) names the line or the
// amount.
void refund_order(store::Transaction& tx, const Order& order, const RefundDraft& draft,
                  const Recording& recording);
void cancel_order(store::Transaction& tx, const Order& order, const std::string& reason,
                  const Recording& recording);

enum class AdjustmentKind {
  refund,            // of an order that is on file
  unmatched_refund,  // a credit for which no order is found
  discount,          // money off that belongs to no single order
  cost,              // fees and commissions between the shop and others
  stock,             // units counted, damaged or lost
};

// Something booked beside the orders.
struct Adjustment {
  ContactId contact_id;
  AdjustmentKind kind = AdjustmentKind::refund;
  std::optional<OrderId> order_id;
  std::optional<std::int64_t> position;
  std::optional<std::string> number, sku, name, reason;
  std::int64_t quantity = 0;
  std::int64_t amount = 0;  // what the customer gets back, minor units
  Currency currency;
  Instant occurred_at;
  std::string source;
  std::optional<Uuid> import_id;
  std::optional<std::int64_t> import_line;
};
void record_adjustments(store::Transaction& tx, const std::vector<Adjustment>& adjustments);

// A credit note as other systems export it: it says who, what and how much, not which order.
struct CreditLine {
  std::string sku;
  std::string name;
  std::int64_t quantity = 0;  // given back, positive
  std::int64_t amount = 0;
  std::optional<std::int64_t> import_line;
  AdjustmentKind when_unmatched = AdjustmentKind::unmatched_refund;
  bool may_match = true;
  // -- found --
  std::optional<OrderId> order_id;
};
struct CreditNote {
  ContactId contact_id;
  std::string number;
  Instant occurred_at;
  Currency currency;
  std::string channel;
  std::string source;
  std::optional<Uuid> import_id;
  std::vector<CreditLine> lines;
};
// Each line goes to the customer's latest earlier order of the same source that holds the same sku with
// enough units and enough money left; a line that finds none, or has no customer, is kept as unmatched. The
// note is one `refund` fact.
void record_credit(store::Transaction& tx, CreditNote& note, const Recording& recording, StatsChanges& stats);

}  // namespace rapport::events
