-- Imports of every kind in one place: what a file looks like, what a run would do, and what became of each
-- line.

alter table imports add column analysis jsonb;
alter table imports add column dry_run jsonb;
-- On whose behalf the lines are written, with what they were allowed when they began it.
alter table imports add column principal jsonb;
alter table imports add column started_by text;
alter table imports add column message_code text;
alter table imports add column change_set_id uuid;
alter table imports add column revertible_until bigint;

-- `raw` holds the text of lines that became nothing; `contact_id` is whom a line made or found.
-- plan import_lines local
create table import_lines (
  import_id uuid not null,
  outcome text not null,
  line bigint not null,
  contact_id uuid,
  field text not null,
  reason text not null,
  params jsonb not null,
  raw text not null,
  primary key (import_id, outcome, line)
);
create index import_lines_contact on import_lines (import_id, contact_id);

insert into import_lines (import_id, outcome, line, contact_id, field, reason, params, raw)
  select import_id, outcome, line, null, '', reason, '{}', raw from import_rejects;
drop table import_rejects;

-- Which field each column of a header was last brought to.
-- plan import_mappings local
create table import_mappings (
  header_key text not null primary key,
  mapping jsonb not null,
  used_at bigint not null
);
