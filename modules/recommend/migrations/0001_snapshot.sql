-- why: what was learned, so that a restart goes on where it stopped, and an operator can go back to an earlier model
-- lock: none, new tables
-- half: whole

create table recommend.snapshot (
  version integer generated always as identity (start with 10) primary key,
  made_at timestamptz not null,
  learned bigint not null, -- outcomes
  log_loss real, -- of the last hour, each lesson foretold before it was learned
  state text not null default 'kept' check (state in ('kept', 'rejected')),
  bytes bytea not null -- compressed; with the place in the stream up to which it has learned
);
alter table recommend.snapshot alter column bytes set storage external;

-- To which model was gone back, by whom ever: each node follows the newest.
create table recommend.choice (
  id integer generated always as identity primary key,
  version integer not null,
  chosen_at timestamptz not null
);
