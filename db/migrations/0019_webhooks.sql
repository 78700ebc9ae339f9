-- Facts for other systems: where they go, and each one that is on its way.

-- plan webhooks local
create table webhooks (
  webhook_id uuid not null primary key,
  url text not null,
  description text not null,
  types jsonb not null,          -- names of facts; empty: all
  secret text not null,          -- sealed
  former_secret text,            -- sealed; signs too until former_until
  former_until bigint,
  active boolean not null,
  failing_since bigint,          -- no delivery has succeeded since
  disabled_reason text,          -- why the product switched it off
  created_at bigint not null,
  created_by uuid,
  version bigint not null
);

-- state: waiting, sending, delivered, dead (given up), dropped (the webhook is gone or was emptied)
-- plan webhook_deliveries local
create table webhook_deliveries (
  delivery_id uuid not null primary key,
  webhook_id uuid not null,
  contact_id uuid not null,
  fact_id uuid not null,
  type text not null,
  body text not null,            -- as it is sent
  state text not null,
  attempts bigint not null,
  next_attempt_at bigint not null,
  lease_until bigint not null,
  epoch bigint not null,
  status bigint,                 -- of the last answer
  error text not null,
  answer text not null,          -- its beginning
  took_ms bigint,
  created_at bigint not null,
  finished_at bigint,
  replay boolean not null
);
create index webhook_deliveries_waiting on webhook_deliveries (webhook_id, contact_id, delivery_id) where state in ('waiting', 'sending');
create index webhook_deliveries_due on webhook_deliveries (next_attempt_at) where state = 'waiting';
create index webhook_deliveries_log on webhook_deliveries (webhook_id, delivery_id desc);
create index webhook_deliveries_contact on webhook_deliveries (contact_id);
create index webhook_deliveries_age on webhook_deliveries (finished_at);
