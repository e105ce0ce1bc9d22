-- why: what a viewer sent on, once a viewer and clip: a creator sees how many did, and the feed may learn from it
-- lock: brief; the column is added with a constant default
-- half: whole
create table social.share (
  viewer_key uuid not null, -- an account, or the browser's own key of someone without one
  video_id uuid not null,
  -- How it was sent the first time; no hour, no receiver.
  channel text not null check (channel in ('link', 'sheet', 'download')),
  day date not null, -- in UTC
  primary key (viewer_key, video_id)
);
create index share_video on social.share (video_id);

alter table social.video_count add column shares integer not null default 0;
