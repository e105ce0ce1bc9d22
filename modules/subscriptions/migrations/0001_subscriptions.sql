-- why: what creators offer by the month, who subscribes, and each month's payment
-- lock: none, all new
-- half: whole

create table subscriptions.plan (
  creator_id uuid primary key,
  perks text not null,
  is_on boolean not null,
  changed_at timestamptz not null
);

-- Each price that was ever announced. New subscribers agree to it at once, others from a later renewal.
create table subscriptions.price (
  creator_id uuid not null references subscriptions.plan,
  n integer not null check (n > 0),
  price_idr bigint not null check (price_idr > 0),
  announced_at timestamptz not null,
  others_from timestamptz not null check (others_from >= announced_at),
  primary key (creator_id, n)
);

create table subscriptions.subscription (
  id uuid primary key,
  fan_id uuid not null,
  creator_id uuid not null references subscriptions.plan check (creator_id <> fan_id),
  state text not null default 'asked' check (state in ('asked', 'active', 'grace', 'ended')),
  method text not null,
  -- Which price of the creator its fan has agreed to: the last one announced before.
  agreed_at timestamptz not null,
  -- Month k of it ends k − anchor_months months after this instant, on the same day of the month or the last one.
  anchor_at timestamptz,
  anchor_months integer not null default 0 check (anchor_months >= 0),
  started_at timestamptz,
  -- How many months were paid.
  months integer not null default 0 check (months >= 0),
  paid_until timestamptz,
  -- Until when the perks last; written with whatever changes it.
  perks_until timestamptz,
  cancelled boolean not null default false,
  -- Up to which month a renewal was asked for by itself.
  renewal_asked integer not null default 0,
  end_reason text check (end_reason in ('cancelled', 'not_paid', 'plan_off', 'refunded', 'charged_back', 'creator_removed')),
  ended_at timestamptz,
  created_at timestamptz not null,
  check ((state = 'ended') = (ended_at is not null and end_reason is not null)),
  check (state not in ('active', 'grace') or (anchor_at is not null and started_at is not null and paid_until is not null
    and perks_until is not null and months > 0))
);
-- At most one a pair that has not ended.
create unique index subscription_live on subscriptions.subscription (fan_id, creator_id) where state <> 'ended';
create index subscription_of_fan on subscriptions.subscription (fan_id, created_at desc);
create index subscription_of_creator on subscriptions.subscription (creator_id, started_at desc, id desc)
  where started_at is not null;
create index subscription_due on subscriptions.subscription (paid_until) where state in ('active', 'grace');

create table subscriptions.charge (
  id uuid primary key,
  subscription_id uuid not null references subscriptions.subscription,
  -- Which month of it.
  month integer not null check (month > 0),
  payment_id uuid not null unique,
  state text not null default 'waiting' check (state in ('waiting', 'paid', 'lapsed', 'returned')),
  amount_idr bigint not null check (amount_idr > 0),
  gateway_idr bigint not null check (gateway_idr >= 0),
  vat_idr bigint not null check (vat_idr >= 0),
  total_idr bigint not null check (total_idr = amount_idr + gateway_idr + vat_idr),
  creator_idr bigint not null check (creator_idr between 1 and amount_idr),
  method text not null,
  -- The month that it pays for; of the first one, as if it were paid when it was asked for, until it is.
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  asked_at timestamptz not null,
  paid_at timestamptz,
  -- Without tax.
  returned_idr bigint not null default 0 check (returned_idr >= 0),
  check ((state in ('paid', 'returned')) = (paid_at is not null))
);
-- A month is paid for once, and one payment at a time waits.
create unique index charge_of_month on subscriptions.charge (subscription_id, month) where state in ('waiting', 'paid');
create index charge_waiting on subscriptions.charge (subscription_id) where state = 'waiting';
