// Statements behind preferences: what people did, and what they bought.
#pragma once

#include <array>

#include "platform/store/store.h"

namespace rapport::customer_base::preference_sql {

using store::Reach;
using store::Statement;

// What a person did: orders, clicks, replies, visits of pages, and what sources track of them. Never an open,
// which a machine may have made, nor what was done to them or to their record.
#define RAPPORT_ACTS                                                                                         \
  "e.occurred_at >= :from and e.occurred_at <= :now and (e.type in ('purchase', 'reply', 'email_replied', "  \
  "'sms_received', 'zalo_received', 'campaign_clicked', 'email_clicked', 'sms_clicked', 'login', "           \
  "'page_view', "                                                                                            \
  "'screen_view', 'visit', 'form_submitted') or (e.source in ('server', 'browser') and e.type not in "       \
  "('alias', 'cart_abandoned', 'identified', 'identity_confirmed', 'group_joined', 'subscription_changed', " \
  "'subscription_ended', 'campaign_sent', 'campaign_delivered', 'campaign_opened', 'message_bounced', "      \
  "'unsubscribed', 'order_cancelled', 'order_extended', 'order_paid', 'order_refunded', 'order_updated', "   \
  "'refund') and "                                                                                           \
  "lower(replace(e.type, ' ', '_')) not in ('email_sent', 'email_delivered', 'email_opened', "               \
  "'email_bounced', "                                                                                        \
  "'email_marked_as_spam', 'message_opened', 'sms_sent', 'sms_delivered', 'push_notification_received', "    \
  "'order_completed', 'completed_order', 'order_cancelled', 'order_refunded', 'order_updated')))"

// By which channel, empty where nothing says so.
#define RAPPORT_CHANNEL_OF_ACT                                                                             \
  "case when e.channel <> '' then e.channel when e.type in ('campaign_clicked', 'email_clicked', "         \
  "'email_replied') then 'email' when e.type in ('sms_received', 'sms_clicked') then 'sms' when e.type = " \
  "'zalo_received' then 'zalo' when e.type = 'screen_view' then 'mobile' when e.type in ('login', "        \
  "'page_view', 'visit', 'form_submitted') then 'website' else '' end"

// What somebody does within one hour on one channel counts once: a long visit is no habit.
inline constexpr Statement own_acts{"preferences.own_acts", Reach::one_contact,
                                    "select " RAPPORT_CHANNEL_OF_ACT
                                    " as channel, min(e.occurred_at) as at from events "
                                    "e where "
                                    "e.contact_id = :contact_id and " RAPPORT_ACTS
                                    " group by 1, e.occurred_at / 3600000 order by 2"};
// What colleagues wrote down that the person did, as it holds now. Its hour is theirs as much as the
// person's.
inline constexpr Statement own_talks{
    "preferences.own_talks", Reach::one_contact,
    "select case o.type when 'call' then 'phone' when 'store_visit' then 'in_store' else 'meeting' end as "
    "channel, "
    "e.occurred_at as at from activities a join events o on o.contact_id = a.contact_id and o.id = "
    "a.activity_id "
    "join events e on e.contact_id = a.contact_id and e.id = a.shown_fact_id where a.contact_id = "
    ":contact_id and "
    "o.contact_id = :contact_id and e.contact_id = :contact_id and a.removed_at is null and e.occurred_at >= "
    ":from "
    "and e.occurred_at <= :now and (o.type in ('store_visit', 'meeting') or (o.type = 'call' and "
    "e.payload ->> 'direction' = 'inbound'))"};

#define RAPPORT_COUNTING "o.status in ('paid', 'partially_refunded')"
#define RAPPORT_DISCOUNTED(contact)                                                                        \
  "case when o.discount > 0 or coalesce(o.coupon, '') <> '' or exists (select 1 from order_lines l where " \
  "l.contact_id = " contact                                                                                \
  " and l.order_id = o.order_id and l.discount > 0) then 1 else 0 end as discounted"

inline constexpr Statement own_orders{
    "preferences.own_orders", Reach::one_contact,
    "select o.order_id, o.ordered_at, o.store_id, s.name as store, o.total + o.discount as gross, case when "
    "o.reporting_currency = :currency then o.reporting_net end as net, case when o.reporting_currency = :currency "
    "then o.reporting_total end as total, " RAPPORT_DISCOUNTED(
        ":contact_id") " from orders o left join stores s on s.store_id = o.store_id where o.contact_id = "
                       ":contact_id and " RAPPORT_COUNTING " order by o.ordered_at, o.order_id"};
inline constexpr Statement own_lines{
    "preferences.own_lines", Reach::one_contact,
    "select l.order_id, coalesce(l.category, '') as category, l.total - l.refunded as kept from order_lines "
    "l join "
    "orders o on o.contact_id = l.contact_id and o.order_id = l.order_id where l.contact_id = :contact_id "
    "and "
    "o.contact_id = :contact_id and l.kind = 'product' and " RAPPORT_COUNTING};

// By quarter of an hour, as some zones are off by less than an hour. `whole`: exactly at its beginning, where
// a midnight may stand for a day without a time.
inline constexpr Statement everybodys_acts{
    "population_habits.count_acts", Reach::everywhere,
    "select timezone, at / 900000 as quarter, case when at % 900000 = 0 then 1 else 0 end as whole, count(*) "
    "as acts "
    "from (select c.timezone as timezone, e.contact_id, min(e.occurred_at) as at from events e join contacts "
    "c on "
    "c.contact_id = e.contact_id where c.deleted_at is null and " RAPPORT_ACTS
    " group by c.timezone, e.contact_id, e.occurred_at / 3600000) as hours group by 1, 2, 3"};
inline constexpr Statement everybodys_orders{
    "population_habits.count_orders", Reach::everywhere,
    "select count(*) as orders, cast(coalesce(sum(discounted), 0) as bigint) as discounted_orders, "
    "cast(coalesce(sum(net), 0) as bigint) as value, cast(coalesce(sum(case when discounted = 1 then net "
    "else 0 "
    "end), 0) as bigint) as discounted_value from (select case when o.reporting_currency = :currency then "
    "o.reporting_net else 0 end as net, " RAPPORT_DISCOUNTED(
        "o.contact_id") " from orders o where " RAPPORT_COUNTING ") as counted"};

inline constexpr Statement find_habits{"population_habits.find", Reach::local,
                                       "select acts, hours, counted_from, counted_at, orders, "
                                       "discounted_orders, value, discounted_value, currency "
                                       "from population_habits where name = 'everybody'"};
inline constexpr Statement put_habits{
    "population_habits.put", Reach::local,
    "insert into population_habits (name, acts, hours, counted_from, counted_at, orders, discounted_orders, "
    "value, "
    "discounted_value, currency) values ('everybody', :acts, :hours, :counted_from, :counted_at, :orders, "
    ":discounted_orders, :value, :discounted_value, :currency) on conflict (name) do update set acts = "
    "excluded.acts, hours = excluded.hours, counted_from = excluded.counted_from, counted_at = "
    "excluded.counted_at, orders = excluded.orders, discounted_orders = excluded.discounted_orders, value = "
    "excluded.value, discounted_value = excluded.discounted_value, currency = excluded.currency"};

inline constexpr std::array all = {own_acts,        own_talks,         own_orders,  own_lines,
                                   everybodys_acts, everybodys_orders, find_habits, put_habits};

}  // namespace rapport::customer_base::preference_sql
