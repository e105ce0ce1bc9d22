-- why: two people, or two tabs, edit one campaign; an edit says which terms it was made from, and a later one is refused
-- lock: brief; a constant default rewrites nothing
-- half: whole
alter table ads.campaign add column revision integer not null default 1 check (revision > 0);
