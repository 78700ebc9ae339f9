-- Contacts, how they are recognised, what they are tagged with, how they are found, and companies.

-- plan contacts distributed
create table contacts (
  contact_id uuid not null primary key,
  external_id text,
  email text,
  email_key text,
  phone text,
  first_name text,
  last_name text,
  name_key text not null,
  company_id uuid,
  company text,
  job_title text,
  country text,
  city text,
  locale text,
  timezone text,
  source text,
  source_url text,
  acquisition_channel text,
  keyword_intent text,
  estimated_value bigint,
  estimated_value_currency text,
  acquisition_cost bigint,
  acquisition_cost_currency text,
  owner_id uuid,
  tags jsonb not null,
  notes text,
  status text not null,
  stage text not null,
  email_state text not null,
  consent_status text not null,
  consent_claimed boolean not null,
  data_retention_until bigint not null,
  unsubscribe_token text not null,
  last_contacted_at bigint,
  last_inbound_contact_at bigint,
  collected_at bigint not null,
  emails_sent bigint not null default 0,
  emails_opened bigint not null default 0,
  sms_sent bigint not null default 0,
  created_at bigint not null,
  updated_at bigint not null,
  deleted_at bigint,
  version bigint not null
);
-- Every list shows living contacts only, newest first or in one of the sort orders; an equality that people filter
-- by has an index that continues with the newest-first order.
-- The columns behind contact_id let filters and counts pass over a contact without reading its row.
create index contacts_newest on contacts (created_at, contact_id, status, consent_status, country, source, city,
  owner_id) where deleted_at is null;
create index contacts_name on contacts (name_key, contact_id) where deleted_at is null;
create index contacts_last_contacted on contacts (last_contacted_at, contact_id) where deleted_at is null;
create index contacts_value on contacts (estimated_value, contact_id) where deleted_at is null;
create index contacts_country on contacts (country, created_at, contact_id) where deleted_at is null;
create index contacts_status on contacts (status, created_at, contact_id) where deleted_at is null;
create index contacts_consent on contacts (consent_status, created_at, contact_id) where deleted_at is null;
create index contacts_city on contacts (city, created_at, contact_id) where deleted_at is null;
create index contacts_source on contacts (source, created_at, contact_id) where deleted_at is null;
create index contacts_owner on contacts (owner_id, created_at, contact_id) where deleted_at is null;
create index contacts_company on contacts (company_id, created_at, contact_id) where deleted_at is null;
create index contacts_retention on contacts (data_retention_until, contact_id) where deleted_at is null;

-- The one place where an e-mail, phone or external id is unique. kind: email, phone, external_id.
-- plan identities by_key
create table identities (
  kind text not null,
  key text not null,
  contact_id uuid not null,
  primary key (kind, key)
);
create index identities_contact on identities (contact_id);

-- created_at is the contact's, so that one tag's contacts are read newest first.
-- plan contact_tags distributed
create table contact_tags (
  contact_id uuid not null,
  tag text not null,
  created_at bigint not null,
  primary key (contact_id, tag)
);
create index contact_tags_newest on contact_tags (tag, created_at, contact_id);

-- plan companies by_key
create table companies (
  company_id uuid not null primary key,
  name text not null,
  name_key text not null,
  domain text,
  size text,
  industry text,
  budget bigint,
  budget_currency text,
  country text,
  city text,
  notes text,
  created_at bigint not null,
  updated_at bigint not null,
  deleted_at bigint,
  version bigint not null
);
create index companies_newest on companies (created_at, company_id) where deleted_at is null;
create index companies_name on companies (name_key, company_id) where deleted_at is null;

-- Name, e-mail, phone and company of a contact, folded (no accents, lower case).
-- derived contact_search
-- derived contact_fts
-- only sqlite
-- plan contact_search local
create table contact_search (
  search_no integer primary key,
  contact_id uuid not null unique,
  folded text not null
);
-- Trigrams of the folded text; `rowid` is the search_no. It keeps no text: a row is deleted by its exact old text.
-- plan contact_fts local
create virtual table contact_fts using fts5 (body, tokenize = 'trigram', content = '', detail = none);
-- only postgres
-- plan contact_search distributed
create table contact_search (
  contact_id uuid not null primary key,
  created_at bigint not null,
  folded text not null
);
create index contact_search_newest on contact_search (created_at, contact_id);
do $do$ begin
  create extension if not exists pg_trgm;
exception when others then
  raise notice 'pg_trgm is not available: search reads without an index';
end $do$;
do $do$ begin
  if exists (select 1 from pg_extension where extname = 'pg_trgm') then
    create index contact_search_trigrams on contact_search using gin (folded gin_trgm_ops);
  end if;
end $do$;
-- both
