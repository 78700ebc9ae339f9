-- Files of contacts that somebody asked for. The job that writes one says how far it is; the row says what was
-- asked for and what became of the file.

-- plan contact_exports local
create table contact_exports (
  id uuid not null primary key,  -- in the order of time: lists read it newest first
  job_id uuid,                   -- null: given as the answer itself, without a file
  format text not null,
  asked jsonb not null,          -- filters, search, order, columns; the number of chosen ids
  expected bigint not null,      -- contacts when it was asked for
  written bigint,
  left_out bigint,
  bytes bigint,
  file text,                     -- name within the folder of exports
  created_by uuid not null,
  created_by_name text not null,
  created_at bigint not null,
  ready_at bigint,
  expires_at bigint,             -- when the file is deleted
  deleted_at bigint,             -- when it was
  downloads bigint not null,
  downloaded_at bigint
);
create index contact_exports_person on contact_exports (created_by, id);
create index contact_exports_files on contact_exports (expires_at) where file is not null and deleted_at is null;
