// Statements of next actions.
#pragma once

#include <array>

#include "platform/store/store.h"

namespace rapport::next_actions::sql {

using store::Reach;
using store::Statement;

// -- the actions on offer -------------------------------------------------------------------------------
#define ACTION_COLUMNS                                                                                    \
  "action_id as id, name, labels, rule, value_kind, value_percent, value_amount, value_amount_currency, " \
  "minutes, due_days, cool_down_days, active, standard, created_at, updated_at, version"
inline constexpr Statement list_actions{"next_actions.list", Reach::local,
                                        "select " ACTION_COLUMNS
                                        " from next_actions order by created_at, action_id"};
inline constexpr Statement find_action{"next_actions.find", Reach::local,
                                       "select " ACTION_COLUMNS " from next_actions where action_id = :id"};
inline constexpr Statement add_action{
    "next_actions.add", Reach::local,
    "insert into next_actions (action_id, name, labels, rule, value_kind, value_percent, value_amount, "
    "value_amount_currency, minutes, due_days, cool_down_days, active, standard, created_at, updated_at, "
    "version) "
    "values (:id, :name, :labels, :rule, :value_kind, :value_percent, :value_amount, :value_amount_currency, "
    ":minutes, :due_days, :cool_down_days, :active, :standard, :created_at, :updated_at, :version) on "
    "conflict (name) "
    "do nothing"};
inline constexpr Statement named{"next_actions.named", Reach::local,
                                 "select action_id from next_actions where name = :name"};
inline constexpr Statement change_action{
    "next_actions.change", Reach::local,
    "update next_actions set name = :name, labels = :labels, rule = :rule, value_kind = :value_kind, "
    "value_percent = "
    ":value_percent, value_amount = :value_amount, value_amount_currency = :value_amount_currency, minutes = "
    ":minutes, due_days = :due_days, cool_down_days = :cool_down_days, active = :active, updated_at = "
    ":updated_at, "
    "version = :version where action_id = :id and version = :expected"};
inline constexpr Statement remove_action{"next_actions.remove", Reach::local,
                                         "delete from next_actions where action_id = :id"};
inline constexpr Statement was_shown{"next_action_items.was_shown", Reach::everywhere,
                                     "select 1 from next_action_items where action_id = :id limit 1"};

// -- what was learned -------------------------------------------------------------------------------------
inline constexpr Statement tallies{"next_action_tallies.all", Reach::local,
                                   "select action_id, stage, successes, failures from next_action_tallies"};
inline constexpr Statement add_tally{
    "next_action_tallies.add", Reach::local,
    "insert into next_action_tallies (action_id, stage, successes, failures) values (:action_id, :stage, "
    ":successes, "
    ":failures) on conflict (action_id, stage) do update set successes = next_action_tallies.successes + "
    "excluded.successes, failures = next_action_tallies.failures + excluded.failures"};
inline constexpr Statement baseline{
    "next_action_baseline.find", Reach::local,
    "select currency, order_value, clv from next_action_baseline where name = 'everybody'"};
inline constexpr Statement put_baseline{
    "next_action_baseline.put", Reach::local,
    "insert into next_action_baseline (name, currency, order_value, clv, computed_at) values ('everybody', "
    ":currency, "
    ":order_value, :clv, :now) on conflict (name) do update set currency = excluded.currency, order_value = "
    "excluded.order_value, clv = excluded.clv, computed_at = excluded.computed_at"};

// -- decisions about one contact --------------------------------------------------------------------------
#define DECISION_COLUMNS                                                                                     \
  "contact_id, number, decided_at, decided_by, expires_at, watched_until, closed_at, arm, stage, currency, " \
  "ranking, first_action, propensity, outcome_at, outcome_type"
inline constexpr Statement newest_decision{
    "next_action_decisions.newest", Reach::one_contact,
    "select " DECISION_COLUMNS
    " from next_action_decisions where contact_id = :contact_id order by number desc limit 1"};
inline constexpr Statement find_decision{
    "next_action_decisions.find", Reach::one_contact,
    "select " DECISION_COLUMNS
    " from next_action_decisions where contact_id = :contact_id and number = :number"};
inline constexpr Statement add_decision{"next_action_decisions.add", Reach::one_contact,
                                        "insert into next_action_decisions (" DECISION_COLUMNS
                                        ") values (:contact_id, :number, :decided_at, :decided_by, "
                                        ":expires_at, :watched_until, null, :arm, :stage, "
                                        ":currency, :ranking, :first_action, :propensity, null, null) on "
                                        "conflict (contact_id, number) do nothing"};
inline constexpr Statement close_decision{"next_action_decisions.close", Reach::one_contact,
                                          "update next_action_decisions set closed_at = :now where "
                                          "contact_id = :contact_id and number = :number and "
                                          "closed_at is null"};
inline constexpr Statement note_outcome{"next_action_decisions.note_outcome", Reach::one_contact,
                                        "update next_action_decisions set outcome_at = :at, outcome_type = "
                                        ":type where contact_id = :contact_id and "
                                        "outcome_at is null and decided_at <= :at and watched_until >= :at"};

#define ITEM_COLUMNS                                                                                         \
  "contact_id, number, action_id, place, status, shown_at, expected_value, currency, user_id, accepted_at, " \
  "due_on, dismissed_at, done_at, reason, cools_until, outcome_at, outcome_type, settle_at, settled_at, "    \
  "reward"
inline constexpr Statement items_of{
    "next_action_items.of_decision", Reach::one_contact,
    "select " ITEM_COLUMNS
    " from next_action_items where contact_id = :contact_id and number = :number order by place"};
inline constexpr Statement items_of_contact{
    "next_action_items.of_contact", Reach::one_contact,
    "select " ITEM_COLUMNS
    " from next_action_items where contact_id = :contact_id order by number desc, place limit 300"};
inline constexpr Statement put_item{
    "next_action_items.put", Reach::one_contact,
    "insert into next_action_items (" ITEM_COLUMNS
    ") values (:contact_id, :number, :action_id, :place, :status, :shown_at, :expected_value, :currency, "
    ":user_id, "
    ":accepted_at, :due_on, :dismissed_at, :done_at, :reason, :cools_until, :outcome_at, :outcome_type, "
    ":settle_at, "
    ":settled_at, :reward) on conflict (contact_id, number, action_id) do update set status = "
    "excluded.status, user_id "
    "= excluded.user_id, accepted_at = excluded.accepted_at, due_on = excluded.due_on, dismissed_at = "
    "excluded.dismissed_at, done_at = excluded.done_at, reason = excluded.reason, cools_until = "
    "excluded.cools_until, outcome_at = excluded.outcome_at, outcome_type = excluded.outcome_type, settle_at "
    "= "
    "excluded.settle_at, settled_at = excluded.settled_at, reward = excluded.reward"};

// -- merges -----------------------------------------------------------------------------------------------
inline constexpr Statement decisions_of_contact{
    "next_action_decisions.of_contact", Reach::one_contact,
    "select " DECISION_COLUMNS
    " from next_action_decisions where contact_id = :contact_id order by number desc"};
inline constexpr Statement copy_decision{
    "next_action_decisions.copy", Reach::everywhere,
    "insert into next_action_decisions (" DECISION_COLUMNS
    ") select :to, :new_number, decided_at, decided_by, expires_at, watched_until, closed_at, arm, stage, "
    "currency, ranking, first_action, propensity, outcome_at, outcome_type from next_action_decisions "
    "where contact_id = :from and number = :number"};
inline constexpr Statement copy_items{
    "next_action_items.copy", Reach::everywhere,
    "insert into next_action_items (" ITEM_COLUMNS
    ") select :to, :new_number, action_id, place, status, shown_at, expected_value, currency, user_id, "
    "accepted_at, due_on, dismissed_at, done_at, reason, cools_until, outcome_at, outcome_type, settle_at, "
    "settled_at, reward from next_action_items where contact_id = :from and number = :number"};
inline constexpr Statement remove_items{
    "next_action_items.remove", Reach::one_contact,
    "delete from next_action_items where contact_id = :from and number = :number"};
inline constexpr Statement remove_decision{
    "next_action_decisions.remove", Reach::one_contact,
    "delete from next_action_decisions where contact_id = :from and number = :number"};

// -- what time settles ------------------------------------------------------------------------------------
inline constexpr Statement expired{"next_action_decisions.expired", Reach::everywhere,
                                   "select contact_id, number from next_action_decisions where closed_at is "
                                   "null and expires_at <= :now order by "
                                   "expires_at, contact_id limit :limit"};
inline constexpr Statement due_to_settle{
    "next_action_items.due_to_settle", Reach::everywhere,
    "select " ITEM_COLUMNS
    " from next_action_items where settle_at <= :now order by settle_at, contact_id limit :limit"};

// Of contacts whose record was emptied.
inline constexpr Statement forget_reasons{"next_action_items.forget_reasons", Reach::everywhere,
                                          "update next_action_items set reason = null where reason is not "
                                          "null and contact_id in (select contact_id from "
                                          "contacts where deleted_at < :before)"};

// -- the pool ---------------------------------------------------------------------------------------------
inline constexpr Statement cooling{
    "next_action_items.cooling", Reach::everywhere,
    "select contact_id, action_id from next_action_items where cools_until > :now"};
inline constexpr Statement newest_numbers{
    "next_action_decisions.newest_numbers", Reach::everywhere,
    "select contact_id, max(number) as number from next_action_decisions group by contact_id"};
inline constexpr Statement standing_items{
    "next_action_items.standing", Reach::everywhere,
    "select i.contact_id, i.action_id, i.place, i.expected_value, i.currency from next_action_items i join "
    "next_action_decisions d on d.contact_id = i.contact_id and d.number = i.number where i.status = "
    "'suggested' and "
    "d.closed_at is null and d.expires_at > :now order by i.contact_id, i.place"};
inline constexpr Statement owned_contacts{
    "next_action_pool.owned_contacts", Reach::everywhere,
    "select contact_id, owner_id from contacts where owner_id is not null and deleted_at is null"};
inline constexpr Statement put_pool{
    "next_action_pool.put", Reach::one_contact,
    "insert into next_action_pool (contact_id, action_id, owner_id, expected_value, currency, chance, "
    "computed_at) "
    "values (:contact_id, :action_id, :owner_id, :expected_value, :currency, :chance, :computed_at) on "
    "conflict "
    "(contact_id) do update set action_id = excluded.action_id, owner_id = excluded.owner_id, expected_value "
    "= "
    "excluded.expected_value, currency = excluded.currency, chance = excluded.chance, computed_at = "
    "excluded.computed_at"};
inline constexpr Statement drop_from_pool{"next_action_pool.drop", Reach::one_contact,
                                          "delete from next_action_pool where contact_id = :contact_id"};
inline constexpr Statement all_pool{
    "next_action_pool.all", Reach::everywhere,
    "select contact_id, action_id, owner_id, expected_value, currency, chance "
    "from next_action_pool"};
#define POOL_COLUMNS \
  "select contact_id, action_id, expected_value, currency, chance, computed_at from next_action_pool where "
#define AFTER_VALUE "(expected_value < :value or (expected_value = :value and contact_id < :after)) "
inline constexpr Statement pool_page{"next_action_pool.page", Reach::everywhere,
                                     POOL_COLUMNS AFTER_VALUE
                                     "order by expected_value desc, contact_id desc limit :limit"};
inline constexpr Statement pool_page_of{"next_action_pool.page_of", Reach::everywhere,
                                        POOL_COLUMNS
                                        "owner_id = :owner and " AFTER_VALUE
                                        "order by expected_value desc, contact_id desc limit :limit"};

// -- lists of what somebody took on -------------------------------------------------------------------------
#define AFTER_ITEM                                                                                         \
  "(expected_value < :value or (expected_value = :value and (contact_id < :after or (contact_id = :after " \
  "and number "                                                                                            \
  "< :number)))) order by expected_value desc, contact_id desc, number desc limit :limit"
inline constexpr Statement items_mine{
    "next_action_items.mine", Reach::everywhere,
    "select " ITEM_COLUMNS
    " from next_action_items where user_id = :user and status = :status and " AFTER_ITEM};
inline constexpr Statement items_by_status{"next_action_items.by_status", Reach::everywhere,
                                           "select " ITEM_COLUMNS
                                           " from next_action_items where status = :status and " AFTER_ITEM};

// -- the report ---------------------------------------------------------------------------------------------
inline constexpr Statement figures{
    "next_action_items.figures", Reach::everywhere,
    "select action_id, count(*) as shown, cast(sum(case when place = 1 then 1 else 0 end) as bigint) as "
    "firsts, "
    "cast(sum(case when accepted_at is not null then 1 else 0 end) as bigint) as accepted, cast(sum(case "
    "when status "
    "= 'dismissed' then 1 else 0 end) as bigint) as dismissed, cast(sum(case when status = 'done' then 1 "
    "else 0 end) "
    "as bigint) as done, cast(sum(case when status = 'done' and outcome_at is not null then 1 else 0 end) as "
    "bigint) "
    "as converted from next_action_items where shown_at >= :from group by action_id"};
inline constexpr Statement people_by_arm{"next_action_decisions.people_by_arm", Reach::everywhere,
                                         "select contact_id, arm, count(*) as decisions, cast(sum(case when "
                                         "outcome_at is not null then 1 else 0 end) as "
                                         "bigint) as outcomes from next_action_decisions where decided_at >= "
                                         ":from and watched_until <= :now group by "
                                         "contact_id, arm"};
inline constexpr Statement matured{
    "next_action_decisions.matured", Reach::everywhere,
    "select d.contact_id, d.number, d.stage, d.ranking, d.first_action, d.propensity, coalesce(i.reward, 0) "
    "as "
    "reward from next_action_decisions d join next_action_items i on i.contact_id = d.contact_id and "
    "i.number = "
    "d.number and i.action_id = d.first_action where d.decided_at >= :from and d.decided_at <= :mature and "
    "(i.reward is not null or i.status <> 'lapsed') "
    "order by d.decided_at desc, d.contact_id desc, d.number desc limit :limit"};

inline constexpr std::array all = {decisions_of_contact,
                                   copy_decision,
                                   copy_items,
                                   remove_items,
                                   remove_decision,
                                   list_actions,
                                   find_action,
                                   add_action,
                                   named,
                                   change_action,
                                   remove_action,
                                   was_shown,
                                   tallies,
                                   add_tally,
                                   baseline,
                                   put_baseline,
                                   newest_decision,
                                   find_decision,
                                   add_decision,
                                   close_decision,
                                   note_outcome,
                                   items_of,
                                   items_of_contact,
                                   put_item,
                                   expired,
                                   due_to_settle,
                                   cooling,
                                   newest_numbers,
                                   standing_items,
                                   owned_contacts,
                                   put_pool,
                                   drop_from_pool,
                                   all_pool,
                                   pool_page,
                                   pool_page_of,
                                   items_mine,
                                   items_by_status,
                                   figures,
                                   people_by_arm,
                                   matured,
                                   forget_reasons};

}  // namespace rapport::next_actions::sql
