-- why: every new clip's first hearing: what was promised to it, who has heard it, how far it has climbed; what a day had to
--      give, and what the public is told week by week
-- lock: none; all new
-- half: whole
create schema if not exists hearing;

-- What was promised on a day, and the figures it follows from. Written once.
create table hearing.day (
  day date primary key,
  guarantee integer not null check (guarantee >= 0),
  per_mille integer not null,
  slots bigint not null check (slots >= 0), -- organic slots watched on a day, mean of the days before
  uploads integer not null check (uploads >= 0), -- new clips on a day, mean of the same days
  days integer not null check (days >= 0), -- how many days these are
  made_at timestamptz not null
);

-- Numbers changes of entries. Whoever changes one holds one lock until the commit, so no lower number ever appears after
-- a higher one.
create sequence hearing.change_seq as bigint;

create table hearing.entry (
  video_id uuid primary key,
  owner_id uuid not null,
  tags text[] not null,
  lang text not null,
  day date not null,
  begun_at timestamptz not null,
  deadline timestamptz not null,
  guarantee integer not null,
  excluded text check (excluded in ('copy', 'locked', 'withdrawn')),
  is_copy boolean not null,
  served integer not null default 0,
  settled_votes double precision not null default 0, -- weighted sums, see tally.ts
  settled_finished double precision not null default 0,
  settled_liked double precision not null default 0,
  young_votes double precision not null default 0,
  young_finished double precision not null default 0,
  young_liked double precision not null default 0,
  met_at timestamptz, -- when the last promised view was given
  hundred_at timestamptz, -- when a hundred views of any kind were counted
  closed_at timestamptz,
  change bigint not null
);
create index entry_by_change on hearing.entry (change);
create index entry_by_day on hearing.entry (day);
create index entry_open on hearing.entry (begun_at) where closed_at is null;

-- Which clip a file was first published as.
create table hearing.file (
  sha256 text primary key,
  video_id uuid not null
);

-- A viewer's one vote on a clip; deleted some time after the entry is closed.
create table hearing.vote (
  video_id uuid not null,
  viewer_key uuid not null,
  device_key uuid not null,
  voted_at timestamptz not null,
  is_young boolean not null,
  finished boolean not null,
  liked boolean not null,
  aside text check (aside in ('device', 'busy')),
  primary key (video_id, viewer_key)
);
create index vote_by_device on hearing.vote (device_key, voted_at);

-- Up to where the judged watches of a day have been counted.
create table hearing.mark (
  day date primary key,
  seq bigint not null
);

-- What the public was told about a week. Written once.
create table hearing.week (
  first_day date primary key,
  report jsonb not null,
  made_at timestamptz not null
);
