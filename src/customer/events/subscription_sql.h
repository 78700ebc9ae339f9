// The statements about subscriptions.
#pragma once

#include "platform/store/store.h"

namespace rapport::events::sql {

using store::Reach;
using Sql = store::Statement;

// clang-format off
#define RAPPORT_SUBSCRIPTION_COLUMNS                                                                              \
  "select u.subscription_id as id, u.contact_id, "                                                                \
  "coalesce(nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), ''), c.email, "          \
  "c.external_id) as contact_name, u.plan, u.status, u.price, u.price_currency, u.billing_interval, "             \
  "u.started_at, u.trial_ends_at, u.ended_at, u.is_current, u.number, u.source, u.created_at, u.updated_at, "     \
  "u.version, u.state_at from subscriptions u left join contacts c on c.contact_id = u.contact_id "
#define RAPPORT_SUBSCRIPTION_FILTERS                                                                              \
  "and c.deleted_at is null and (cast(:status as text) is null or u.status = :status) "                           \
  "and (cast(:plan as text) is null or u.plan = :plan) "                                                          \
  "and (cast(:current as boolean) is null or u.is_current = :current) "                                           \
  "and (u.started_at < :key or (u.started_at = :key and u.subscription_id < :id)) "
#define RAPPORT_SUBSCRIPTION_TAIL "order by u.started_at desc, u.subscription_id desc limit :limit"
#define RAPPORT_SUBSCRIPTION_LIST(where)                                                                          \
  RAPPORT_SUBSCRIPTION_COLUMNS where RAPPORT_SUBSCRIPTION_FILTERS                                                 \
  "and (cast(:owners as text) is null or lower(hex(c.owner_id)) in (select value from json_each(:owners))) "      \
  RAPPORT_SUBSCRIPTION_TAIL,                                                                                      \
  RAPPORT_SUBSCRIPTION_COLUMNS where RAPPORT_SUBSCRIPTION_FILTERS                                                 \
  "and (cast(:owners as text) is null or replace(cast(c.owner_id as text), '-', '') in "                          \
  "(select jsonb_array_elements_text(cast(:owners as jsonb)))) " RAPPORT_SUBSCRIPTION_TAIL
// clang-format on

inline constexpr Sql insert_subscription{
    "subscriptions.insert", Reach::one_contact,
    "insert into subscriptions (contact_id, subscription_id, number, source, plan, status, price, "
    "price_currency, billing_interval, started_at, trial_ends_at, ended_at, is_current, state_at, "
    "created_at, "
    "updated_at, version) values (:contact_id, :subscription_id, :number, :source, :plan, :status, :price, "
    ":price_currency, :billing_interval, :started_at, :trial_ends_at, :ended_at, :is_current, :state_at, "
    ":now, "
    ":now, 1)"};
inline constexpr Sql update_subscription{
    "subscriptions.update", Reach::one_contact,
    "update subscriptions set plan = :plan, status = :status, price = :price, price_currency = "
    ":price_currency, billing_interval = :billing_interval, started_at = :started_at, trial_ends_at = "
    ":trial_ends_at, ended_at = :ended_at, state_at = :state_at, updated_at = :now, version = version + 1 "
    "where contact_id = :contact_id and subscription_id = :subscription_id and version = :version"};
inline constexpr Sql mark_current{
    "subscriptions.mark_current", Reach::one_contact,
    "update subscriptions set is_current = :is_current where contact_id = :contact_id and subscription_id = "
    ":subscription_id"};
// Two that begin for one contact at once: the second waits and then sees the first.
inline constexpr Sql hold_subscriber{"subscriptions.hold", Reach::one_contact,
                                     "select 1 from contacts where contact_id = :contact_id",
                                     "select 1 from contacts where contact_id = :contact_id for update"};
inline constexpr Sql claim_subscription{
    "subscription_claims.insert", Reach::by_key,
    "insert into subscription_claims (source, number, contact_id, subscription_id) values (:source, "
    ":number, :contact_id, :subscription_id) on conflict (source, number) do nothing"};
inline constexpr Sql find_subscription_claim{
    "subscription_claims.find", Reach::by_key,
    "select contact_id, subscription_id from subscription_claims where source = :source and number = "
    ":number"};
inline constexpr Sql remove_subscription_claim{
    "subscription_claims.remove", Reach::by_key,
    "delete from subscription_claims where source = :source and number = :number"};

inline constexpr Sql find_subscription{"subscriptions.find", Reach::everywhere,
                                       RAPPORT_SUBSCRIPTION_COLUMNS
                                       "where u.subscription_id = :subscription_id"};
inline constexpr Sql find_subscription_of{
    "subscriptions.find_of_contact", Reach::one_contact,
    RAPPORT_SUBSCRIPTION_COLUMNS "where u.contact_id = :contact_id and u.subscription_id = :subscription_id"};
inline constexpr Sql all_of_contact{
    "subscriptions.all_of_contact", Reach::one_contact,
    RAPPORT_SUBSCRIPTION_COLUMNS
    "where u.contact_id = :contact_id order by u.started_at desc, u.subscription_id desc"};
inline constexpr Sql list_subscriptions_newest{"subscriptions.list_newest", Reach::everywhere,
                                               RAPPORT_SUBSCRIPTION_LIST("where true ")};
inline constexpr Sql list_subscriptions_of_contact{
    "subscriptions.list_of_contact", Reach::one_contact,
    RAPPORT_SUBSCRIPTION_LIST("where u.contact_id = :contact_id ")};
inline constexpr Sql due_subscriptions{
    "subscriptions.due", Reach::everywhere,
    RAPPORT_SUBSCRIPTION_COLUMNS
    "where u.status = 'cancelled' and u.ended_at <= :now order by u.ended_at limit :limit"};

}  // namespace rapport::events::sql
