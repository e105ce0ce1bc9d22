-- why: a clip may be marked 18+, by its owner or, with a reason, by the stage; each decision of an operator is on record
-- lock: brief; the columns are added with constant defaults, the table is new
-- half: expand
alter table videos.video
  add column age_by_owner boolean not null default false,
  -- Why the stage marked it; null: it did not.
  add column age_reason text;

create table videos.age_ruling (
  id uuid primary key,
  video_id uuid not null,
  operator_id uuid not null,
  is_age_restricted boolean not null,
  reason text not null,
  ruled_at timestamptz not null
);
create index age_ruling_newest on videos.age_ruling (ruled_at desc, id desc);
create index age_ruling_of_video on videos.age_ruling (video_id, ruled_at desc, id desc);
