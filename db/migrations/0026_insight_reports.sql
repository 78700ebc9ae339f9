-- What takes too long to count while somebody waits: one row for each report, replaced by each counting. `report` holds
-- sums alone, nothing of single people. name: accuracy, channels.
-- plan insight_reports local
create table insight_reports (
  name text not null primary key,
  computed_at bigint not null,
  took_ms double precision not null,
  report jsonb not null
);
