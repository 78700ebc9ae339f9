-- Facts from outside: each message counted once, visitors before they are known, and what could not be taken.

-- A message that was taken, by the key it came with. Kept for 35 days.
-- plan message_claims by_key
create table message_claims (
  source_id uuid not null,
  message_id text not null,
  claimed_at bigint not null,
  primary key (source_id, message_id)
)
-- only sqlite
without rowid
-- both
;
create index message_claims_age on message_claims (claimed_at);

-- A device or browser by the id that its client made. `contact_id` is where its facts are written: an id of its
-- own until the visitor is known, then the contact. `claimed_*` is who the visitor says to be without proof.
-- plan visitors by_key
create table visitors (
  anonymous_id text not null primary key,
  contact_id uuid not null,
  known boolean not null,
  claimed_user_id text,
  claimed_email text,
  source_id uuid not null,
  first_seen_at bigint not null,
  last_seen_at bigint not null
);
create index visitors_contact on visitors (contact_id);

-- Messages that could not be taken, as they came. state: open, replayed, discarded
-- plan quarantine local
create table quarantine (
  quarantine_id uuid not null primary key,
  source_id uuid not null,
  received_at bigint not null,
  kind text not null,
  name text not null,
  message_id text,
  code text not null,
  path text not null,
  message text not null,
  raw text not null,
  state text not null,
  settled_at bigint,
  settled_by uuid,
  version bigint not null
);
create index quarantine_newest on quarantine (state, received_at desc, quarantine_id desc);
create index quarantine_source on quarantine (source_id, received_at);

-- What somebody put together and has not ordered, as the events of a shop tell it. state: open, ordered, abandoned
-- (nothing happened for an hour), expired (nothing came of it in thirty days).
-- plan carts distributed
create table carts (
  contact_id uuid not null,
  cart_id text not null,
  state text not null,
  checkout boolean not null,  -- it was taken to the checkout
  value bigint,               -- minor units; absent where the events do not say
  currency text,
  products jsonb not null,
  started_at bigint not null,
  updated_at bigint not null,
  primary key (contact_id, cart_id)
);
create index carts_waiting on carts (state, updated_at);

-- By which way somebody came the first and the last time: {"channel", "source", "medium", "campaign", …} of touches.h.
-- plan contact_touches distributed
create table contact_touches (
  contact_id uuid not null primary key,
  first_touch jsonb not null,
  last_touch jsonb not null,
  first_at bigint not null,
  last_at bigint not null
);

-- Which company a groupId of a source's messages stands for.
-- plan company_groups by_key
create table company_groups (
  group_id text not null primary key,
  company_id uuid not null
);
