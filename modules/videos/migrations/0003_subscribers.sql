-- why: a video may be for its creator's subscribers alone
-- lock: brief; the new check holds for every row that the old one let in, and is proved without the lock
-- half: whole
alter table videos.video
  drop constraint video_visibility_check,
  add constraint video_visibility_check
    check (visibility in ('public', 'followers', 'subscribers', 'private', 'unlisted')) not valid;
alter table videos.video validate constraint video_visibility_check;
