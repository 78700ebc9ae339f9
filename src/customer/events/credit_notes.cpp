// Credit notes that do not say which order they belong to.
#include "customer/events/order_sql.h"
#include "customer/events/refunds.h"
#include "customer/events/worth.h"

namespace rapport::events {

namespace {

struct Match {
  OrderId order_id;
  std::int64_t position = 0;
  std::optional<ProductId> product_id;
  std::int64_t total = 0, refunded = 0;
  std::int64_t version = 0;
};

std::optional<Match> find_match(store::Transaction& tx, const CreditNote& note, const CreditLine& line) {
  std::optional<Match> found;
  tx.each(sql::match_credit,
          {{"contact_id", note.contact_id},
           {"sku", line.sku},
           {"quantity", line.quantity},
           {"amount", line.amount},
           {"currency", note.currency},
           {"source", note.source},
           {"before", note.occurred_at}},
          [&](const store::Row& row) {
            found = Match{row.get<OrderId>(0), row.integer(1), row.get<std::optional<ProductId>>(2),
                          row.integer(3),      row.integer(4), row.integer(7)};
          });
  return found;
}

void apply(store::Transaction& tx, const CreditNote& note, const CreditLine& line, const Match& match,
           Currency reporting, StatsChanges& stats) {
  tx.run(sql::refund_line, {{"contact_id", note.contact_id},
                            {"order_id", match.order_id},
                            {"position", match.position},
                            {"quantity", line.quantity},
                            {"amount", line.amount}});
  const std::int64_t refunded = match.refunded + line.amount;
  const bool whole = refunded == match.total && refunded > 0;
  const auto status = whole ? OrderStatus::refunded : OrderStatus::partially_refunded;
  const auto changed = tx.run(sql::set_amounts, {{"contact_id", note.contact_id},
                                                 {"order_id", match.order_id},
                                                 {"status", status},
                                                 {"refunded", refunded},
                                                 {"net", match.total - refunded},
                                                 {"reason", std::optional<std::string>()},
                                                 {"version", match.version},
                                                 {"now", tx.now()}});
  if (changed != 1) fail(ErrorCode::stale, "An order changed while its refund was booked.");
  restate_other(tx, note.contact_id, match.order_id, note.currency, reporting);
  if (whole)
    stats.recompute(note.contact_id);
  else
    stats.add_value(note.contact_id, note.currency, -line.amount, 0, line.amount);
  if (match.product_id) stats.add_sale(*match.product_id, note.currency, 0, -line.quantity, -line.amount);
}

Adjustment adjustment_of(const CreditNote& note, const CreditLine& line) {
  Adjustment a{.contact_id = note.contact_id, .kind = line.when_unmatched, .currency = note.currency};
  a.number = note.number;
  a.sku = line.sku;
  a.name = line.name;
  a.quantity = line.quantity;
  a.amount = line.amount;
  a.occurred_at = note.occurred_at;
  a.source = note.source;
  a.import_id = note.import_id;
  a.import_line = line.import_line;
  return a;
}

}  // namespace

void record_credit(store::Transaction& tx, CreditNote& note, const Recording& recording,
                   StatsChanges& stats) {
  std::vector<Adjustment> rows;
  std::int64_t amount = 0, unmatched = 0;
  std::set<OrderId> orders;
  for (auto& line : note.lines) {
    Adjustment row = adjustment_of(note, line);
    const bool may_match = line.may_match && !note.contact_id.is_nil();
    if (const auto match = may_match ? find_match(tx, note, line) : std::nullopt) {
      apply(tx, note, line, *match, recording.reporting, stats);
      line.order_id = match->order_id;
      row.kind = AdjustmentKind::refund;
      row.order_id = match->order_id;
      row.position = match->position;
      orders.insert(match->order_id);
    } else {
      unmatched += line.amount;
    }
    amount += line.amount;
    rows.push_back(std::move(row));
  }
  record_adjustments(tx, rows);
  facts::Fact f;
  f.contact_id = note.contact_id.uuid;
  f.type = "refund";
  f.occurred_at = note.occurred_at;
  f.arrival = note.import_id ? facts::Arrival::backfill : arrival_of(note.occurred_at, tx.now());
  f.channel = note.channel;
  f.source = recording.fact_source;
  if (orders.size() == 1) f.reference_id = orders.begin()->uuid;
  f.actor = recording.actor;
  f.payload =
      json::to_json(RefundPayload{note.number, {amount, note.currency}, {unmatched, note.currency}, ""});
  facts::record(tx, std::move(f));
}

}  // namespace rapport::events
