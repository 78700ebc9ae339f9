// The statements about orders.
#pragma once

#include "platform/store/store.h"

namespace rapport::events::sql {

using store::Reach;
using Sql = store::Statement;

// clang-format off
#define RAPPORT_ORDER_COLUMNS                                                                                      \
  "select o.order_id as id, o.contact_id, "                                                                        \
  "coalesce(nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), ''), c.email, "           \
  "c.external_id) as contact_name, o.number, o.ordered_at, o.status, o.store_id, s.name as store, o.channel, "     \
  "o.currency, o.total, o.discount, o.refunded, o.net, o.coupon, o.items_count, o.lines_count, o.source, "         \
  "o.arrival, o.reason, coalesce(o.unproven, false) as unproven, o.created_at, o.updated_at, o.version, o.rate, o.rate_day, o.reporting_net, "                \
  "o.reporting_currency as reporting_net_currency "                                                                \
  "from orders o left join contacts c on c.contact_id = o.contact_id "                                             \
  "left join stores s on s.store_id = o.store_id "
// The filters that every list takes, each absent when null. `owners` is a JSON list of user ids in hexadecimal: the
// contacts of a scope.
#define RAPPORT_ORDER_CHOICES                                                             \
  "and (cast(:status as text) is null or o.status = :status) "                            \
  "and (o.store_id = :store_id or :store_id is null) "                                    \
  "and (o.contact_id = :contact_id or :contact_id is null) "
#define RAPPORT_ORDER_FILTERS RAPPORT_ORDER_CHOICES "and o.ordered_at >= :from and o.ordered_at < :to "
#define RAPPORT_ORDER_OWNERS \
  "and (cast(:owners as text) is null or lower(hex(c.owner_id)) in (select value from json_each(:owners))) "
#define RAPPORT_ORDER_OWNERS_POSTGRES                                                       \
  "and (cast(:owners as text) is null or replace(cast(c.owner_id as text), '-', '') in "   \
  "(select jsonb_array_elements_text(cast(:owners as jsonb)))) "
#define RAPPORT_ORDER_LIST(where, tail)                                                    \
  RAPPORT_ORDER_COLUMNS where RAPPORT_ORDER_FILTERS RAPPORT_ORDER_OWNERS tail,             \
      RAPPORT_ORDER_COLUMNS where RAPPORT_ORDER_FILTERS RAPPORT_ORDER_OWNERS_POSTGRES tail
#define RAPPORT_ORDER_TOTAL_FILTERS RAPPORT_ORDER_CHOICES "and +o.ordered_at >= :from and +o.ordered_at < :to "
#define RAPPORT_ORDER_BY_TOTAL(tail)                                                                        \
  RAPPORT_ORDER_COLUMNS "where true " RAPPORT_ORDER_TOTAL_FILTERS RAPPORT_ORDER_OWNERS tail,                \
      RAPPORT_ORDER_COLUMNS "where true " RAPPORT_ORDER_TOTAL_FILTERS RAPPORT_ORDER_OWNERS_POSTGRES tail
#define RAPPORT_ORDER_BEFORE \
  "and (o.ordered_at < :key or (o.ordered_at = :key and o.order_id < :id)) order by o.ordered_at desc, o.order_id desc limit :limit"
// clang-format on

inline constexpr Sql insert_order{
    "orders.insert", Reach::one_contact,
    "insert into orders (contact_id, order_id, number, ordered_at, status, store_id, channel, currency, "
    "total, discount, "
    "refunded, net, coupon, items_count, lines_count, source, arrival, reason, created_at, updated_at, "
    "version, reporting_currency, rate, rate_day, reporting_total, reporting_refunded, reporting_net, "
    "unproven) "
    "values "
    "(:contact_id, :order_id, :number, :ordered_at, :status, :store_id, :channel, :currency, :total, "
    ":discount, 0, :total, "
    ":coupon, :items_count, :lines_count, :source, :arrival, null, :now, :now, 1, :reporting_currency, "
    ":rate, "
    ":rate_day, :reporting_total, :reporting_refunded, :reporting_net, :unproven)"};
inline constexpr Sql insert_line{"order_lines.insert", Reach::one_contact,
                                 "insert into order_lines (contact_id, order_id, position, product_id, sku, "
                                 "name, category, kind, quantity, unit_price, "
                                 "discount, total, refunded_quantity, refunded) values (:contact_id, "
                                 ":order_id, :position, :product_id, :sku, :name, "
                                 ":category, :kind, :quantity, :unit_price, :discount, :total, 0, 0)"};
inline constexpr Sql claim_number{"order_claims.insert", Reach::by_key,
                                  "insert into order_claims (source, number, contact_id, order_id, "
                                  "import_id) values (:source, :number, :contact_id, "
                                  ":order_id, :import_id) on conflict (source, number) do nothing"};
inline constexpr Sql find_claim{
    "order_claims.find", Reach::by_key,
    "select contact_id, order_id from order_claims where source = :source and number = :number"};
inline constexpr Sql find_claims{
    "order_claims.find_many", Reach::by_key,
    "select number, contact_id, order_id, import_id from order_claims where source = :source and number in "
    "(select value from json_each(:numbers))",
    "select number, contact_id, order_id, import_id from order_claims where source = :source and number in "
    "(select jsonb_array_elements_text(:numbers))"};

inline constexpr Sql free_number{
    "order_claims.free", Reach::by_key,
    "delete from order_claims where source = :source and number = :number and order_id = :order_id"};

inline constexpr Sql find_order{"orders.find", Reach::everywhere,
                                RAPPORT_ORDER_COLUMNS "where o.order_id = :order_id"};
inline constexpr Sql find_order_of{"orders.find_of_contact", Reach::one_contact,
                                   RAPPORT_ORDER_COLUMNS
                                   "where o.contact_id = :contact_id and o.order_id = :order_id"};
inline constexpr Sql list_lines{"order_lines.list", Reach::one_contact,
                                "select l.position, l.product_id, l.sku, l.name, l.category, l.kind, "
                                "l.quantity, l.unit_price, l.discount, l.total, "
                                "l.refunded_quantity, l.refunded, o.currency from order_lines l join orders "
                                "o on o.contact_id = l.contact_id and "
                                "o.order_id = l.order_id where l.contact_id = :contact_id and l.order_id = "
                                ":order_id order by l.position"};

inline constexpr Sql list_newest{"orders.list_newest", Reach::everywhere,
                                 RAPPORT_ORDER_LIST("where true ", RAPPORT_ORDER_BEFORE)};
inline constexpr Sql list_oldest{
    "orders.list_oldest", Reach::everywhere,
    RAPPORT_ORDER_LIST("where true ",
                       "and (o.ordered_at > :key or (o.ordered_at = :key and o.order_id > :id)) "
                       "order by o.ordered_at, o.order_id limit :limit")};
// The filters are repeated where an index of the column serves them.
inline constexpr Sql list_of_contact{
    "orders.list_of_contact", Reach::one_contact,
    RAPPORT_ORDER_LIST("where o.contact_id = :contact_id ", RAPPORT_ORDER_BEFORE)};
// Through the company's people to their orders: a company has few, whatever the shop has.
inline constexpr Sql list_of_company{
    "orders.list_of_company", Reach::everywhere,
    RAPPORT_ORDER_LIST("where c.company_id = :company_id and c.deleted_at is null ", RAPPORT_ORDER_BEFORE)};
inline constexpr Sql list_by_status{"orders.list_by_status", Reach::everywhere,
                                    RAPPORT_ORDER_LIST("where o.status = :status ", RAPPORT_ORDER_BEFORE)};
inline constexpr Sql list_by_store{"orders.list_by_store", Reach::everywhere,
                                   RAPPORT_ORDER_LIST("where o.store_id = :store_id ", RAPPORT_ORDER_BEFORE)};
inline constexpr Sql list_by_number{
    "orders.list_by_number", Reach::everywhere,
    RAPPORT_ORDER_COLUMNS
    "where o.number >= :search and o.number < :search_end " RAPPORT_ORDER_TOTAL_FILTERS RAPPORT_ORDER_OWNERS
        RAPPORT_ORDER_BEFORE,
    RAPPORT_ORDER_COLUMNS
    "where o.number collate \"C\" >= :search and o.number collate \"C\" < :search_end " RAPPORT_ORDER_FILTERS
        RAPPORT_ORDER_OWNERS_POSTGRES RAPPORT_ORDER_BEFORE};
// In the order of the numbers, as their index has them: the number that was typed comes first.
inline constexpr Sql find_by_number{
    "orders.find_by_number", Reach::everywhere,
    RAPPORT_ORDER_COLUMNS "where o.number >= :search and o.number < :search_end " RAPPORT_ORDER_OWNERS
                          "order by o.number limit :limit",
    RAPPORT_ORDER_COLUMNS
    "where o.number collate \"C\" >= :search and o.number collate \"C\" < "
    ":search_end " RAPPORT_ORDER_OWNERS_POSTGRES "order by o.number collate \"C\" limit :limit"};
// `+`: the dates are a filter here; the order comes from the index of totals.
inline constexpr Sql list_largest{
    "orders.list_largest", Reach::everywhere,
    RAPPORT_ORDER_BY_TOTAL("and (o.total < :key or (o.total = :key and o.order_id < :id)) "
                           "order by o.total desc, o.order_id desc limit :limit")};
inline constexpr Sql list_smallest{
    "orders.list_smallest", Reach::everywhere,
    RAPPORT_ORDER_BY_TOTAL("and (o.total > :key or (o.total = :key and o.order_id > :id)) "
                           "order by o.total, o.order_id limit :limit")};
// Up to :limit, so that a large list costs no more than its answer "10,000+".
inline constexpr Sql count_orders{"orders.count", Reach::everywhere,
                                  "select count(*) from (select 1 as one from orders o where o.ordered_at >= "
                                  ":from and o.ordered_at < :to limit :limit) n"};

inline constexpr Sql any_order{"orders.any", Reach::everywhere, "select 1 from orders limit 1"};

inline constexpr Sql change_order{
    "orders.change", Reach::one_contact,
    "update orders set store_id = :store_id, channel = :channel, coupon = :coupon, updated_at = :now, "
    "version = version + 1 "
    "where contact_id = :contact_id and order_id = :order_id and version = :version"};
inline constexpr Sql set_amounts{
    "orders.set_amounts", Reach::one_contact,
    "update orders set status = :status, refunded = :refunded, net = :net, reason = coalesce(:reason, "
    "reason), reporting_refunded = case when currency = reporting_currency then :refunded else "
    "reporting_refunded end, reporting_net = case when currency = reporting_currency then :net else "
    "reporting_net end, "
    "updated_at = :now, version = version + 1 where contact_id = :contact_id and order_id = :order_id and "
    "version = :version"};
inline constexpr Sql extend_order{
    "orders.extend", Reach::one_contact,
    "update orders set total = total + :total, net = net + :total, items_count = items_count + :items_count, "
    "lines_count = lines_count + :lines_count, reporting_total = case when currency = reporting_currency "
    "then "
    "total + :total else reporting_total end, reporting_net = case when currency = reporting_currency then "
    "net + :total else reporting_net end, updated_at = :now, version = version + 1 "
    "where contact_id = :contact_id and order_id = :order_id"};
inline constexpr Sql origin_of{
    "orders.origin", Reach::one_contact,
    "select coalesce(figures_at, ordered_at), coalesce(unproven, false) from orders where contact_id = "
    ":contact_id and order_id = :order_id"};
inline constexpr Sql set_figures{
    "orders.set_figures", Reach::one_contact,
    "update orders set status = :status, currency = :currency, total = :total, discount = :discount, net = "
    ":net, coupon = coalesce(:coupon, coupon), items_count = :items_count, lines_count = :lines_count, "
    "unproven = :unproven, figures_at = :at, updated_at = :now, version = version + 1 "
    "where contact_id = :contact_id and order_id = :order_id and version = :version"};
inline constexpr Sql remove_lines{
    "order_lines.remove", Reach::one_contact,
    "delete from order_lines where contact_id = :contact_id and order_id = :order_id"};
inline constexpr Sql refund_line{
    "order_lines.refund", Reach::one_contact,
    "update order_lines set refunded_quantity = refunded_quantity + :quantity, refunded = refunded + :amount "
    "where contact_id = :contact_id and order_id = :order_id and position = :position"};
inline constexpr Sql insert_adjustment{"order_adjustments.insert", Reach::one_contact,
                                       "insert into order_adjustments (contact_id, adjustment_id, kind, "
                                       "order_id, position, number, sku, name, quantity, amount, "
                                       "currency, occurred_at, reason, source, import_id, import_line, "
                                       "created_at) values (:contact_id, :adjustment_id, :kind, "
                                       ":order_id, :position, :number, :sku, :name, :quantity, :amount, "
                                       ":currency, :occurred_at, :reason, :source, :import_id, "
                                       ":import_line, :now)"};
// The latest earlier purchase of the same thing that still holds as many units and as much money.
inline constexpr Sql match_credit{
    "order_lines.match_credit", Reach::one_contact,
    "select o.order_id, l.position, l.product_id, o.total, o.refunded, o.status, o.ordered_at, o.version "
    "from order_lines l join orders o on o.contact_id = l.contact_id and o.order_id = l.order_id "
    "where l.contact_id = :contact_id and o.contact_id = :contact_id and l.sku = :sku "
    "and l.quantity - l.refunded_quantity >= :quantity and l.total - l.refunded >= :amount and o.currency = "
    ":currency "
    "and o.source = :source and o.status <> 'cancelled' and o.ordered_at <= :before "
    "order by o.ordered_at desc, o.order_id desc, l.position limit 1"};

inline constexpr Sql add_stats{
    "contact_order_stats.add", Reach::one_contact,
    "insert into contact_order_stats (contact_id, orders_count, orders_value, orders_value_currency, "
    "items_count, "
    "first_order_at, last_order_at, refunded_value, other_currency_orders, updated_at) values (:contact_id, "
    ":orders_count, "
    ":orders_value, :currency, :items_count, :first_order_at, :last_order_at, :refunded_value, "
    ":other_currency_orders, :now) "
    "on conflict (contact_id) do update set "
    "orders_count = contact_order_stats.orders_count + excluded.orders_count, "
    "orders_value = contact_order_stats.orders_value + excluded.orders_value, "
    "orders_value_currency = excluded.orders_value_currency, "
    "items_count = contact_order_stats.items_count + excluded.items_count, "
    "first_order_at = case when excluded.first_order_at is null or contact_order_stats.first_order_at <= "
    "excluded.first_order_at then contact_order_stats.first_order_at else excluded.first_order_at end, "
    "last_order_at = case when excluded.last_order_at is null or contact_order_stats.last_order_at >= "
    "excluded.last_order_at then contact_order_stats.last_order_at else excluded.last_order_at end, "
    "refunded_value = contact_order_stats.refunded_value + excluded.refunded_value, "
    "other_currency_orders = contact_order_stats.other_currency_orders + excluded.other_currency_orders, "
    "updated_at = excluded.updated_at"};
// Whoever writes the row waits for this transaction, and this one for them: what is read after it misses
// nothing.
inline constexpr Sql hold_stats{
    "contact_order_stats.hold", Reach::one_contact,
    "insert into contact_order_stats (contact_id, orders_count, orders_value, orders_value_currency, "
    "items_count, refunded_value, other_currency_orders, updated_at) values (:contact_id, 0, 0, :currency, "
    "0, "
    "0, 0, :now) on conflict (contact_id) do update set updated_at = excluded.updated_at"};
inline constexpr Sql recompute_stats{
    "contact_order_stats.recompute", Reach::one_contact,
    "insert into contact_order_stats (contact_id, orders_count, orders_value, orders_value_currency, "
    "items_count, "
    "first_order_at, last_order_at, refunded_value, other_currency_orders, updated_at) "
    "select :contact_id, coalesce(sum(case when counts and converted then 1 else 0 end), 0), "
    "coalesce(sum(case when counts and converted then reporting_net else 0 end), 0), :currency, "
    "coalesce(sum(case when counts and converted then items_count else 0 end), 0), "
    "min(case when counts then ordered_at end), max(case when counts then ordered_at end), "
    "coalesce(sum(case when converted then reporting_refunded else 0 end), 0), "
    "coalesce(sum(case when counts and not converted then 1 else 0 end), 0), :now "
    "from (select reporting_net, items_count, ordered_at, reporting_refunded, status in ('paid', "
    "'partially_refunded') as counts, coalesce(reporting_currency = :currency, false) as converted "
    "from orders where contact_id = :contact_id) o where true "
    "on conflict (contact_id) do update set orders_count = excluded.orders_count, orders_value = "
    "excluded.orders_value, "
    "orders_value_currency = excluded.orders_value_currency, items_count = excluded.items_count, "
    "first_order_at = excluded.first_order_at, last_order_at = excluded.last_order_at, "
    "refunded_value = excluded.refunded_value, other_currency_orders = excluded.other_currency_orders, "
    "updated_at = excluded.updated_at"};
inline constexpr Sql add_sales{
    "product_sales.add", Reach::by_key,
    "insert into product_sales (product_id, currency, orders_count, units_sold, revenue) values "
    "(:product_id, :currency, "
    ":orders_count, :units_sold, :revenue) on conflict (product_id, currency) do update set "
    "orders_count = product_sales.orders_count + excluded.orders_count, "
    "units_sold = product_sales.units_sold + excluded.units_sold, revenue = product_sales.revenue + "
    "excluded.revenue"};

}  // namespace rapport::events::sql
