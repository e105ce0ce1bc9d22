-- why: feeds keep a copy of what can be watched and ask every moment what changed since
-- lock: brief, the table is young
-- half: whole
create index video_changed on videos.video (updated_at, id) where published_at is not null;
