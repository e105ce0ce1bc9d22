-- why: what viewers say about their feed, and what of their watching may not be learned from
-- lock: none; new tables
-- half: whole

-- A page that was made under an older version is stale. Out of one sequence: a viewer who is forgotten and comes again
-- never meets a version that meant something else.
create sequence tastes.version as bigint;

create table tastes.viewer (
  viewer_key uuid primary key, -- an account, or the browser's own key of someone without one
  version bigint not null,
  personalised boolean not null default true,
  learning boolean not null default true,
  -- The feed was reset then: nothing before counts. What it was before that, for those who take it back.
  epoch timestamptz,
  epoch_before timestamptz,
  -- Watches before this are deleted from the history.
  history_from timestamptz,
  changed_at timestamptz not null,
  check (epoch_before is null or epoch is not null)
);

create table tastes.wish (
  viewer_key uuid not null,
  kind text not null check (kind in ('video', 'creator', 'sound', 'tag', 'word', 'more', 'less')),
  -- A uuid, a tag as clips carry it, or a folded word.
  subject text not null,
  said_at timestamptz not null,
  primary key (viewer_key, kind, subject)
);

-- Stretches of time whose watches are deleted from the history, or were not to be learned from.
create table tastes.gap (
  viewer_key uuid not null,
  kind text not null check (kind in ('deleted', 'paused')),
  from_at timestamptz not null,
  to_at timestamptz, -- null: goes on
  primary key (viewer_key, kind, from_at),
  check (to_at >= from_at),
  check (kind = 'paused' or to_at is not null)
);
create unique index gap_that_goes_on on tastes.gap (viewer_key) where to_at is null;

-- Clips whose watches up to then are deleted from the history, or kept there but not learned from.
create table tastes.left_out (
  viewer_key uuid not null,
  video_id uuid not null,
  scope text not null check (scope in ('history', 'learning')),
  until_at timestamptz not null,
  primary key (viewer_key, video_id, scope)
);
