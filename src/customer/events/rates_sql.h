// The statements about rates, and about what orders are worth by them.
#pragma once

#include "platform/store/store.h"

namespace rapport::events::sql {

using store::Reach;
using Sql = store::Statement;

inline constexpr Sql set_rate{
    "currency_rates.set", Reach::by_key,
    "insert into currency_rates (reporting, currency, day, rate, source, created_at) values (:reporting, "
    ":currency, "
    ":day, :rate, :source, :now) on conflict (reporting, currency, day) do update set rate = excluded.rate, "
    "source = excluded.source, created_at = excluded.created_at"};
inline constexpr Sql delete_rate{
    "currency_rates.delete", Reach::by_key,
    "delete from currency_rates where reporting = :reporting and currency = :currency and day = :day"};
inline constexpr Sql rate_of_day{"currency_rates.of_day", Reach::by_key,
                                 "select rate, day from currency_rates where reporting = :reporting and "
                                 "currency = :currency and day <= :day "
                                 "order by day desc limit 1"};
inline constexpr Sql list_rates{
    "currency_rates.list", Reach::by_key,
    "select reporting, currency, day, rate, source, created_at from currency_rates where reporting = "
    ":reporting "
    "and (cast(:currency as text) is null or currency = :currency) "
    "and (day < :day or (day = :day and currency > :after)) order by day desc, currency limit :limit"};

inline constexpr Sql set_worth{
    "orders.set_worth", Reach::one_contact,
    "update orders set reporting_currency = :reporting_currency, rate = :rate, rate_day = :rate_day, "
    "reporting_total = :reporting_total, reporting_refunded = :reporting_refunded, reporting_net = "
    ":reporting_net "
    "where contact_id = :contact_id and order_id = :order_id and version = :version"};
#define RAPPORT_PRICED                                                                              \
  "select contact_id, order_id, currency, ordered_at, status, total, discount, refunded, version, " \
  "reporting_currency, rate, rate_day, reporting_total, reporting_refunded, reporting_net from orders "
inline constexpr Sql find_priced{"orders.find_priced", Reach::one_contact,
                                 RAPPORT_PRICED "where contact_id = :contact_id and order_id = :order_id"};
inline constexpr Sql list_priced{
    "orders.list_priced", Reach::everywhere,
    RAPPORT_PRICED
    "where (contact_id, order_id) > (:contact_id, :order_id) order by contact_id, order_id limit :limit"};
inline constexpr Sql line_totals{"order_lines.totals", Reach::one_contact,
                                 "select total from order_lines where contact_id = :contact_id and order_id "
                                 "= :order_id order by position"};
inline constexpr Sql count_all_orders{"orders.count_all", Reach::everywhere, "select count(*) from orders"};
inline constexpr Sql unconverted_orders{
    "orders.unconverted", Reach::everywhere,
    "select currency, count(*) as orders from orders where reporting_currency is null and status in ('paid', "
    "'partially_refunded') group by currency order by currency"};

}  // namespace rapport::events::sql
