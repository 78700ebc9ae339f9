-- How the values of a customer were: their past on the contact's page.

-- One row for each day on which one of them became another: how it stood until then, that is since the row before. Small
-- drifts leave no row: churn_risk counts by steps of ten, clv_predicted by steps of a quarter. Money is in `currency`,
-- minor units; `day` counts from 1970-01-01 in UTC.
-- plan score_history distributed
create table score_history (
  contact_id uuid not null,
  day bigint not null,
  rfm_recency bigint not null,
  rfm_frequency bigint not null,
  rfm_monetary bigint not null,
  rfm_group text not null,
  clv_predicted bigint not null,
  currency text not null,
  clv_tier text not null,
  churn_risk double precision,
  expected_orders double precision,
  primary key (contact_id, day)
)
-- only sqlite
without rowid
-- both
;
