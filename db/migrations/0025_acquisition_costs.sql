-- What winning customers cost: the spend of a month on a channel or a source.

-- kind: channel or source, as contacts name them; month: 2026-03, of the workspace's zone. The settings row
-- acquisition_costs counts the changes, so that every process sees that there was one.
-- plan acquisition_costs local
create table acquisition_costs (
  month text not null,
  kind text not null,
  name text not null,
  amount bigint not null,            -- minor units of `currency`
  currency text not null,
  changed_at bigint not null,
  primary key (month, kind, name)
);

-- As contacts_source: whether anybody came by a channel, and the list of them.
create index contacts_channel on contacts (acquisition_channel, created_at, contact_id) where deleted_at is null;
