-- why: who sent a clip on is kept for some days and not for ever; how many did stays, and the audit can still add it up
-- lock: brief; the column is added with a constant default, and shares wait while the index is built
-- half: whole
alter table social.video_count add column shares_dropped integer not null default 0; -- of its shares, those without a row

create index share_day on social.share (day);
