-- What to do next with a contact: the actions on offer, what was suggested to whom, and what became of it.

-- plan next_actions local
-- `rule` says for whom it is eligible. What a success is worth: `value_amount`, or `value_percent` of an average order or of
-- the predicted value (value_kind). `standard` rows came with the workspace.
create table next_actions (
  action_id uuid not null primary key,
  name text not null,
  labels jsonb not null,
  rule jsonb not null,
  value_kind text not null,
  value_percent double precision not null,
  value_amount bigint,
  value_amount_currency text,
  minutes bigint not null,
  due_days bigint not null,
  cool_down_days bigint not null,
  active boolean not null,
  standard boolean not null,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null,
  unique (name)
);

-- One row for each ranking that was shown of a contact, numbered from 1. Money is in minor units of `currency`.
-- `arm`: learning or holdout. `ranking` has every eligible action with the probability with which the policy put it first,
-- what a success is worth and what was believed of its chance; `first_action` was first, with `propensity`.
-- An outcome is what the contact did from decided_at to watched_until.
-- plan next_action_decisions distributed
create table next_action_decisions (
  contact_id uuid not null,
  number bigint not null,
  decided_at bigint not null,
  decided_by uuid,
  expires_at bigint not null,
  watched_until bigint not null,
  closed_at bigint,
  arm text not null,
  stage text not null,
  currency text not null,
  ranking jsonb not null,
  first_action uuid not null,
  propensity double precision not null,
  outcome_at bigint,
  outcome_type text,
  primary key (contact_id, number)
);
create index next_action_decisions_at on next_action_decisions (decided_at, contact_id, number);
create index next_action_decisions_open on next_action_decisions (closed_at, expires_at, contact_id);

-- What was shown of a decision, and what a person did with it. `place` from 1. `settle_at`: when nothing more is waited for;
-- `reward` is what the ranking learned of it: 1 success, 0 failure, absent: nothing (yet, while settled_at is absent).
-- `cools_until`: up to then the action is not suggested for the contact.
-- plan next_action_items distributed
create table next_action_items (
  contact_id uuid not null,
  number bigint not null,
  action_id uuid not null,
  place bigint not null,
  status text not null,
  shown_at bigint not null,
  expected_value bigint not null,
  currency text not null,
  user_id uuid,
  accepted_at bigint,
  due_on text,
  dismissed_at bigint,
  done_at bigint,
  reason text,
  cools_until bigint,
  outcome_at bigint,
  outcome_type text,
  settle_at bigint,
  settled_at bigint,
  reward bigint,
  primary key (contact_id, number, action_id)
);
create index next_action_items_mine on next_action_items (user_id, status, expected_value, contact_id, number);
create index next_action_items_status on next_action_items (status, expected_value, contact_id, number);
create index next_action_items_settle on next_action_items (settle_at, contact_id);
create index next_action_items_cool on next_action_items (cools_until);
create index next_action_items_shown on next_action_items (shown_at, action_id);

-- What the ranking has learned, by the stage at which the contact stood.
-- plan next_action_tallies local
create table next_action_tallies (
  action_id uuid not null,
  stage text not null,
  successes bigint not null,
  failures bigint not null,
  primary key (action_id, stage)
);

-- The contacts with the highest expected values, and the action that comes first for each; made anew each hour.
-- plan next_action_pool distributed
create table next_action_pool (
  contact_id uuid not null primary key,
  action_id uuid not null,
  owner_id uuid not null,        -- nil: nobody's
  expected_value bigint not null,
  currency text not null,
  chance double precision not null,
  computed_at bigint not null
)
-- only sqlite
without rowid
-- both
;
create index next_action_pool_value on next_action_pool (expected_value, contact_id);
create index next_action_pool_owner on next_action_pool (owner_id, expected_value, contact_id);

-- What customers are worth on average, for people of whom nothing is predicted. One row, named everybody.
-- plan next_action_baseline local
create table next_action_baseline (
  name text not null primary key,
  currency text not null,
  order_value bigint not null,
  clv bigint not null,
  computed_at bigint not null
);

insert into next_actions (action_id, name, labels, rule, value_kind, value_percent, minutes, due_days, cool_down_days, active,
  standard, created_at, updated_at, version)
