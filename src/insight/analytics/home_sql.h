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
    "select coalesce(sum(case when reporting_currency = :currency then 1 else 0 end), 0) as orders, "
    "cast(coalesce(sum(case when reporting_currency = :currency then reporting_net else 0 end), 0) as "
    "bigint) as "
    "revenue, count(distinct case when reporting_currency = :currency and contact_id <> :nil then contact_id "
    "end) "
    "as customers, coalesce(sum(case when coalesce(reporting_currency, '') <> :currency then 1 else 0 end), "
    "0) as "
    "others from orders where ordered_at >= :from and ordered_at < :to and status in ('paid', "
    "'partially_refunded')"};
inline constexpr Sql other_currencies{
    "home.other_currencies", Reach::everywhere,
    "select count(*) as orders, cast(sum(net) as bigint) as revenue, currency as revenue_currency from "
    "orders "
    "where ordered_at >= :from and ordered_at < :to and status in ('paid', 'partially_refunded') and "
    "coalesce(reporting_currency, '') <> :currency group by currency order by currency"};
inline constexpr Sql customers_with{"home.customers_with", Reach::everywhere,
                                    "select count(*) from contact_order_stats where orders_count >= :least"};

// The same for the contacts of one owner; a team is asked user by user, so that the index of owners serves.
inline constexpr Sql contacts_by_status_of{
    "home.contacts_by_status_of", Reach::everywhere,
    "select status as value, count(*) as count from contacts where owner_id = :owner and deleted_at is null "
    "group by status order by status"};
inline constexpr Sql new_contacts_of{
    "home.new_contacts_of", Reach::everywhere,
    "select count(*) from contacts where owner_id = :owner and deleted_at is "
    "null and created_at > :from and created_at <= :to"};
inline constexpr Sql sales_of{
    "home.sales_of", Reach::everywhere,
    "select o.contact_id, o.ordered_at, o.currency, o.net, o.reporting_currency, o.reporting_net from "
    "contacts c "
    "join orders o on o.contact_id = c.contact_id where c.owner_id = :owner and c.deleted_at is null "
    "and o.ordered_at >= :from and o.status in ('paid', 'partially_refunded')"};
inline constexpr Sql customers_of{
    "home.customers_of", Reach::everywhere,
    "select count(*) from contacts c join contact_order_stats s on s.contact_id = c.contact_id "
    "where c.owner_id = :owner and c.deleted_at is null and s.orders_count >= :least"};

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
