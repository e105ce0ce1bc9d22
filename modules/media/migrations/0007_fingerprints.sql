-- why: files that were uploaded again are found, by their bytes and by what they look like
-- lock: media.asset against writes while the index on sha256 is built; new tables otherwise
-- half: whole

create index asset_by_sha256 on media.asset (sha256);

-- What a clip looks like: 64 bits a picture, several pictures a second (process/fingerprint.ts).
create table media.fingerprint (
  asset_id uuid primary key references media.asset (id),
  -- A short number for the table below, which is by far the larger.
  no bigint generated always as identity unique,
  owner_id uuid not null,
  -- Hashes of whole pictures, then of their inner nine tenths: eight bytes each, in order of time.
  whole bytea not null,
  inner_part bytea not null,
  made_at timestamptz not null
);

-- 24 bits of a hash, and whose they are: what looks alike shares some of them. One row is some 80 bytes with its
-- index, a clip of 15 s has up to 120.
create table media.fingerprint_key (
  key integer not null,
  fingerprint_no bigint not null,
  primary key (key, fingerprint_no)
);

-- Pairs that are likely the same recording; the later upload first.
create table media.resemblance (
  id bigint generated always as identity unique,
  asset_id uuid not null references media.asset (id),
  other_id uuid not null references media.asset (id),
  kind text not null check (kind in ('same_file', 'same_picture')),
  -- How much of the shorter one is in the other, 0 to 1.
  share real not null,
  -- Where the other's beginning lies in this one, in milliseconds; negative when this one begins within the other.
  offset_ms integer not null,
  is_same_owner boolean not null,
  found_at timestamptz not null,
  primary key (asset_id, other_id)
);
create index resemblance_across on media.resemblance (id) where not is_same_owner;
