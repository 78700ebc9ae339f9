-- Fields of a workspace's own, for contacts and companies, and their values in the form that filters read.

-- A field's number is never given to another field. type: text, long_text, number, money, boolean, date, datetime,
-- choice, multi_choice, url, email, phone, reference. An archived field keeps its name until its values are removed.
-- plan custom_fields local
create table custom_fields (
  field_no bigint not null primary key,
  object text not null,
  name text not null,
  type text not null,
  label jsonb not null,          -- by language
  help jsonb not null,
  default_value jsonb not null,  -- null: none
  required boolean not null,
  only_once boolean not null,    -- no two records hold the same value: claimed in identities, kind custom:<field_no>
  options jsonb not null,
  validation jsonb not null,
  filterable boolean not null,
  searchable boolean not null,
  personal boolean not null,
  position bigint not null,
  preparing text not null,       -- what a job still fills for values of before; empty: nothing
  created_at bigint not null,
  updated_at bigint not null,
  archived_at bigint,
  version bigint not null
);
create unique index custom_fields_name on custom_fields (object, name);

-- What processes remember of small tables, until the token is another one. `counter` is the last number given out.
-- plan catalogues local
create table catalogues (
  name text not null primary key,
  token text not null,
  counter bigint not null
);

alter table contacts add column custom jsonb not null default '{}';
alter table companies add column custom jsonb not null default '{}';

-- One row for each value, one for each choice of several. A value stands in one of the two columns: text folded and
-- cut, or a number (minor units, days since 1970, milliseconds, 0 and 1). created_at is the contact's, so that the
-- contacts of one value are read newest first.
-- plan contact_values distributed
create table contact_values (
  contact_id uuid not null,
  field_no bigint not null,
  position bigint not null,
  text_value text,
  number_value double precision,
  created_at bigint not null,
  primary key (contact_id, field_no, position)
)
-- only sqlite
without rowid
-- both
;
create index contact_values_number on contact_values (field_no, number_value, created_at, contact_id)
  where number_value is not null;
create index contact_values_text on contact_values (field_no, text_value, created_at, contact_id)
  where text_value is not null;

-- plan company_values by_key
create table company_values (
  company_id uuid not null,
  field_no bigint not null,
  position bigint not null,
  text_value text,
  number_value double precision,
  created_at bigint not null,
  primary key (company_id, field_no, position)
)
-- only sqlite
without rowid
-- both
;
create index company_values_number on company_values (field_no, number_value, created_at, company_id)
  where number_value is not null;
create index company_values_text on company_values (field_no, text_value, created_at, company_id)
  where text_value is not null;
