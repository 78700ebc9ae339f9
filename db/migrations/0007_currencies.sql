-- Rates of currencies by day, and what each order is worth in the reporting currency.

-- One unit of `currency` was worth `rate` units of `reporting` on that day; it holds until the next day that has one.
-- `rate` is an exact decimal as text, `source` says where it was read.
-- plan currency_rates reference
create table currency_rates (
  reporting text not null,
  currency text not null,
  day text not null,
  rate text not null,
  source text not null,
  created_at bigint not null,
  primary key (reporting, currency, day)
);

-- The rate of the day at booking and the amounts by it, in minor units of `reporting_currency`; all null while no rate
-- is on file. An order in the reporting currency itself has the rate 1.
alter table orders add column reporting_currency text;
alter table orders add column rate text;
alter table orders add column rate_day text;
alter table orders add column reporting_total bigint;
alter table orders add column reporting_refunded bigint;
alter table orders add column reporting_net bigint;
update orders set reporting_currency = currency, rate = '1', reporting_total = total, reporting_refunded = refunded,
  reporting_net = net
  where currency = coalesce((select value ->> 'currency' from settings where key = 'workspace'), 'EUR');
drop index orders_newest;
create index orders_newest on orders (ordered_at, order_id, status, currency, net, contact_id, reporting_currency,
  reporting_net);
create index orders_unconverted on orders (currency, ordered_at) where reporting_currency is null;
