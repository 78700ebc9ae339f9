-- What somebody did at once to one or many contacts, and what stood there before: undo for thirty days.

-- state: preparing (its contacts are being read), open (being written), finished, cancelled (ended early)
-- plan change_sets local
create table change_sets (
  id uuid not null primary key,  -- in the order of time: lists read it newest first
  kind text not null,            -- create, edit, delete, bulk, import, merge, restore, undo
  state text not null,
  summary text not null,
  details jsonb not null,        -- what was asked for, as the screen tells it
  counts jsonb not null,
  actor_kind text not null,
  actor_id uuid not null,
  actor_name text not null,
  undoes uuid,
  undone_by uuid,
  job_id uuid,
  created_at bigint not null,
  finished_at bigint,
  undo_until bigint not null
);
create index change_sets_actor on change_sets (actor_id, id);

-- before and after: the fields that changed, and no others. what: created, updated, deleted, restored, merged,
-- or skipped with the reason.
-- plan contact_changes distributed
create table contact_changes (
  contact_id uuid not null,
  change_set_id uuid not null,
  what text not null,
  before jsonb not null,
  after jsonb not null,
  reason text,
  primary key (contact_id, change_set_id)
);
create index contact_changes_set on contact_changes (change_set_id, contact_id);

-- The contacts that a bulk change will try, fixed when it was asked for: some hundred ids of 16 octets in each
-- row; gone when the work is done.
-- plan change_set_targets local
create table change_set_targets (
  change_set_id uuid not null,
  position bigint not null,
  contact_ids bytea not null,
  primary key (change_set_id, position)
);

create index contacts_trash on contacts (deleted_at, contact_id, owner_id) where deleted_at is not null;
