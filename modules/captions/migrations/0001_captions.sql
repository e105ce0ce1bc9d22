-- why: captions of clips, a track a language, and the requests to have them written by a program
-- lock: none, new tables
-- half: whole

-- A removed track keeps its row: for some days its cues can be brought back, and after that its revision still goes on
-- counting, so that an address with a revision never names two texts.
create table captions.track (
  video_id uuid not null,
  lang text not null check (lang ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$'),
  owner_id uuid not null,
  kind text not null check (kind in ('written', 'translated', 'auto')),
  source_lang text,
  published boolean not null,
  -- [[start_ms, end_ms, text], …] by start
  cues jsonb not null check (jsonb_typeof(cues) = 'array'),
  cue_count integer not null,
  -- cues that say something: a translation begins with none
  said_count integer not null check (said_count between 0 and cue_count),
  revision integer not null check (revision > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  removed_at timestamptz,
  primary key (video_id, lang)
);
create index track_removed on captions.track (removed_at) where removed_at is not null and cue_count > 0;

create table captions.auto_request (
  id uuid primary key,
  video_id uuid not null,
  owner_id uuid not null,
  lang text not null,
  state text not null check (state in ('waiting', 'working', 'done', 'failed')),
  percent integer check (percent between 0 and 100),
  reason_code text,
  attempt integer not null,
  requested_at timestamptz not null,
  touched_at timestamptz not null,
  check ((state = 'failed') = (reason_code is not null))
);
create index auto_request_video on captions.auto_request (video_id, requested_at desc);
create index auto_request_owner on captions.auto_request (owner_id, requested_at desc);
-- One at a time for a clip: a second tap finds the first.
create unique index auto_request_running on captions.auto_request (video_id) where state in ('waiting', 'working');
