// The statements behind Home; each is answered from one index.
#pragma once

#include "platform/store/store.h"

namespace rapport::analytics::sql {

using store::Reach;
using Sql = store::Statement;

inline constexpr Sql contacts_by_status{"home.contacts_by_status", Reach::everywhere,
                                        "select status as value, count(*) as count from contacts where "
                                        "deleted_at is null group by status order by status"};
inline constexpr Sql new_contacts{
    "home.new_contacts", Reach::everywhere,
    "select count(*) from contacts where deleted_at is null and created_at > :from and created_at <= :to"};
inline constexpr Sql companies{"home.companies", Reach::everywhere,
                               "select count(*) from companies where deleted_at is null"};
// Over [from, to); `nil` is the contact of orders without a customer.
inline constexpr Sql orders_between{
    "home.orders_between", Reach::everywhere,
    "select coalesce(sum(case when currency = :currency then 1 else 0 end), 0) as orders, "
    "cast(coalesce(sum(case when currency = :currency then net else 0 end), 0) as bigint) as revenue, "
    "count(distinct case when currency = :currency and contact_id <> :nil then contact_id end) as customers, "
    "coalesce(sum(case when currency <> :currency then 1 else 0 end), 0) as others from orders "
    "where ordered_at >= :from and ordered_at < :to and status in ('paid', 'partially_refunded')"};
inline constexpr Sql other_currencies{"home.other_currencies", Reach::everywhere,
                                      "select count(*) as orders, cast(sum(net) as bigint) as revenue, "
                                      "currency as revenue_currency from orders "
                                      "where ordered_at >= :from and ordered_at < :to and status in ('paid', "
                                      "'partially_refunded') and currency <> :currency "
                                      "group by currency order by currency"};
inline constexpr Sql customers_with{"home.customers_with", Reach::everywhere,
                                    "select count(*) from contact_order_stats where orders_count >= :least"};

#define RAPPORT_NEW_CONTACTS                                                                              \
  "select contact_id as id, coalesce(nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, " \
  "'')), ''), "                                                                                           \
  "email, phone, external_id, '') as name, email, country, status, created_at from contacts where "       \
  "deleted_at is null "
inline constexpr Sql newest_contacts{
    "home.newest_contacts", Reach::everywhere,
    RAPPORT_NEW_CONTACTS
    "and (cast(:owners as text) is null or lower(hex(owner_id)) in "
    "(select value from json_each(:owners))) order by created_at desc, contact_id desc limit 5",
    RAPPORT_NEW_CONTACTS
    "and (cast(:owners as text) is null or replace(cast(owner_id as text), '-', '') in "
    "(select jsonb_array_elements_text(cast(:owners as jsonb)))) "
    "order by created_at desc, contact_id desc limit 5"};
inline constexpr Sql late_jobs{"home.late_jobs", Reach::local,
                               "select kind as name, run_at as due_at from jobs where state = 'queued' and "
                               "run_at < :before order by run_at limit 10"};

}  // namespace rapport::analytics::sql
