-- Contacts that may be one person, and what was merged.

-- Under which keys a contact meets those it may be one person with: hashes of its name as it sounds with a company, a
-- city or a birthday, and of a mailbox that is spelt in another way. Kept by a subscriber of the feed.
-- plan contact_match_keys by_key
create table contact_match_keys (
  key bigint not null,
  contact_id uuid not null,
  primary key (key, contact_id)
)
-- only sqlite
without rowid
-- both
;
create index contact_match_keys_contact on contact_match_keys (contact_id);

-- state: open, dismissed (somebody said that they are two people: remembered). contact_id < other_id.
-- plan duplicate_pairs local
create table duplicate_pairs (
  contact_id uuid not null,
  other_id uuid not null,
  score bigint not null,
  reasons jsonb not null,
  state text not null,
  found_at bigint not null,
  checked_at bigint not null,
  decided_at bigint,
  decided_by uuid,
  primary key (contact_id, other_id)
);
create index duplicate_pairs_queue on duplicate_pairs (state, score desc, contact_id, other_id);
create index duplicate_pairs_other on duplicate_pairs (other_id);

-- A merge: one contact (or company) became part of another. `survivor` and `loser` are the two as they stood
-- before, `written` what the survivor was made. state: moving (rows still follow), merged, undoing, undone.
-- plan merges local
create table merges (
  merge_id uuid not null primary key,
  object text not null,
  survivor_id uuid not null,
  loser_id uuid not null,
  state text not null,
  survivor_name text not null,
  loser_name text not null,
  survivor jsonb not null,
  loser jsonb not null,
  written jsonb not null,
  counts jsonb not null,
  merged_by uuid,
  merged_by_name text not null,
  merged_at bigint not null,
  undo_until bigint not null,
  undone_at bigint,
  version bigint not null
);
create index merges_survivor on merges (survivor_id, merged_at);
create index merges_loser on merges (loser_id);

-- What a merge moved, row by row, so that an undo moves exactly these back. `contact_id` is the survivor.
-- plan merged_rows distributed
create table merged_rows (
  contact_id uuid not null,
  merge_id uuid not null,
  part text not null,
  row_id uuid not null,
  primary key (contact_id, merge_id, part, row_id)
)
-- only sqlite
without rowid
-- both
;

-- The id of a contact that was merged leads to the one that it became.
-- plan contact_aliases by_key
create table contact_aliases (
  alias_id uuid not null primary key,
  contact_id uuid not null,
  merge_id uuid not null
);
create index contact_aliases_contact on contact_aliases (contact_id);

-- Under which merged contact's id or identity a later fact or order came in: where an undo sends it.
-- plan merged_arrivals distributed
create table merged_arrivals (
  contact_id uuid not null,
  row_id uuid not null,
  came_as uuid not null,
  primary key (contact_id, row_id)
);

-- A contact whose address stands under a company's domain is linked to it.
create index companies_domain on companies (domain, company_id) where deleted_at is null;
