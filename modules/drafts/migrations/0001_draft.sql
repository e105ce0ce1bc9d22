-- why: projects of the editor that their owner can open on any device, and clips being made from them
-- lock: none; new tables
-- half: whole

create table drafts.draft (
  -- Made by the client, so that a retry is the same draft.
  id uuid primary key,
  owner_id uuid not null,
  title text not null,
  -- Counts the changes; a change names the one that it changed.
  revision integer not null check (revision > 0),
  project jsonb not null,
  -- Of title and project: the same again is told from a change by it.
  digest text not null,
  project_bytes integer not null,
  -- What its owner's browser says its files measure, of those that are on the stage.
  parts_bytes bigint not null,
  part_uploads uuid[] not null,
  duration_ms integer not null,
  width integer not null,
  height integer not null,
  cover_kind text check (cover_kind in ('video', 'picture', 'clip')),
  cover_id uuid,
  cover_ms integer,
  -- The browser that it was last changed with.
  device_key uuid not null,
  device text,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  removed_at timestamptz,
  check ((cover_kind is null) = (cover_id is null or cover_ms is null))
);
create index draft_of_owner on drafts.draft (owner_id, changed_at desc, id desc) where removed_at is null;
create index draft_removed on drafts.draft (removed_at) where removed_at is not null;

create table drafts.render (
  -- Also the id of the upload that it becomes: a second try makes no second one.
  id uuid primary key,
  draft_id uuid not null references drafts.draft (id) on delete cascade,
  owner_id uuid not null,
  revision integer not null,
  -- As it was when it was asked for.
  project jsonb not null,
  title text not null,
  state text not null check (state in ('waiting', 'working', 'done', 'failed', 'cancelled')),
  percent smallint check (percent between 0 and 100),
  began_at timestamptz,
  upload_id uuid,
  reason_code text,
  reason_params jsonb not null default '{}',
  asked_at timestamptz not null,
  touched_at timestamptz not null,
  check ((state = 'done') = (upload_id is not null)),
  check ((state = 'failed') = (reason_code is not null))
);
create index render_of_draft on drafts.render (draft_id, asked_at desc, id desc);
-- At most one is under way for a draft.
create unique index render_under_way on drafts.render (draft_id) where state in ('waiting', 'working');
create index render_idle on drafts.render (touched_at) where state in ('waiting', 'working');
