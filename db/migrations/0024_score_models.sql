-- Score models as data, and what they give each contact.

-- One row a model. `definition` is what counts, `draft` what somebody works on; each as the API shows it. `model_no`
-- stands for the model in model_scores. computed_version is the adopted version whose scores stand there, 0 for none.
-- `calibration` makes a probability of a score, where enough conversions were seen.
-- plan score_models reference
create table score_models (
  model_id uuid not null primary key,
  model_no bigint not null unique,
  name text not null unique,
  shipped boolean not null,
  active boolean not null,
  predicts_conversion boolean not null,
  definition jsonb,
  adopted_version bigint not null,
  adopted_at bigint,
  adopted_by uuid,
  adopted_by_name text not null,
  computed_version bigint not null,
  problem text not null,
  draft jsonb,
  draft_note text not null,
  draft_origin text,                 -- shipped, edited, refit
  draft_by uuid,
  draft_by_name text not null,
  draft_at bigint,
  calibration jsonb,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null
);

-- What was adopted, when and by whom; never changed afterwards.
-- plan score_model_versions reference
create table score_model_versions (
  model_id uuid not null,
  version bigint not null,
  definition jsonb not null,
  note text not null,
  origin text not null,
  adopted_at bigint not null,
  adopted_by uuid,
  adopted_by_name text not null,
  primary key (model_id, version)
);

-- Back-tests, re-fits and calibrations, as the API shows them.
-- plan score_model_tests reference
create table score_model_tests (
  test_id uuid not null primary key,
  model_id uuid not null,
  made_at bigint not null,
  kind text not null,
  report jsonb not null
);
create index score_model_tests_newest on score_model_tests (model_id, made_at, test_id);

-- The score of a contact by a model. Who has what everybody begins with (no points, the last choice) has no row.
-- `band` names the range of the points, or is the choice; probability is that of a conversion.
-- plan model_scores distributed
create table model_scores (
  contact_id uuid not null,
  model_no bigint not null,
  points double precision,
  band text,
  probability double precision,
  computed_at bigint not null,
  primary key (contact_id, model_no)
)
-- only sqlite
without rowid
-- both
;
create index model_scores_points on model_scores (model_no, points, contact_id);
