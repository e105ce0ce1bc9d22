-- why: what can be given, what was given to whom, and tips that wait for their payment
-- lock: none, all new
-- half: whole

create table gifts.item (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$'),
  name_en text not null,
  name_id text not null,
  icon text not null,
  coins bigint not null check (coins > 0),
  active boolean not null,
  changed_at timestamptz not null default now(),
  changed_by uuid
);
insert into gifts.item (id, name_en, name_id, icon, coins, active) values
  ('kopi', 'Coffee', 'Kopi', 'coffee', 1, true),
  ('mawar', 'Rose', 'Mawar', 'rose', 5, true),
  ('bakso', 'Bakso', 'Bakso', 'soup', 10, true),
  ('bintang', 'Star', 'Bintang', 'star', 25, true),
  ('kue', 'Slice of cake', 'Sepotong kue', 'cake-slice', 50, true),
  ('kendang', 'Kendang', 'Kendang', 'drum', 100, true),
  ('lampu-sorot', 'Spotlight', 'Lampu sorot', 'spotlight', 250, true),
  ('mahkota', 'Crown', 'Mahkota', 'crown', 500, true),
  ('gunung', 'Mountain', 'Gunung', 'mountain', 1000, true),
  ('panggung', 'The whole stage', 'Satu panggung', 'theater', 5000, true);

-- A gift keeps the name and the price that it was given for.
create table gifts.gift (
  id uuid primary key,
  sender_id uuid not null,
  receiver_id uuid not null check (receiver_id <> sender_id),
  -- Null: given to the creator, not to a clip.
  video_id uuid,
  item_id text not null,
  name_en text not null,
  name_id text not null,
  icon text not null,
  count integer not null check (count between 1 and 99),
  coins bigint not null check (coins > 0),
  creator_idr bigint not null check (creator_idr > 0),
  platform_idr bigint not null check (platform_idr >= 0),
  vat_idr bigint not null check (vat_idr >= 0),
  message text,
  sent_at timestamptz not null,
  check (creator_idr + platform_idr + vat_idr = coins * 100)
);
create index gift_received on gifts.gift (receiver_id, sent_at desc, id desc);
create index gift_sent on gifts.gift (sender_id, sent_at desc, id desc);

create table gifts.tip (
  id uuid primary key,
  payment_id uuid not null unique,
  sender_id uuid not null,
  receiver_id uuid not null check (receiver_id <> sender_id),
  video_id uuid,
  amount_idr bigint not null check (amount_idr > 0),
  gateway_idr bigint not null check (gateway_idr >= 0),
  vat_idr bigint not null check (vat_idr >= 0),
  total_idr bigint not null check (total_idr = amount_idr + gateway_idr + vat_idr),
  creator_idr bigint not null check (creator_idr between 1 and amount_idr),
  method text not null,
  message text,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'lapsed', 'returned')),
  asked_at timestamptz not null,
  paid_at timestamptz,
  check ((state in ('sent', 'returned')) = (paid_at is not null))
);
create index tip_received on gifts.tip (receiver_id, asked_at desc, id desc);
create index tip_sent on gifts.tip (sender_id, asked_at desc, id desc);

-- What was given to a clip or to a creator, by whom. The giver that is all zeros stands for all together.
create table gifts.total (
  -- A clip or an account.
  of_id uuid not null,
  sender_id uuid not null,
  gifts integer not null check (gifts > 0),
  coins bigint not null check (coins > 0),
  primary key (of_id, sender_id)
);
create index total_top on gifts.total (of_id, coins desc, sender_id);

create table gifts.unnamed (
  account_id uuid primary key,
  since timestamptz not null
);
