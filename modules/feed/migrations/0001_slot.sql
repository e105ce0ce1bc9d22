-- why: what was offered in which place and with which probability, for evaluating another ranking on what happened
-- lock: none, a new table
-- half: whole

-- Names no viewer: the ticket leads to the watch while that is kept. A day is dropped whole when it is old.
create table feed.slot (
  offered_at timestamptz not null,
  request_id uuid not null, -- shared by the slots of one page
  ticket_id uuid not null,
  video_id uuid not null,
  position integer not null,
  source text not null,
  propensity real not null check (propensity > 0 and propensity <= 1),
  model integer not null -- version of the ranker
) partition by range (offered_at);
create index slot_by_time on feed.slot using brin (offered_at);
