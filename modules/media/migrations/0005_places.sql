-- why: files move between disk and object storage and are looked after: what has moved is removed from its old place
--      later than any reader, and what a verification found is kept
-- lock: none; new tables
-- half: whole

create table media.moved_file (
  -- The place to remove it from.
  place text not null,
  storage_key text not null,
  -- The place that must have it, byte for byte, before that.
  kept_in text not null,
  bytes bigint not null,
  sha256 text not null,
  remove_after timestamptz not null,
  primary key (place, storage_key)
);
create index moved_by_end on media.moved_file (remove_after);

-- How far the verification of all files has come; there is one at a time.
create table media.verification (
  id smallint primary key default 1 check (id = 1),
  began_at timestamptz not null,
  after_id uuid not null,
  files bigint not null default 0,
  bytes bigint not null default 0,
  ended_at timestamptz
);

create table media.file_fault (
  storage_key text primary key,
  asset_id uuid not null,
  is_original boolean not null,
  what text not null check (what in ('missing', 'length', 'content', 'unreadable')),
  found_at timestamptz not null
);
create index fault_by_asset on media.file_fault (asset_id);
