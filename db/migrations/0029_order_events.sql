-- What shops tell of orders in another order than it happened, and from places that are not to be believed.

-- unproven: only a page's key, which anybody can read, has told of the order; what a server says takes its place.
-- figures_at: the moment that the figures are of, when they were told anew; absent: that of the order.
alter table orders add column unproven boolean;
alter table orders add column figures_at bigint;

-- What was said of an order before the order came: it takes effect when the order does. `name` and `properties` are the
-- event's, `source_id` the key that it came with. Kept for 30 days.
-- plan waiting_order_events by_key
create table waiting_order_events (
  number text not null,
  waiting_id uuid not null,
  source_id uuid not null,
  name text not null,
  properties jsonb not null,
  occurred_at bigint not null,
  waits_since bigint not null,
  primary key (number, waiting_id)
)
-- only sqlite
without rowid
-- both
;
create index waiting_order_events_age on waiting_order_events (waits_since);
