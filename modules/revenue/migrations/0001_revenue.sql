-- why: what a day's ad money became, row by row, so that every rupiah can be walked back to a watch
-- lock: none that matters; every table is new
-- half: whole
create schema if not exists revenue;

-- Rules by which money is shared, dated; never changed once a day was shared by one.
create table revenue.scheme (
  valid_from date primary key,
  name text not null,
  share_num integer not null check (share_num >= 0),
  share_den integer not null check (share_den > 0),
  cap_ms integer not null check (cap_ms > 0),
  paid_view_ms integer not null check (paid_view_ms > 0),
  short_video_percent integer not null check (short_video_percent between 1 and 100),
  hash text not null unique,
  announced_at timestamptz not null,
  check (share_num <= share_den)
);

-- Makes a viewer's pseudonym of one period. Emptied after the appeal window: then nobody can link it back.
create table revenue.period_secret (
  period text primary key,
  secret bytea check (length(secret) = 32),
  made_at timestamptz not null,
  destroyed_at timestamptz,
  check ((secret is null) = (destroyed_at is not null))
);

-- The row is written first and marks the day; a second worker waits on it. 'allocated': amounts are fixed;
-- 'shared': the ledger holds them too.
create table revenue.day (
  day date primary key,
  period text not null,
  scheme_from date not null references revenue.scheme,
  state text not null check (state in ('allocating', 'allocated', 'shared')),
  pool_micro bigint not null check (pool_micro >= 0),
  creators_micro bigint not null default 0 check (creators_micro >= 0),
  platform_micro bigint not null default 0 check (platform_micro >= 0),
  unattributed_micro bigint not null default 0 check (unattributed_micro >= 0),
  creator_leaves bigint not null default 0,
  creator_root bytea check (length(creator_root) = 32),
  viewer_leaves bigint not null default 0,
  viewer_root bytea check (length(viewer_root) = 32),
  views jsonb not null default '{}',
  allocated_at timestamptz not null,
  shared_at timestamptz,
  check (state = 'allocating' or pool_micro = creators_micro + platform_micro + unattributed_micro),
  check ((state = 'shared') = (shared_at is not null))
);

-- viewer is the pseudonym (16 bytes), not the viewer's key.
create table revenue.viewer_day (
  day date not null,
  viewer uuid not null,
  ad_micro bigint not null check (ad_micro > 0),
  watch_ms bigint not null check (watch_ms >= 0),
  primary key (day, viewer)
);

create table revenue.allocation (
  day date not null,
  creator_id uuid not null,
  viewer uuid not null,
  video_id uuid not null,
  watch_ms integer not null check (watch_ms > 0),
  viewer_watch_ms bigint not null check (viewer_watch_ms >= watch_ms),
  viewer_ad_micro bigint not null check (viewer_ad_micro > 0),
  micro bigint not null check (micro >= 0),
  primary key (day, creator_id, viewer, video_id)
);

create table revenue.creator_day (
  day date not null,
  creator_id uuid not null,
  micro bigint not null check (micro >= 0),
  row_count bigint not null check (row_count > 0),
  root bytea not null check (length(root) = 32),
  primary key (day, creator_id)
);
create index creator_day_creator on revenue.creator_day (creator_id, day);

-- What watches of a creator's videos came to, by verdict, as they stood when the day was shared out.
create table revenue.creator_views (
  day date not null,
  creator_id uuid not null,
  views jsonb not null,
  primary key (day, creator_id)
);

create table revenue.period (
  period text primary key,
  sequence bigint not null unique check (sequence > 0),
  first_day date not null,
  last_day date not null,
  state text not null check (state in ('closing', 'closed')),
  closed_at timestamptz not null,
  creators_opening_micro bigint not null,
  creators_accrued_micro bigint not null,
  creators_posted bigint not null,
  platform_opening_micro bigint not null,
  platform_accrued_micro bigint not null,
  platform_posted bigint not null,
  held_before_micro bigint not null,
  document text,
  hash text,
  check ((state = 'closed') = (document is not null and hash is not null)),
  check (first_day <= last_day)
);

create table revenue.creator_period (
  sequence bigint not null references revenue.period (sequence),
  creator_id uuid not null,
  opening_micro bigint not null check (opening_micro between 0 and 999999),
  accrued_micro bigint not null check (accrued_micro >= 0),
  posted bigint not null check (posted >= 0),
  closing_micro bigint not null check (closing_micro between 0 and 999999),
  cumulative_micro bigint not null,
  cumulative_posted bigint not null,
  primary key (sequence, creator_id),
  check (opening_micro + accrued_micro = posted * 1000000 + closing_micro),
  check (cumulative_micro = cumulative_posted * 1000000 + closing_micro)
);
create index creator_period_creator on revenue.creator_period (creator_id, sequence);

create function revenue.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'revenue.% is final: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;

create trigger allocation_is_final before update or delete or truncate on revenue.allocation
  for each statement execute function revenue.refuse_change();
create trigger creator_day_is_final before update or delete or truncate on revenue.creator_day
  for each statement execute function revenue.refuse_change();
create trigger viewer_day_is_final before update or delete or truncate on revenue.viewer_day
  for each statement execute function revenue.refuse_change();
create trigger creator_period_is_final before update or delete or truncate on revenue.creator_period
  for each statement execute function revenue.refuse_change();
