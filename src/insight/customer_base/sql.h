// Statements of customers and what is computed of them.
#pragma once

#include <array>

#include "platform/store/store.h"

namespace rapport::customer_base::sql {

using store::Reach;
using store::Statement;

// Orders that count, of people who are there; `nil` is the contact of orders without a customer.
#define COUNTING_ORDERS                                                                                   \
  "from orders o join contacts c on c.contact_id = o.contact_id where c.deleted_at is null and o.status " \
  "in ('paid', 'partially_refunded') and o.reporting_currency = :currency"

inline constexpr Statement all_orders{"customer_base.all_orders", Reach::everywhere,
                                      "select o.contact_id, o.ordered_at, o.reporting_net " COUNTING_ORDERS
                                      " order by o.contact_id, o.ordered_at, o.order_id"};
inline constexpr Statement orders_of{"customer_base.orders_of", Reach::one_contact,
                                     "select o.ordered_at, o.reporting_net " COUNTING_ORDERS
                                     " and o.contact_id = :contact_id order by o.ordered_at, o.order_id"};
// Who ordered within a span, and how many of them did so after it, too.
inline constexpr Statement came_back{
    "customer_base.came_back", Reach::everywhere,
    "select count(*) as customers, cast(coalesce(sum(later), 0) as bigint) as back from (select "
    "o.contact_id, "
    "max(case when o.ordered_at >= :to then 1 else 0 end) as later, max(case when o.ordered_at < :to then 1 "
    "else 0 "
    "end) as within " COUNTING_ORDERS
    " and o.contact_id <> :nil and o.ordered_at >= :from group by o.contact_id) as people where within = 1"};
inline constexpr Statement own_costs{"customer_base.own_costs", Reach::everywhere,
                                     "select contact_id, acquisition_cost, acquisition_cost_currency, "
                                     "acquisition_channel from contacts where deleted_at is null and "
                                     "acquisition_cost is not null"};

// Of customers alone: who never ordered has no value that a cost could lessen.
inline constexpr Statement arrivals{
    "customer_base.arrivals", Reach::everywhere,
    "select contact_id, source, acquisition_channel from contacts where deleted_at is null and (source is "
    "not null or acquisition_channel is not null) and contact_id in (select contact_id from "
    "contact_order_stats)"};

#define SCORE_COLUMNS                                                                                  \
  "contact_id, lifecycle_stage, stage_since, orders_count, revenue, currency, last_order_at, "         \
  "next_purchase_at, rfm_recency, rfm_frequency, rfm_monetary, rfm_group, clv_predicted, clv_source, " \
  "clv_tier, churn_risk, expected_orders, at_stake, computed_at"
inline constexpr Statement all_scores{"customer_scores.all", Reach::everywhere,
                                      "select " SCORE_COLUMNS " from customer_scores"};
inline constexpr Statement find_score{"customer_scores.find", Reach::one_contact,
                                      "select " SCORE_COLUMNS
                                      " from customer_scores where contact_id = :contact_id"};
inline constexpr Statement put_score{
    "customer_scores.put", Reach::one_contact,
    "insert into customer_scores (" SCORE_COLUMNS
    ") values (:contact_id, :lifecycle_stage, :stage_since, :orders_count, :revenue, :currency, "
    ":last_order_at, "
    ":next_purchase_at, :rfm_recency, :rfm_frequency, :rfm_monetary, :rfm_group, :clv_predicted, "
    ":clv_source, "
    ":clv_tier, :churn_risk, :expected_orders, :at_stake, :computed_at) on conflict (contact_id) do update "
    "set "
    "lifecycle_stage = excluded.lifecycle_stage, stage_since = excluded.stage_since, orders_count = "
    "excluded.orders_count, revenue = excluded.revenue, currency = excluded.currency, last_order_at = "
    "excluded.last_order_at, next_purchase_at = excluded.next_purchase_at, rfm_recency = "
    "excluded.rfm_recency, "
    "rfm_frequency = excluded.rfm_frequency, rfm_monetary = excluded.rfm_monetary, rfm_group = "
    "excluded.rfm_group, clv_predicted = excluded.clv_predicted, clv_source = excluded.clv_source, clv_tier "
    "= "
    "excluded.clv_tier, churn_risk = excluded.churn_risk, expected_orders = excluded.expected_orders, "
    "at_stake = "
    "excluded.at_stake, computed_at = excluded.computed_at"};
inline constexpr Statement remove_score{"customer_scores.remove", Reach::one_contact,
                                        "delete from customer_scores where contact_id = :contact_id"};
inline constexpr Statement add_move{
    "lifecycle_moves.add", Reach::one_contact,
    "insert into lifecycle_moves (contact_id, at, from_stage, to_stage, cause) values (:contact_id, :at, "
    ":from_stage, :to_stage, :cause) on conflict (contact_id, at) do update set to_stage = "
    "excluded.to_stage, cause = "
    "excluded.cause"};
inline constexpr Statement moves_of{"lifecycle_moves.of", Reach::one_contact,
                                    "select at, from_stage, to_stage from lifecycle_moves where contact_id = "
                                    ":contact_id order by at desc limit 100"};

// What stands before it is replaced, where the difference is worth a row; the first of a day is kept.
inline constexpr Statement keep_past{
    "score_history.keep", Reach::one_contact,
    "insert into score_history (contact_id, day, rfm_recency, rfm_frequency, rfm_monetary, rfm_group, "
    "clv_predicted, currency, clv_tier, churn_risk, expected_orders) select contact_id, :day, rfm_recency, "
    "rfm_frequency, rfm_monetary, rfm_group, clv_predicted, currency, clv_tier, churn_risk, expected_orders "
    "from customer_scores where contact_id = :contact_id and (rfm_recency <> :rfm_recency or rfm_frequency "
    "<> :rfm_frequency or rfm_monetary <> :rfm_monetary or clv_tier <> :clv_tier or currency <> :currency or "
    "clv_predicted < :clv_from or clv_predicted >= :clv_to or coalesce(churn_risk, -1) < :risk_from or "
    "coalesce(churn_risk, -1) >= :risk_to) on conflict (contact_id, day) do nothing"};
inline constexpr Statement past_of{
    "score_history.of", Reach::one_contact,
    "select day, rfm_recency, rfm_frequency, rfm_monetary, rfm_group, clv_predicted, currency, clv_tier, "
    "churn_risk, expected_orders from score_history where contact_id = :contact_id order by day desc limit "
    "100"};

inline constexpr Statement newest_fit{
    "purchase_fits.newest_usable", Reach::everywhere,
    "select fit_id from purchase_fits where usable order by fitted_at desc, fit_id desc limit 1"};
#define FIT_COLUMNS                                                                                    \
  "fit_id as id, fitted_at, requested_by, usable, purchases, order_values, second_opinion, backtest, " \
  "took_ms"
inline constexpr Statement list_fits{"purchase_fits.list", Reach::everywhere,
                                     "select " FIT_COLUMNS
                                     " from purchase_fits order by fitted_at desc, fit_id desc limit 100"};
inline constexpr Statement find_fit{"purchase_fits.find", Reach::everywhere,
                                    "select " FIT_COLUMNS " from purchase_fits where fit_id = :id"};
inline constexpr Statement add_fit{"purchase_fits.add", Reach::everywhere,
                                   "insert into purchase_fits (fit_id, fitted_at, requested_by, usable, "
                                   "purchases, order_values, second_opinion, "
                                   "backtest, took_ms) values (:id, :now, :requested_by, :usable, "
                                   ":purchases, :order_values, :second_opinion, "
                                   ":backtest, :took_ms)"};

inline constexpr Statement at_stake{"customer_scores.at_stake", Reach::everywhere,
                                    "select " SCORE_COLUMNS
                                    " from customer_scores where at_stake > 0 and (at_stake < :stake or "
                                    "(at_stake = :stake and contact_id < :after)) "
                                    "and churn_risk >= :risk and "
                                    "(:tiers = '' or :tiers like '%,' || clv_tier || ',%') and "
                                    "(:stages = '' or :stages like '%,' || lifecycle_stage || ',%') "
                                    "order by at_stake desc, contact_id desc limit :limit"};
// The same of the contacts of one owner.
inline constexpr Statement at_stake_of{
    "customer_scores.at_stake_of", Reach::everywhere,
    "select s.contact_id, s.lifecycle_stage, s.stage_since, s.orders_count, s.revenue, s.currency, "
    "s.last_order_at, s.next_purchase_at, s.rfm_recency, s.rfm_frequency, s.rfm_monetary, s.rfm_group, "
    "s.clv_predicted, s.clv_source, s.clv_tier, s.churn_risk, s.expected_orders, s.at_stake, s.computed_at "
    "from "
    "contacts c join customer_scores s on s.contact_id = c.contact_id where c.owner_id = :owner and "
    "c.deleted_at "
    "is null and s.at_stake > 0 and (s.at_stake < :stake or (s.at_stake = :stake and s.contact_id < :after)) "
    "and s.churn_risk >= :risk and (:tiers = '' or :tiers like '%,' || s.clv_tier || ',%') and "
    "(:stages = '' or :stages like '%,' || s.lifecycle_stage || ',%') "
    "order by "
    "s.at_stake desc, s.contact_id desc limit :limit"};
inline constexpr Statement count_stages{
    "customer_scores.count_stages", Reach::everywhere,
    "select lifecycle_stage, count(*) from customer_scores group by lifecycle_stage"};
inline constexpr Statement count_stages_of{
    "customer_scores.count_stages_of", Reach::everywhere,
    "select s.lifecycle_stage, count(*) from contacts c join customer_scores s on s.contact_id = "
    "c.contact_id "
    "where c.owner_id = :owner and c.deleted_at is null group by s.lifecycle_stage"};
inline constexpr Statement contacts_of{
    "customer_base.contacts_of", Reach::everywhere,
    "select contact_id from contacts where owner_id = :owner and deleted_at is null"};
inline constexpr Statement moves_since{"lifecycle_moves.since", Reach::everywhere,
                                       "select contact_id, at, from_stage, to_stage from lifecycle_moves "
                                       "where at >= :from order by at, contact_id"};

inline constexpr std::array all = {
    at_stake,   at_stake_of, count_stages, moves_since, arrivals,  newest_fit, list_fits,
    find_fit,   add_fit,     all_orders,   orders_of,   came_back, own_costs,  all_scores,
    find_score, put_score,   remove_score, add_move,    moves_of,  keep_past,  past_of};

}  // namespace rapport::customer_base::sql
