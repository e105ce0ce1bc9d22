-- why: renditions are made anew from originals and take the place of the old ones in one moment, while who has an old
--      address goes on playing the old files
-- lock: media.asset for the moment of adding a column and building an index on nothing
-- half: whole

alter table media.asset
  -- Under which id the files are addressed that were made last; null: its own, they are the first.
  add column files_id uuid;
create unique index asset_by_files on media.asset (files_id) where files_id is not null;

-- Files that newer ones have taken the place of, under their old address until nobody has it any more.
create table media.retired_rendition (
  files_id uuid not null,
  file text not null,
  asset_id uuid not null references media.asset (id),
  name text not null,
  kind text not null,
  width integer not null,
  height integer not null,
  bitrate integer not null,
  bytes bigint not null,
  sha256 text not null,
  storage_key text not null unique,
  detail jsonb not null,
  remove_after timestamptz not null,
  primary key (files_id, file)
);
create index retired_by_asset on media.retired_rendition (asset_id);
create index retired_by_end on media.retired_rendition (remove_after);

-- What is made anew: the work is done on an asset of its own, whose files become the other's.
create table media.rebuild (
  work_id uuid primary key,
  asset_id uuid not null references media.asset (id),
  state text not null check (state in ('making', 'done', 'failed')),
  -- Why it failed, as a code of the contract.
  note text,
  asked_at timestamptz not null,
  ended_at timestamptz
);
create unique index rebuild_once on media.rebuild (asset_id) where state = 'making';
