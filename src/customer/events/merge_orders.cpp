#include "customer/events/merge_orders.h"

#include "customer/events/merge_subscriptions.h"
#include "customer/events/order_sql.h"
#include "customer/events/order_stats.h"

namespace rapport::events {

namespace {

using store::Reach;
using store::Statement;

#define ORDER_ROW                                                                                            \
  "order_id, number, ordered_at, status, store_id, channel, currency, total, discount, refunded, net, "      \
  "coupon, "                                                                                                 \
  "items_count, lines_count, source, arrival, reason, created_at, updated_at, version, reporting_currency, " \
  "rate, rate_day, reporting_total, reporting_refunded, reporting_net, unproven, figures_at"
#define LINE_ROW                                                                                       \
  "order_id, position, product_id, sku, name, category, kind, quantity, unit_price, discount, total, " \
  "refunded_quantity, refunded"
#define ADJUSTMENT_ROW                                                                                    \
  "adjustment_id, kind, order_id, position, number, sku, name, quantity, amount, currency, occurred_at, " \
  "reason, "                                                                                              \
  "source, import_id, import_line, created_at"
constexpr Statement count_orders{"merge_orders.count", Reach::one_contact,
                                 "select count(*) from orders where contact_id = :contact_id"};
constexpr Statement orders_to_move{
    "merge_orders.list", Reach::one_contact,
    "select order_id from orders where contact_id = :contact_id order by order_id limit :limit"};
constexpr Statement orders_to_move_since{
    "merge_orders.list_since", Reach::one_contact,
    "select order_id from orders where contact_id = :contact_id and created_at > :after order by order_id"};
constexpr Statement copy_order{"merge_orders.copy", Reach::everywhere,
                               "insert into orders (contact_id, " ORDER_ROW ") select :to, " ORDER_ROW
                               " from orders where contact_id = :from and order_id = :id"};
constexpr Statement copy_lines{"merge_orders.copy_lines", Reach::everywhere,
                               "insert into order_lines (contact_id, " LINE_ROW ") select :to, " LINE_ROW
                               " from order_lines where contact_id = :from and order_id = :id"};
constexpr Statement remove_order{"merge_orders.remove", Reach::one_contact,
                                 "delete from orders where contact_id = :from and order_id = :id"};
constexpr Statement remove_lines{"merge_orders.remove_lines", Reach::one_contact,
                                 "delete from order_lines where contact_id = :from and order_id = :id"};
constexpr Statement find_number{
    "merge_orders.find_number", Reach::one_contact,
    "select source, number from orders where contact_id = :from and order_id = :id"};
constexpr Statement take_claim{
    "merge_orders.take_claim", Reach::by_key,
    "select import_id from order_claims where source = :source and number = :number and "
    "order_id = :id"};
constexpr Statement remove_claim{"merge_orders.remove_claim", Reach::by_key,
                                 "delete from order_claims where source = :source and number = :number"};
constexpr Statement count_adjustments{
    "merge_adjustments.count", Reach::one_contact,
    "select count(*) from order_adjustments where contact_id = :contact_id"};
constexpr Statement list_adjustments{
    "merge_adjustments.list", Reach::one_contact,
    "select adjustment_id from order_adjustments where contact_id = :contact_id "
    "order by adjustment_id limit :limit"};
constexpr Statement list_adjustments_since{"merge_adjustments.list_since", Reach::one_contact,
                                           "select adjustment_id from order_adjustments where contact_id = "
                                           ":contact_id and created_at > :after order by "
                                           "adjustment_id"};
constexpr Statement copy_adjustment{
    "merge_adjustments.copy", Reach::everywhere,
    "insert into order_adjustments (contact_id, " ADJUSTMENT_ROW ") select :to, " ADJUSTMENT_ROW
    " from order_adjustments where contact_id = :from and adjustment_id = :id"};
constexpr Statement remove_adjustment{
    "merge_adjustments.remove", Reach::one_contact,
    "delete from order_adjustments where contact_id = :from and adjustment_id = :id"};
constexpr Statement remove_stats{"merge_orders.remove_stats", Reach::one_contact,
                                 "delete from contact_order_stats where contact_id = :contact_id"};

// The number leads to the contact under whom the order stands.
void move_claim(store::Transaction& tx, ContactId from, ContactId to, const Uuid& order) {
  std::optional<std::pair<std::string, std::string>> named;
  tx.each(find_number, {{"from", from}, {"id", order}},
          [&](const store::Row& row) { named.emplace(std::string(row.text(0)), std::string(row.text(1))); });
  if (!named) return;
  const auto& [source, number] = *named;
  bool claimed = false;
  std::optional<Uuid> import_id;
  tx.each(take_claim, {{"source", source}, {"number", number}, {"id", order}}, [&](const store::Row& row) {
    claimed = true;
    import_id = row.get<std::optional<Uuid>>(0);
  });
  if (!claimed) return;
  tx.run(remove_claim, {{"source", source}, {"number", number}});
  tx.run(sql::claim_number, {{"source", source},
                             {"number", number},
                             {"contact_id", to},
                             {"order_id", order},
                             {"import_id", import_id}});
}

class OrdersPart : public people::duplicates::Part {
 public:
  std::string_view name() const override { return "orders"; }
  std::int64_t count(store::Reader& reader, ContactId contact) const override {
    return reader.value<std::int64_t>(count_orders, {{"contact_id", contact}}).value_or(0);
  }
  std::vector<Uuid> list(store::Reader& reader, ContactId contact, int limit) const override {
    return ids(reader, orders_to_move, {{"contact_id", contact}, {"limit", std::int64_t{limit}}});
  }
  std::vector<Uuid> list_since(store::Reader& reader, ContactId contact, Instant after) const override {
    return ids(reader, orders_to_move_since, {{"contact_id", contact}, {"after", after}});
  }
  void move(store::Transaction& tx, ContactId from, ContactId to, std::span<const Uuid> rows) const override {
    std::vector<store::Params> all;
    for (const auto& id : rows) {
      move_claim(tx, from, to, id);
      all.push_back({{"from", from}, {"to", to}, {"id", id}});
    }
    for (const auto* step : {&copy_order, &copy_lines, &remove_lines, &remove_order})
      tx.run_batch(*step, all);
  }
  void settle(store::Transaction& tx, ContactId contact) const override {
    if (count(tx, contact) == 0) {
      tx.run(remove_stats, {{"contact_id", contact}});
      return;
    }
    StatsChanges changes(reporting_currency(tx));
    changes.recompute(contact);
    changes.write(tx);
  }
};

class AdjustmentsPart : public people::duplicates::Part {
 public:
  std::string_view name() const override { return "adjustments"; }
  std::int64_t count(store::Reader& reader, ContactId contact) const override {
    return reader.value<std::int64_t>(count_adjustments, {{"contact_id", contact}}).value_or(0);
  }
  std::vector<Uuid> list(store::Reader& reader, ContactId contact, int limit) const override {
    return ids(reader, list_adjustments, {{"contact_id", contact}, {"limit", std::int64_t{limit}}});
  }
  std::vector<Uuid> list_since(store::Reader& reader, ContactId contact, Instant after) const override {
    return ids(reader, list_adjustments_since, {{"contact_id", contact}, {"after", after}});
  }
  void move(store::Transaction& tx, ContactId from, ContactId to, std::span<const Uuid> rows) const override {
    std::vector<store::Params> all;
    for (const auto& id : rows) all.push_back({{"from", from}, {"to", to}, {"id", id}});
    for (const auto* step : {&copy_adjustment, &remove_adjustment}) tx.run_batch(*step, all);
  }
};

}  // namespace

people::duplicates::Parts merge_parts() {
  static const OrdersPart orders;
  static const AdjustmentsPart adjustments;
  return {&orders, &adjustments, &subscriptions_part()};
}

std::span<const Statement> merge_statements() {
  static constexpr Statement all[] = {count_orders,
                                      orders_to_move,
                                      orders_to_move_since,
                                      copy_order,
                                      copy_lines,
                                      remove_order,
                                      remove_lines,
                                      find_number,
                                      take_claim,
                                      remove_claim,
                                      count_adjustments,
                                      list_adjustments,
                                      list_adjustments_since,
                                      copy_adjustment,
                                      remove_adjustment,
                                      remove_stats};
  return all;
}

}  // namespace rapport::events
