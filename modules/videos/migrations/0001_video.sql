-- why: what a creator posted: the words, who may see it, and where it stands
-- lock: none; a new table
-- half: whole

create table videos.video (
  id uuid primary key,
  owner_id uuid not null,
  -- One upload, one video: this is what makes a second submit the first one again.
  upload_id uuid not null unique,
  asset_id uuid not null unique,
  caption text not null,
  tags text[] not null,
  mentions text[] not null,
  visibility text not null check (visibility in ('public', 'followers', 'private', 'unlisted')),
  state text not null check (state in ('processing', 'published', 'refused', 'removed')),
  -- What it was before its owner removed it.
  removed_from text check (removed_from in ('processing', 'published', 'refused')),
  reason_code text,
  reason_params jsonb not null default '{}',
  duration_ms integer,
  width integer,
  height integer,
  created_at timestamptz not null,
  published_at timestamptz,
  removed_at timestamptz,
  updated_at timestamptz not null,
  check (state <> 'published' or (published_at is not null and duration_ms is not null and width is not null and height is not null)),
  check ((state = 'removed') = (removed_at is not null and removed_from is not null))
);
create index video_of_owner on videos.video (owner_id, created_at desc, id desc);
create index video_published_of_owner on videos.video (owner_id, published_at desc, id desc) where state = 'published';
create index video_public on videos.video (published_at, id) where state = 'published' and visibility = 'public';
create index video_public_tags on videos.video using gin (tags) where state = 'published' and visibility = 'public';
