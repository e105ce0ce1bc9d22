-- why: merchants, their top-ups and campaigns, what was shown and paid for, and what a day's ads earned
-- lock: none, all new
-- half: whole

create table ads.merchant (
  account_id uuid primary key,
  name text not null,
  created_at timestamptz not null
);

create table ads.top_up (
  id uuid primary key,
  merchant_id uuid not null references ads.merchant,
  amount_idr bigint not null check (amount_idr > 0),
  payable_idr bigint not null check (payable_idr between amount_idr + 1 and amount_idr + 999),
  state text not null default 'requested' check (state in ('requested', 'confirmed', 'declined', 'expired')),
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  bank_reference text,
  reason text,
  check ((state = 'confirmed') = (bank_reference is not null)),
  check ((state = 'requested') = (decided_at is null))
);
create index top_up_by_merchant on ads.top_up (merchant_id, requested_at desc);
create index top_up_by_state on ads.top_up (state, requested_at desc);
-- The operator finds a transfer by its amount alone, so no two that wait may look the same.
create unique index top_up_payable on ads.top_up (payable_idr) where state = 'requested';
create unique index top_up_bank_reference on ads.top_up (bank_reference);

create table ads.campaign (
  id uuid primary key,
  merchant_id uuid not null references ads.merchant,
  video_id uuid not null,
  title text not null,
  cta text not null,
  landing_url text not null check (landing_url like 'https://%'),
  cpm_idr bigint not null check (cpm_idr > 0),
  daily_budget_micro bigint not null check (daily_budget_micro > 0),
  total_budget_micro bigint not null check (total_budget_micro >= daily_budget_micro),
  spent_micro bigint not null default 0 check (spent_micro between 0 and total_budget_micro),
  starts_on date not null,
  ends_on date check (ends_on >= starts_on),
  state text not null check (state in ('active', 'paused', 'ended', 'out_of_money')),
  created_at timestamptz not null
);
create index campaign_by_merchant on ads.campaign (merchant_id, created_at desc);
create index campaign_active on ads.campaign (id) where state = 'active';

-- What a campaign spent on a day. The limit is the highest daily budget of that day: lowering a budget at noon does
-- not undo the morning.
create table ads.campaign_day (
  campaign_id uuid not null references ads.campaign,
  day date not null,
  limit_micro bigint not null,
  spent_micro bigint not null check (spent_micro between 0 and limit_micro),
  impressions integer not null check (impressions >= 0),
  primary key (campaign_id, day)
);

-- One row a ticket. A ticket that was set aside (a robot, not visible) may still be seen later and is billed then;
-- billed, and unbilled for want of money, are final.
create table ads.impression (
  ticket_id uuid primary key,
  campaign_id uuid not null,
  viewer_key uuid not null,
  day date not null,
  price_micro bigint not null,
  transfer_id uuid,
  unbilled_reason text,
  check ((transfer_id is null) <> (unbilled_reason is null))
);
create index impression_spend on ads.impression (day, viewer_key) include (price_micro) where transfer_id is not null;
create index impression_unbilled on ads.impression (campaign_id, day) where transfer_id is null;

create table ads.click (
  ticket_id uuid primary key,
  campaign_id uuid not null,
  day date not null,
  clicked_at timestamptz not null
);
create index click_by_campaign on ads.click (campaign_id, day);

-- The mark: every judged impression up to here has been billed or set aside.
create table ads.billing (
  only_row boolean primary key default true check (only_row),
  billed_seq bigint not null
);
insert into ads.billing (billed_seq) values (0);

create table ads.settled_day (
  day date primary key,
  pool_micro bigint not null check (pool_micro >= 0),
  settled_at timestamptz not null
);
