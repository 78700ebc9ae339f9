-- Who may do what, and the log of what they did. All of it stands on the coordinator.

-- plan users local
-- People of the installation. `email_key` is the e-mail in the form that is compared.
create table users (
  id uuid not null primary key,
  email text not null,
  email_key text not null unique,
  name text not null,
  locale text not null,
  theme text not null,
  density text not null,
  password_hash text,
  password_changed_at bigint,
  totp_secret text,
  totp_pending text,
  totp_last_step bigint not null,
  last_seen_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null
);

-- plan teams local
create table teams (
  id uuid not null primary key,
  name text not null,
  name_key text not null unique,
  store_code text,
  created_at bigint not null,
  version bigint not null
);

-- plan memberships local
-- What a person of the installation is in this workspace.
create table memberships (
  user_id uuid not null primary key references users (id) on delete cascade,
  role text not null,
  scope text not null,
  team_id uuid references teams (id),
  active boolean not null,
  created_at bigint not null
);

-- plan sessions local
create table sessions (
  id uuid not null primary key,
  user_id uuid not null references users (id) on delete cascade,
  token_hash text not null unique,
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null,
  ip text,
  user_agent text
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

-- plan recovery_codes local
create table recovery_codes (
  user_id uuid not null references users (id) on delete cascade,
  code_hash text not null,
  used_at bigint,
  primary key (user_id, code_hash)
);

-- plan password_links local
-- Invitations and resets: whoever holds the token may set the password once.
create table password_links (
  token_hash text not null primary key,
  user_id uuid not null references users (id) on delete cascade,
  kind text not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);
create index password_links_user on password_links (user_id);

-- plan api_keys local
create table api_keys (
  id uuid not null primary key,
  name text not null,
  kind text not null,
  role text,
  scope text not null,
  team_id uuid references teams (id),
  permissions_extra jsonb not null,
  prefix text not null,
  token_hash text not null unique,
  created_by uuid,
  created_at bigint not null,
  last_used_at bigint,
  revoked_at bigint
);

-- plan audit_log local
-- Append-only. The chain covers everything but the erasable payload, of which it covers `commitment`;
-- docs/decisions/0003-audit-chain.md says how. `seq` and `hash` are set when the entry is sealed.
create table audit_log (
  id uuid not null primary key,
  seq bigint,
  at bigint not null,
  actor_kind text not null,
  actor_id uuid,
  action text not null,
  object_type text not null,
  object_id text not null,
  commitment text not null,
  hash text,
  salt text,
  actor_name text,
  summary text,
  changes text,
  ip text,
  user_agent text,
  request_id text,
  erased_by uuid
);
create unique index audit_log_seq on audit_log (seq);
create index audit_log_pending on audit_log (id) where seq is null;
create index audit_log_object on audit_log (object_id, id);

-- plan audit_head local
-- The end of the chain, signed with a key that is not in the database.
create table audit_head (
  id bigint not null primary key,
  seq bigint not null,
  hash text not null,
  key_fingerprint text not null,
  mac text not null,
  sealed_at bigint not null
);
insert into audit_head (id, seq, hash, key_fingerprint, mac, sealed_at) values (1, 0, '', '', '', 0);
