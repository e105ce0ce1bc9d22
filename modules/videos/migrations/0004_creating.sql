-- why: a clip may wait for its time or be held back, says what others may make of it, and names what it was made with
-- lock: brief; the columns are added with constant defaults, and the new checks hold for every row that the old ones let in
-- half: expand
alter table videos.video
  add column publish_at timestamptz,
  -- The owner's wish; it counts while the clip is public.
  add column allow_duet boolean not null default true,
  add column allow_stitch boolean not null default true,
  add column allow_remix boolean not null default true,
  add column allow_download boolean not null default true,
  -- The direct source, kept when that clip is gone.
  add column credit_kind text check (credit_kind in ('duet', 'stitch', 'remix')),
  add column credit_video_id uuid,
  add column sound_id uuid,
  add column sound_from_ms integer check (sound_from_ms >= 0),
  add column cover_ms integer check (cover_ms >= 0),
  drop constraint video_state_check,
  add constraint video_state_check
    check (state in ('processing', 'scheduled', 'held', 'published', 'refused', 'removed')) not valid,
  drop constraint video_removed_from_check,
  add constraint video_removed_from_check
    check (removed_from in ('processing', 'scheduled', 'held', 'published', 'refused')) not valid,
  add constraint video_scheduled_check check (state <> 'scheduled' or publish_at is not null) not valid,
  add constraint video_credit_check check ((credit_kind is null) = (credit_video_id is null)) not valid,
  add constraint video_sound_check check ((sound_id is null) = (sound_from_ms is null)) not valid;
alter table videos.video validate constraint video_state_check;
alter table videos.video validate constraint video_removed_from_check;
alter table videos.video validate constraint video_scheduled_check;
alter table videos.video validate constraint video_credit_check;
alter table videos.video validate constraint video_sound_check;
create index video_due on videos.video (publish_at) where state = 'scheduled';
create index video_uses on videos.video (credit_video_id, published_at desc, id desc)
  where credit_video_id is not null and state = 'published' and visibility = 'public';
create index video_of_sound on videos.video (sound_id, published_at desc, id desc)
  where sound_id is not null and state = 'published' and visibility = 'public';
