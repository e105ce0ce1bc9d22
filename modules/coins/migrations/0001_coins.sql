-- why: who holds coins, what was bought and given back, and what coins were spent on
-- lock: none, all new
-- half: whole

-- Asked once, at the first purchase. The row is also what purchases and refunds of one account take turns by.
create table coins.holder (
  account_id uuid primary key,
  birth_year integer check (birth_year between 1900 and 2200),
  guardian_consent_at timestamptz,
  -- Left open by chargebacks whose coins were spent.
  owed_idr bigint not null default 0 check (owed_idr >= 0),
  created_at timestamptz not null
);
create index holder_owing on coins.holder (account_id) where owed_idr > 0;

create table coins.purchase (
  id uuid primary key,
  account_id uuid not null references coins.holder,
  payment_id uuid not null unique,
  package_id text not null,
  coins bigint not null check (coins > 0),
  amount_idr bigint not null check (amount_idr = coins * 100),
  gateway_idr bigint not null check (gateway_idr >= 0),
  vat_idr bigint not null check (vat_idr >= 0),
  total_idr bigint not null check (total_idr = amount_idr + gateway_idr + vat_idr),
  method text not null,
  state text not null default 'waiting' check (state in ('waiting', 'paid', 'lapsed')),
  asked_at timestamptz not null,
  paid_at timestamptz,
  returned_coins bigint not null default 0 check (returned_coins between 0 and coins),
  check ((state = 'paid') = (paid_at is not null)),
  check (returned_coins = 0 or state = 'paid')
);
create index purchase_of_account on coins.purchase (account_id, asked_at desc, id desc);
create index purchase_waiting on coins.purchase (asked_at) where state = 'waiting';

-- Coins that went back: given back by their buyer for money, or taken back after a chargeback.
create table coins.return (
  id uuid primary key,
  purchase_id uuid not null references coins.purchase,
  account_id uuid not null,
  kind text not null check (kind in ('refund', 'chargeback')),
  coins bigint not null check (coins >= 0),
  amount_idr bigint not null check (amount_idr >= 0),
  -- What went back to the payer and had been spent: the platform's loss.
  loss_idr bigint not null default 0 check (loss_idr >= 0),
  returned_at timestamptz not null
);
create index return_of_account on coins.return (account_id, returned_at desc, id desc);
create index return_of_purchase on coins.return (purchase_id);

create table coins.spend (
  id uuid primary key,
  account_id uuid not null,
  coins bigint not null check (coins > 0),
  what_en text not null,
  what_id text not null,
  spent_at timestamptz not null
);
create index spend_of_account on coins.spend (account_id, spent_at desc, id desc);

create table coins.settled_debt (
  id uuid primary key,
  account_id uuid not null,
  owed_idr bigint not null check (owed_idr > 0),
  operator_id uuid not null,
  note text not null,
  settled_at timestamptz not null
);
