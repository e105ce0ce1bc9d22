-- why: what players report, the verdict on each report, and the sums that money and counters are read from
-- lock: none, all new
-- half: whole

-- A day is open (takes watches), closing (takes none, not all judged) or closed (its sums never change).
create table playback.day (
  day date primary key,
  state text not null default 'open' check (state in ('open', 'closing', 'closed')),
  judged_seq bigint not null default 0, -- the mark: every watch of the day up to here has its verdict
  closing_at timestamptz,
  closed_at timestamptz,
  check ((state = 'open') = (closing_at is null)),
  check ((state = 'closed') = (closed_at is not null))
);

create sequence playback.watch_seq as bigint;

create table playback.watch (
  seq bigint not null default nextval('playback.watch_seq'),
  day date not null,
  event_id uuid not null,
  ticket_id uuid not null,
  viewer_key uuid not null,
  device_key uuid not null,
  video_id uuid not null,
  creator_id uuid not null,
  campaign_id uuid,
  price_micro bigint,
  duration_ms integer not null,
  elapsed_ms integer not null, -- from the ticket's issue to the receipt
  played_ms integer not null,
  ranges integer[] not null, -- media time, flat: start, end, start, end
  position smallint not null,
  source smallint not null,
  flags smallint not null, -- 1 visible, 2 robot, 4 expired, 8 foreign
  received_at timestamptz not null,
  primary key (event_id, day)
) partition by list (day);
create index watch_by_seq on playback.watch (seq);

create table playback.verdict (
  day date not null,
  seq bigint not null,
  word smallint not null, -- position in qualify.ts `words`
  valid_ms integer not null check (valid_ms >= 0),
  primary key (seq, day)
) partition by list (day);

-- One row a ticket and day: what its events add up to. In key order it is also the day's list of paid views.
create table playback.ticket_day (
  day date not null,
  viewer_key uuid not null,
  video_id uuid not null,
  ticket_id uuid not null,
  creator_id uuid not null,
  device_key uuid not null,
  word smallint not null,
  claimed_ms integer not null,
  total_ms integer not null,
  weight_ms integer not null check (weight_ms between 0 and 60000),
  run_end_ms integer not null,
  run_ms integer not null,
  longest_ms integer not null,
  primary key (viewer_key, video_id, ticket_id, day)
) partition by list (day);

-- Watches by word, a video and day; promoted ones apart.
create table playback.video_day (
  day date not null,
  video_id uuid not null,
  promoted boolean not null,
  creator_id uuid not null,
  watches integer[] not null check (array_length(watches, 1) = 11), -- by position in qualify.ts `words`
  valid_ms bigint not null,
  primary key (day, video_id, promoted)
);
create index video_day_by_creator on playback.video_day (creator_id, day);

create table playback.video_total (
  video_id uuid primary key,
  plays bigint not null check (plays >= 0),
  views bigint not null check (views >= 0),
  paid_views bigint not null check (paid_views >= 0)
);

-- Judged ad tickets, in the order in which they were judged: a reader keeps the last seq that it has seen.
-- The judge holds one lock while it numbers and commits, so no lower seq ever appears after a higher one.
create table playback.impression (
  seq bigint generated always as identity (cache 1) primary key,
  day date not null,
  ticket_id uuid not null,
  campaign_id uuid not null,
  viewer_key uuid not null,
  video_id uuid not null,
  price_micro bigint not null,
  word smallint not null
);

-- Waits for whoever is closing the day, then keeps the first open day from `wanted` on open until the caller's
-- transaction ends. `ready` is false when that day has no partitions yet. Advisory locks queue fairly: a closing
-- day is not starved by a stream of appends, as it would be by row locks held in share mode.
create function playback.hold_day(wanted date, out held date, out ready boolean) language plpgsql as $$
declare
  found_state text;
begin
  held := wanted;
  loop
    perform pg_advisory_xact_lock_shared(hashtext('playback.day'), held - date '2000-01-01');
    select state into found_state from playback.day where day = held;
    ready := found is true;
    exit when not ready or found_state = 'open';
    held := held + 1;
  end loop;
end
$$;
