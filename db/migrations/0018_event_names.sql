-- The catalogue of what sources send: names, properties with their types, and how much came from each key.

-- plan event_names local
create table event_names (
  name text not null primary key,
  seen bigint not null,
  first_seen_at bigint not null,
  last_seen_at bigint not null,
  sample jsonb not null,      -- the payload of the last one
  description text not null,
  blocked boolean not null,   -- not taken in any more
  renamed_to text,            -- taken in under this name
  version bigint not null
);
create index event_names_last on event_names (last_seen_at desc, name);

-- plan event_properties local
create table event_properties (
  name text not null,
  property text not null,
  type text not null,
  seen bigint not null,
  first_seen_at bigint not null,
  last_seen_at bigint not null,
  sample text not null,
  primary key (name, property, type)
);

-- plan source_minutes local
create table source_minutes (
  source_id uuid not null,
  minute bigint not null,  -- instant of its beginning
  accepted bigint not null,
  primary key (source_id, minute)
);
create index source_minutes_age on source_minutes (minute);
