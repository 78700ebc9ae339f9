-- Why a person said so, as far as they told: chosen from a list or written down by a colleague. Personal, and
-- erased with its line.
alter table consents add column reason text;

-- The activity tray asks what a piece of work changed.
create index change_sets_job on change_sets (job_id) where job_id is not null;
