-- What we may do with a person's data: the consent ledger and the suppression list.

-- One line a statement about consent, never changed and never removed but by erasure. The present state of a
-- channel and purpose is its latest line.
-- plan consents distributed
create table consents (
  contact_id uuid not null,
  consent_id uuid not null,
  channel text not null,
  purpose text not null,
  status text not null,
  proof text not null,
  legal_basis text,
  source text,
  wording_id text,
  wording text,
  language text,
  method text,
  ip text,
  user_agent text,
  evidence_ref text,
  occurred_at bigint not null,
  recorded_at bigint not null,
  expires_at bigint,
  recorded_by_kind text not null,
  recorded_by uuid,
  attested_by uuid,
  attested_by_name text,
  primary key (contact_id, consent_id)
);

-- Addresses that must not be written to or created again, known only by a keyed hash.
-- plan suppressions by_key
create table suppressions (
  key_hash text not null,
  channel text not null,
  kind text not null,
  reason text not null,
  created_at bigint not null,
  primary key (key_hash, channel)
);

-- The key of those hashes: 32 random octets in hexadecimal, made once for each workspace.
-- plan privacy_keys local
create table privacy_keys (
  name text not null primary key,
  secret text not null,
  created_at bigint not null
);
