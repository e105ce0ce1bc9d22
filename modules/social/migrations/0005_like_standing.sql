-- why: a like moves a clip among the popular ones only when its account watched the clip; each is judged once, and what
--      was left out is told. Likes from before count as they did.
-- lock: brief, but for the check, which reads the table of likes once, and the counts, which are written once
-- half: whole
alter table social.video_like
  add column standing text not null default 'settled'
    check (standing in ('waiting', 'settled', 'young', 'unwatched')),
  -- When it is looked at next; null once it is judged.
  add column judge_at timestamptz;
alter table social.video_like
  alter column standing set default 'waiting',
  add constraint like_is_judged_or_waits check ((standing = 'waiting') = (judge_at is not null)) not valid;
create index video_like_waiting on social.video_like (judge_at) where standing = 'waiting';
create index video_like_left_out on social.video_like (created_at) where standing in ('young', 'unwatched');

-- Of `likes`: by accounts that were here for some time, and by new ones. Both watched the clip.
alter table social.video_count
  add column settled_likes integer not null default 0 check (settled_likes >= 0),
  add column young_likes integer not null default 0 check (young_likes >= 0);
update social.video_count set settled_likes = likes where likes > 0;
