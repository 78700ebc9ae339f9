-- What everybody does, held against what one person does: acts by the hour of the week (168 numbers, Monday 0:00 first,
-- each in the zone of who acted) since `counted_from`, and what was bought at a discount. One row, named everybody.
-- plan population_habits local
create table population_habits (
  name text not null primary key,
  acts bigint not null,
  hours jsonb not null,
  counted_from bigint not null,
  counted_at bigint not null,
  orders bigint not null,
  discounted_orders bigint not null,
  value bigint not null,             -- minor units of `currency`
  discounted_value bigint not null,
  currency text not null
);
