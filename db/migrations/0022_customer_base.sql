-- What is computed of customers: where they stand, their ranks, their value, and what is predicted of them.

-- One row for each contact that ever placed an order that counts. Money is in `currency`, minor units. churn_risk and alive
-- are per cent; they are absent while no model of purchases could be fitted. clv_source: model or formula.
-- plan customer_scores distributed
create table customer_scores (
  contact_id uuid not null primary key,
  lifecycle_stage text not null,
  stage_since bigint not null,
  orders_count bigint not null,
  revenue bigint not null,
  currency text not null,
  last_order_at bigint not null,
  next_purchase_at bigint not null,
  rfm_recency bigint not null,
  rfm_frequency bigint not null,
  rfm_monetary bigint not null,
  rfm_group text not null,
  clv_predicted bigint not null,
  clv_source text not null,
  clv_tier text not null,
  churn_risk double precision,
  expected_orders double precision,
  at_stake bigint not null,
  computed_at bigint not null
)
-- only sqlite
without rowid
-- both
;
create index customer_scores_stage on customer_scores (lifecycle_stage, contact_id);
create index customer_scores_stake on customer_scores (at_stake, contact_id);

-- Every change of a stage; from_stage is absent for somebody who became a customer, to_stage for one who is none any more.
-- cause: order, time, settings. What happened before somebody was first computed is told from the orders.
-- plan lifecycle_moves distributed
create table lifecycle_moves (
  contact_id uuid not null,
  at bigint not null,
  from_stage text,
  to_stage text,
  cause text not null,
  primary key (contact_id, at)
);
create index lifecycle_moves_at on lifecycle_moves (at, contact_id);

-- Fits of the models of purchases, newest last; the newest that succeeded is used.
-- plan purchase_fits reference
create table purchase_fits (
  fit_id uuid not null primary key,
  fitted_at bigint not null,
  requested_by uuid,
  usable boolean not null,
  purchases jsonb not null,
  order_values jsonb not null,
  second_opinion jsonb not null,
  backtest jsonb not null,
  took_ms double precision not null
);
create index purchase_fits_newest on purchase_fits (fitted_at, fit_id);
