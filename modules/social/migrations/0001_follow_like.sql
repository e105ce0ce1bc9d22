-- why: who follows whom, who likes what, and the counts that pages show
-- lock: none, new tables
-- half: whole
create table social.follow (
  follower_id uuid not null,
  followed_id uuid not null check (followed_id <> follower_id),
  created_at timestamptz not null,
  primary key (follower_id, followed_id)
);
create index follow_followed on social.follow (followed_id, created_at);

create table social.video_like (
  account_id uuid not null,
  video_id uuid not null,
  created_at timestamptz not null,
  primary key (account_id, video_id)
);
create index video_like_video on social.video_like (video_id);

-- Counts are kept beside the rows, changed in the same transaction and re-derived by the nightly audit.
create table social.account_count (
  account_id uuid primary key,
  followers int not null default 0 check (followers >= 0),
  following int not null default 0 check (following >= 0)
);
create table social.video_count (
  video_id uuid primary key,
  likes int not null default 0 check (likes >= 0)
);
