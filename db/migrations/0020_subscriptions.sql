-- Subscriptions, touches that follow when contacts become one, and activities that can be changed.

-- status: trialing, active, past_due, paused, cancelled (runs until ended_at and is not renewed), ended. `price` is what is
-- paid for each billing_interval, in minor units; absent or 0: free. `is_current` marks the one of a contact that counts:
-- of those that have not ended the paid before the free ones, then the one that started last. `state_at`: of which moment
-- the state is; what is told later of an earlier moment changes nothing.
-- plan subscriptions distributed
create table subscriptions (
  contact_id uuid not null,
  subscription_id uuid not null,
  number text not null,
  source text not null,
  plan text not null,
  status text not null,
  price bigint,
  price_currency text,
  billing_interval text,
  started_at bigint not null,
  trial_ends_at bigint,
  ended_at bigint,
  is_current boolean not null,
  state_at bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null,
  primary key (contact_id, subscription_id)
);
create index subscriptions_id on subscriptions (subscription_id);
create index subscriptions_newest on subscriptions (started_at, subscription_id);
create index subscriptions_plan on subscriptions (plan, contact_id);
create index subscriptions_status on subscriptions (status, ended_at);

-- A number is unique among the subscriptions of one source.
-- plan subscription_claims by_key
create table subscription_claims (
  source text not null,
  number text not null,
  contact_id uuid not null,
  subscription_id uuid not null,
  primary key (source, number)
);

-- The touches of contacts that were merged into this one: they count with its own, and go back when the merge is undone.
-- plan merged_touches distributed
create table merged_touches (
  contact_id uuid not null,
  origin_id uuid not null,
  first_touch jsonb not null,
  last_touch jsonb not null,
  first_at bigint not null,
  last_at bigint not null,
  primary key (contact_id, origin_id)
);

-- Notes, calls, meetings, visits and answers that people wrote down, each by the id of its fact. A change is a fact of its
-- own that takes the place of the one before: shown_fact_id is the one that holds now.
-- plan activities distributed
create table activities (
  contact_id uuid not null,
  activity_id uuid not null,
  shown_fact_id uuid not null,
  changes bigint not null,
  changed_at bigint,
  changed_by uuid,
  removed_at bigint,
  version bigint not null,
  primary key (contact_id, activity_id)
);
create index activities_id on activities (activity_id);
insert into activities (contact_id, activity_id, shown_fact_id, changes, version)
select contact_id, id, id, 0, 1 from events
where type in ('note', 'call', 'meeting', 'store_visit', 'nps_response');
