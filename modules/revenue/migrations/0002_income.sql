-- why: documents of version 2: splits of ad income, income from every source, keys that change, schemes that are announced
-- lock: brief on revenue.period, creator_period and scheme; new columns have constant defaults
-- half: whole

alter table revenue.scheme
  add column music_fractions jsonb not null default '[["1","1"],["1","2"],["1","3"]]',
  add column shares jsonb not null
    default '{"gift":["80","100"],"tip":["90","100"],"subscription":["90","100"]}',
  add column note text not null default '',
  add column announced_by uuid;

-- A scheme that was announced and taken back before it began: what was said stays known.
create table revenue.scheme_withdrawn (
  id bigint generated always as identity primary key,
  hash text not null,
  body jsonb not null,
  note text not null,
  announced_at timestamptz not null,
  announced_by uuid,
  withdrawn_at timestamptz not null,
  withdrawn_by uuid not null
);

-- format 2 carries splits and income. signed_by and next_key are fixed with the mark: a second run signs the same.
alter table revenue.period
  add column format smallint not null default 1 check (format in (1, 2)),
  add column instance text,
  add column signed_by text,
  add column next_key text,
  add column split_micro bigint not null default 0 check (split_micro >= 0),
  add column split_moved_micro bigint not null default 0 check (split_moved_micro between 0 and split_micro),
  add column income_until timestamptz,
  add column income_kinds jsonb,
  add column tax_rules jsonb not null default '[]',
  add check (format = 1 or (instance is not null and signed_by is not null and income_until is not null));

alter table revenue.creator_period drop constraint creator_period_check;
alter table revenue.creator_period
  add column days bigint not null default 0 check (days >= 0),
  add column splits bigint not null default 0 check (splits >= 0),
  add column split_in_micro bigint not null default 0 check (split_in_micro >= 0),
  add column split_out_micro bigint not null default 0 check (split_out_micro between 0 and accrued_micro),
  add constraint creator_period_adds_up check (
    opening_micro + accrued_micro + split_in_micro - split_out_micro = posted * 1000000 + closing_micro);

-- A split video's ad income of a period, and how it was divided.
create table revenue.split_period (
  sequence bigint not null references revenue.period (sequence),
  split_id uuid not null,
  video_id uuid not null,
  owner_id uuid not null,
  first_day date not null,
  last_day date not null,
  micro bigint not null check (micro > 0),
  primary key (sequence, split_id),
  check (first_day <= last_day)
);
create table revenue.split_part (
  sequence bigint not null,
  split_id uuid not null,
  creator_id uuid not null,
  basis_points integer not null check (basis_points between 1 and 10000),
  micro bigint not null check (micro >= 0),
  primary key (sequence, split_id, creator_id),
  foreign key (sequence, split_id) references revenue.split_period
);
create index split_part_creator on revenue.split_part (sequence, creator_id);

-- Every movement on creators' earnings but ad income, as the period took it in; each once, ever.
create table revenue.income_line (
  id uuid primary key,
  sequence bigint not null references revenue.period (sequence),
  creator_id uuid not null,
  kind text not null,
  at timestamptz not null,
  amount bigint not null check (amount > 0),
  transfer_id uuid not null,
  video_id uuid,
  split jsonb,
  tax jsonb,
  reason text
);
create index income_line_creator on revenue.income_line (sequence, creator_id, at, id);

-- amounts and cumulatives by position in income.ts `incomeKinds`.
create table revenue.creator_income (
  sequence bigint not null references revenue.period (sequence),
  creator_id uuid not null,
  amounts bigint[] not null check (array_length(amounts, 1) = 12),
  cumulatives bigint[] not null check (array_length(cumulatives, 1) = 12),
  lines bigint not null check (lines >= 0),
  lines_hash bytea not null check (length(lines_hash) = 32),
  primary key (sequence, creator_id)
);
create index creator_income_creator on revenue.creator_income (creator_id, sequence);

-- Which ledger transfer paid a creator's whole units of a period.
create table revenue.posting (
  sequence bigint not null references revenue.period (sequence),
  creator_id uuid not null,
  transfer_id uuid not null,
  primary key (sequence, creator_id)
);

create table revenue.rotation (
  sequence bigint primary key references revenue.period (sequence),
  envelope text not null
);

-- What creators were told while a day ran, as it stood when the day was over: estimates are scored by it.
create table revenue.estimate (
  day date not null,
  creator_id uuid not null,
  micro bigint not null check (micro >= 0),
  at timestamptz not null,
  primary key (day, creator_id)
);
create index estimate_creator on revenue.estimate (creator_id, day);

-- Closed periods under other rules. state 'asked': a job works on it.
create table revenue.what_if (
  period text not null,
  rule text not null,
  state text not null check (state in ('asked', 'ready')),
  asked_at timestamptz not null,
  made_at timestamptz,
  result jsonb,
  primary key (period, rule),
  check ((state = 'ready') = (result is not null and made_at is not null))
);
create table revenue.what_if_creator (
  period text not null,
  rule text not null,
  creator_id uuid not null,
  micro bigint not null check (micro >= 0),
  primary key (period, rule, creator_id)
);

create trigger split_period_is_final before update or delete or truncate on revenue.split_period
  for each statement execute function revenue.refuse_change();
create trigger split_part_is_final before update or delete or truncate on revenue.split_part
  for each statement execute function revenue.refuse_change();
create trigger income_line_is_final before update or delete or truncate on revenue.income_line
  for each statement execute function revenue.refuse_change();
create trigger creator_income_is_final before update or delete or truncate on revenue.creator_income
  for each statement execute function revenue.refuse_change();

-- Paid views of viewers whose ads earned nothing that day: no money follows them, but other rules would count them.
create table revenue.unfunded (
  day date not null,
  creator_id uuid not null,
  views bigint not null check (views > 0),
  watch_ms bigint not null check (watch_ms >= 0),
  primary key (day, creator_id)
);
create trigger unfunded_is_final before update or delete or truncate on revenue.unfunded
  for each statement execute function revenue.refuse_change();

-- A creator's day summed up once, when it is shared out: an explanation reads one row, however many there are behind it.
create table revenue.creator_tally (
  day date not null,
  creator_id uuid not null,
  tally jsonb not null,
  hours integer[] check (array_length(hours, 1) = 24),
  primary key (day, creator_id)
);
