-- Views of lists, and when a contact became a customer.

-- plan views local
-- `standard` names a view that came with the workspace, until it is renamed.
create table views (
  view_id uuid not null primary key,
  object text not null,
  name text not null,
  standard text,
  filter jsonb not null,
  search text,
  sort text,
  density text,
  columns jsonb not null,
  layout text not null,
  shared boolean not null,
  owner_id uuid,
  position bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null
);
create index views_place on views (object, position);

-- A person's own order of the views.
-- plan view_orders local
create table view_orders (
  user_id uuid not null,
  object text not null,
  view_ids jsonb not null,
  primary key (user_id, object)
);

insert into views (view_id, object, name, standard, filter, columns, layout, shared, position, created_at, updated_at,
  version)
-- only sqlite
select case position when 1 then X'0193a000000070008000000000000001' when 2 then X'0193a000000070008000000000000002' 
  when 3 then X'0193a000000070008000000000000003' when 4 then X'0193a000000070008000000000000004' when 5 then X'0193a000000070008000000000000005' end,
  'contact', name, standard, filter, '[]', layout, true, position, 0, 0, 1 from (
-- only postgres
select id::uuid, 'contact', name, standard, filter::jsonb, '[]'::jsonb, layout, true, position, 0, 0, 1 from (
-- both
  select '0193a000-0000-7000-8000-000000000001' as id, 'All contacts' as name, 'all' as standard, '{"all":[]}' as filter,
    'list' as layout, 1 as position
  union all select '0193a000-0000-7000-8000-000000000002', 'My contacts', 'mine',
    '{"all":[{"field":"owner_id","op":"equal","value":"me"}]}', 'list', 2
  union all select '0193a000-0000-7000-8000-000000000003', 'New this week', 'new',
    '{"all":[{"field":"created_at","op":"in_last","value":{"days":7}}]}', 'list', 3
  union all select '0193a000-0000-7000-8000-000000000004', 'Customers', 'customers',
    '{"all":[{"field":"status","op":"equal","value":"converted"}]}', 'list', 4
  union all select '0193a000-0000-7000-8000-000000000005', 'Pipeline', 'pipeline', '{"all":[]}', 'board', 5
) as given;

-- When the contact was first seen to become a customer; missing for one that came in as such.
alter table contacts add column converted_at bigint;
