-- why: uploads in progress, the assets they become, and the files made from each
-- lock: none; new tables
-- half: whole

create table media.upload (
  id uuid primary key,
  owner_id uuid not null,
  -- The asset's id is chosen before the first byte, so that finishing twice makes one asset.
  asset_id uuid not null unique,
  length_bytes bigint not null check (length_bytes > 0),
  file_name text not null,
  file_type text not null,
  state text not null check (state in ('open', 'received', 'expired')),
  created_at timestamptz not null,
  touched_at timestamptz not null,
  received_at timestamptz
);
create index upload_open_by_owner on media.upload (owner_id, touched_at) where state = 'open';
create index upload_open_by_age on media.upload (touched_at) where state = 'open';

create table media.asset (
  id uuid primary key,
  upload_id uuid not null unique references media.upload (id),
  owner_id uuid not null,
  state text not null check (state in ('received', 'probing', 'playable', 'ready', 'refused')),
  original_key text not null,
  original_bytes bigint not null,
  sha256 text not null,
  -- Whether its files may be read without a signature.
  is_open boolean not null default false,
  duration_ms integer,
  width integer,
  height integer,
  blurhash text,
  reason_code text,
  reason_params jsonb not null default '{}',
  -- Why rungs are missing from an asset that plays all the same.
  ladder_fault text,
  stage text not null default 'waiting' check (stage in ('waiting', 'reading', 'copying', 'encoding', 'done', 'refused')),
  percent smallint check (percent between 0 and 100),
  -- Each start of work counts an attempt: outputs of an attempt that died are told by its number.
  attempt integer not null default 0,
  -- Failures that may be the file's own.
  fault_count integer not null default 0,
  received_at timestamptz not null,
  worked_at timestamptz not null,
  playable_at timestamptz,
  ready_at timestamptz,
  refused_at timestamptz,
  check ((state = 'refused') = (reason_code is not null))
);
create index asset_unfinished on media.asset (worked_at) where state in ('received', 'probing', 'playable');

create table media.rendition (
  asset_id uuid not null references media.asset (id),
  -- The last part of its address: source.mp4, 720.mp4, poster.webp.
  file text not null,
  name text not null,
  kind text not null check (kind in ('video', 'poster')),
  width integer not null,
  height integer not null,
  -- Bits a second, averaged; 0 for a picture.
  bitrate integer not null,
  bytes bigint not null,
  sha256 text not null,
  storage_key text not null unique,
  made_at timestamptz not null,
  primary key (asset_id, file)
);
