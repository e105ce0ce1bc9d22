-- why: sounds that clips may sound with, and which clips do
-- lock: none; new tables
-- half: whole

create table sounds.sound (
  id uuid primary key,
  owner_id uuid not null,
  title text not null,
  artist text not null,
  use text not null check (use in ('everyone', 'me')),
  state text not null check (state in ('processing', 'ready', 'refused', 'removed')),
  -- What it was before its owner took it out.
  removed_from text check (removed_from in ('processing', 'ready', 'refused')),
  source text not null check (source in ('upload', 'clip')),
  -- One upload, one sound: a second submit is the first again. Null while a clip's own sound is being taken out of it.
  upload_id uuid unique,
  asset_id uuid unique,
  -- One clip, one own sound.
  source_video_id uuid unique,
  source_asset_id uuid,
  reason_code text,
  reason_params jsonb not null default '{}',
  duration_ms integer,
  -- What it is found by: groups of three letters of title, artist and handle, see letter-groups.ts.
  letters text[] not null,
  -- Rows of sounds.use, kept here because lists are sorted by it.
  clip_count integer not null default 0 check (clip_count >= 0),
  created_at timestamptz not null,
  -- When its owner said that it may be shared.
  rights_at timestamptz not null,
  removed_at timestamptz,
  updated_at timestamptz not null,
  check ((state = 'removed') = (removed_at is not null and removed_from is not null)),
  check ((source = 'clip') = (source_video_id is not null and source_asset_id is not null)),
  check (source = 'clip' or (upload_id is not null and asset_id is not null))
);
create index sound_of_owner on sounds.sound (owner_id, created_at desc, id desc);
create index sound_popular on sounds.sound (clip_count desc, created_at desc, id desc)
  where state = 'ready' and use = 'everyone';
create index sound_letters on sounds.sound using gin (letters) where state = 'ready';

-- Public clips that use a sound. A clip has at most one.
create table sounds.use (
  video_id uuid primary key,
  sound_id uuid not null references sounds.sound (id),
  used_at timestamptz not null
);
create index use_of_sound on sounds.use (sound_id);