-- only sqlite
select case place when 1 then X'0193a000000070008000000000000201' when 2 then X'0193a000000070008000000000000202'
  when 3 then X'0193a000000070008000000000000203' when 4 then X'0193a000000070008000000000000204'
  when 5 then X'0193a000000070008000000000000205' when 6 then X'0193a000000070008000000000000206'
  when 7 then X'0193a000000070008000000000000207' when 8 then X'0193a000000070008000000000000208'
  when 9 then X'0193a000000070008000000000000209' end,
  name, labels, rule, value_kind, value_percent, minutes, due_days, cool_down_days, true, true, 0, 0, 1 from (
-- only postgres
select ('0193a000-0000-7000-8000-00000000020' || place)::uuid, name, labels::jsonb, rule::jsonb, value_kind, value_percent,
  minutes, due_days, cool_down_days, true, true, 0, 0, 1 from (
-- both
  select 1 as place, 'schedule_follow_up' as name,
    '{"en":"Schedule a follow-up","fr":"Planifier une relance","vi":"Hẹn liên hệ lại"}' as labels,
    '{"all":[{"field":"status","op":"in","value":["contacted","engaged","qualified"]},{"any":[{"field":"last_contacted_at","op":"is_null"},{"field":"last_contacted_at","op":"more_than_ago","value":{"days":7}}]}]}' as rule,
    'order' as value_kind, 100.0 as value_percent, 10 as minutes, 2 as due_days, 14 as cool_down_days
  union all select 2, 'send_case_study',
    '{"en":"Send a case study","fr":"Envoyer une étude de cas","vi":"Gửi câu chuyện khách hàng"}',
    '{"all":[{"field":"status","op":"in","value":["contacted","engaged"]},{"field":"email","op":"is_not_null"},{"field":"consent_status","op":"in","value":["legitimate_interest","b2b_optout_allowed","b2c_optin_confirmed"]}]}',
    'order', 60.0, 5, 3, 60
  union all select 3, 'invite_webinar',
    '{"en":"Invite to a webinar","fr":"Inviter à un webinaire","vi":"Mời dự hội thảo trực tuyến"}',
    '{"all":[{"field":"status","op":"in","value":["new","contacted","engaged"]},{"field":"email","op":"is_not_null"},{"field":"consent_status","op":"in","value":["legitimate_interest","b2b_optout_allowed","b2c_optin_confirmed"]}]}',
    'order', 40.0, 5, 7, 60
  union all select 4, 'schedule_demo',
    '{"en":"Schedule a demo","fr":"Planifier une démonstration","vi":"Hẹn buổi giới thiệu sản phẩm"}',
    '{"all":[{"field":"status","op":"in","value":["engaged","qualified"]},{"field":"orders_count","op":"equal","value":0}]}',
    'order', 150.0, 45, 5, 30
  union all select 5, 'propose_meeting',
    '{"en":"Propose a meeting","fr":"Proposer un rendez-vous","vi":"Đề nghị gặp mặt"}',
    '{"all":[{"any":[{"field":"clv_tier","op":"in","value":["vip","high"]},{"field":"status","op":"equal","value":"qualified"}]},{"field":"status","op":"not_equal","value":"unsubscribed"}]}',
    'clv', 10.0, 60, 5, 60
  union all select 6, 'win_back_call',
    '{"en":"Call to win back","fr":"Appeler pour reconquérir","vi":"Gọi để mời quay lại"}',
    '{"all":[{"field":"lifecycle_stage","op":"in","value":["at_risk","churned"]},{"field":"last_order_at","op":"in_last","value":{"days":730}},{"field":"status","op":"not_equal","value":"unsubscribed"}]}',
    'order', 100.0, 10, 3, 90
  union all select 7, 'thank_you_note',
    '{"en":"Send a thank-you note","fr":"Envoyer un mot de remerciement","vi":"Gửi lời cảm ơn"}',
    '{"all":[{"field":"lifecycle_stage","op":"in","value":["new","reactivated"]},{"field":"last_order_at","op":"in_last","value":{"days":14}},{"field":"status","op":"not_equal","value":"unsubscribed"}]}',
    'order', 50.0, 5, 3, 180
  union all select 8, 'ask_for_review',
    '{"en":"Ask for a review","fr":"Demander un avis","vi":"Xin đánh giá"}',
    '{"all":[{"field":"lifecycle_stage","op":"in","value":["active","loyal"]},{"field":"last_order_at","op":"more_than_ago","value":{"days":7}},{"field":"last_order_at","op":"in_last","value":{"days":60}},{"field":"status","op":"not_equal","value":"unsubscribed"}]}',
    'order', 20.0, 3, 7, 180
  union all select 9, 'send_offer',
    '{"en":"Send a personal offer","fr":"Envoyer une offre personnelle","vi":"Gửi ưu đãi riêng"}',
    '{"all":[{"field":"lifecycle_stage","op":"in","value":["active","at_risk","churned"]},{"field":"email","op":"is_not_null"},{"field":"status","op":"not_in","value":["unsubscribed","bounced"]},{"field":"consent_status","op":"not_in","value":["refused","withdrawn","expired"]}]}',
    'order', 60.0, 5, 3, 60
) as given;
