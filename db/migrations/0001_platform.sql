-- The log of facts and the machinery around it: cursors, outbox, jobs, schedules, leases, idempotency, settings.

-- plan events distributed
-- `seq` orders the feed. On SQLite it is the row's own number, never given out twice; on PostgreSQL the feed is
-- ordered by the writing transaction first.
-- only sqlite
create table events (
  seq integer primary key autoincrement,
  contact_id uuid not null,
  id uuid not null,
  type text not null,
  occurred_at bigint not null,
  received_at bigint not null,
  arrival text not null,
  channel text not null,
  source text not null,
  reference_id uuid,
  actor_kind text not null,
  actor_id uuid not null,
  cause uuid,
  payload jsonb not null
);
create unique index events_key on events (contact_id, id);
-- only postgres
create sequence events_seq;
create table events (
  contact_id uuid not null,
  id uuid not null,
  type text not null,
  occurred_at bigint not null,
  received_at bigint not null,
  arrival text not null,
  channel text not null,
  source text not null,
  reference_id uuid,
  actor_kind text not null,
  actor_id uuid not null,
  cause uuid,
  payload jsonb not null,
  seq bigint not null default nextval('events_seq'),
  xid xid8 not null default pg_current_xact_id(),
  primary key (contact_id, id)
);
create index events_feed on events (xid, seq);
-- both
create index events_timeline on events (contact_id, occurred_at desc, id desc);

-- Where each subscriber stands in the feed.
-- plan cursors local
create table cursors (
  name text not null primary key,
  position text not null,
  updated_at bigint not null,
  error text not null  -- why it stands still; empty when all is well
);

-- Every outside effect (message, webhook, upload), written in the transaction that decided it.
-- state: queued, sending, sent, failed (tried again later), unknown (fate not known: never repeated by itself), dead
-- plan outbox local
create table outbox (
  id uuid not null primary key,
  kind text not null,
  key text,            -- at most one effect of a kind per key
  contact_id uuid,     -- whose data the payload holds
  payload jsonb not null,
  state text not null,
  attempts bigint not null,
  max_attempts bigint not null,
  next_attempt_at bigint not null,
  lease_until bigint not null,
  epoch bigint not null,
  worker text not null,
  error text not null,
  result jsonb not null,
  created_at bigint not null,
  finished_at bigint
);
create unique index outbox_key on outbox (kind, key);
create index outbox_due on outbox (kind, next_attempt_at) where state in ('queued', 'failed');
create index outbox_sending on outbox (lease_until) where state = 'sending';
create index outbox_contact on outbox (contact_id) where contact_id is not null;

-- state: queued, running, completed, failed (cancelled or refused for good), dead (attempts used up)
-- plan jobs local
create table jobs (
  id uuid not null primary key,
  kind text not null,
  unique_key text,     -- at most one queued or running job of a kind per key
  payload jsonb not null,
  state text not null,
  run_at bigint not null,
  attempts bigint not null,
  max_attempts bigint not null,
  lease_until bigint not null,
  epoch bigint not null,  -- counts the times it was taken; an older holder can no longer write
  worker text not null,
  cancel_requested boolean not null,
  progress jsonb not null,
  result jsonb not null,
  error text not null,
  created_by uuid,
  created_at bigint not null,
  started_at bigint,
  finished_at bigint
);
create unique index jobs_unique on jobs (kind, unique_key) where state in ('queued', 'running');
create index jobs_due on jobs (run_at) where state = 'queued';
create index jobs_running on jobs (lease_until) where state = 'running';
create index jobs_newest on jobs (created_at desc, id);

-- plan schedules local
create table schedules (
  name text not null primary key,
  kind text not null,
  payload jsonb not null,
  every_ms bigint not null,     -- 0 for a daily one
  daily_minute bigint not null, -- minutes after midnight in `timezone`
  timezone text not null,
  next_run_at bigint not null,
  last_run_at bigint
);

-- plan leases local
create table leases (
  name text not null primary key,
  holder text not null,
  epoch bigint not null,
  expires_at bigint not null
);

-- plan idempotency_keys local
create table idempotency_keys (
  principal text not null,
  key text not null,
  request_hash text not null,
  status bigint not null,
  headers jsonb not null,
  body text not null,
  created_at bigint not null,
  primary key (principal, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- plan settings local
create table settings (
  key text not null primary key,
  value jsonb not null,
  version bigint not null,
  updated_at bigint not null,
  updated_by uuid
);

-- Facts about this installation: feed epoch, fingerprint of the secret key.
-- plan installation local
create table installation (
  key text not null primary key,
  value text not null
);
