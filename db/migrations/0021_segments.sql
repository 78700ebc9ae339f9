-- Segments: what they are, who is in them, who came and went.
-- A segment with a rule is kept by the rule; one without is a fixed list. kind: rfm, lifecycle, behavioral, clv,
-- custom, list. `rule_version` counts the changes of the rule; `computed_version` is the one whose members stand in
-- segment_members, 0 before the first computation.
-- plan segments reference
create table segments (
  segment_id uuid not null primary key,
  name text not null,
  name_key text not null unique,
  description text not null,
  kind text not null,
  rule jsonb,
  optional_conditions jsonb not null,
  active boolean not null,
  template text,
  rule_version bigint not null,
  computed_version bigint not null,
  fires boolean not null,
  members_count bigint not null,
  counted_at bigint,
  problem text not null,
  created_by uuid,
  created_at bigint not null,
  updated_at bigint not null,
  archived_at bigint,
  version bigint not null
);
create index segments_newest on segments (created_at, segment_id);
-- plan segment_members distributed
create table segment_members (
  contact_id uuid not null,
  segment_id uuid not null,
  entered_at bigint not null,
  primary key (contact_id, segment_id)
)
-- only sqlite
without rowid
-- both
;
create index segment_members_newest on segment_members (segment_id, entered_at, contact_id);
-- Every coming and going, those of a first computation or of a changed rule too: kind entered or left. What counts
-- is the order of `at`; a contact's last move before an instant says whether it was a member then.
-- plan segment_moves distributed
create table segment_moves (
  contact_id uuid not null,
  segment_id uuid not null,
  at bigint not null,
  kind text not null,
  rule_version bigint not null,
  reason text not null,
  cause uuid,
  primary key (contact_id, segment_id, at, kind)
);
create index segment_moves_newest on segment_moves (segment_id, at, contact_id, kind);
-- The size of each segment at the end of each day of the workspace (days since 1970-01-01), and what moved on it.
-- plan segment_sizes local
create table segment_sizes (
  segment_id uuid not null,
  day bigint not null,
  size bigint not null,
  entered bigint not null,
  gone bigint not null,
  at bigint not null,
  primary key (segment_id, day)
);
