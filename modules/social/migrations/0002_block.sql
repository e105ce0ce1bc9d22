-- why: an account may block another: from then on neither meets the other anywhere
-- lock: none, a new table
-- half: whole
create table social.block (
  blocker_id uuid not null,
  blocked_id uuid not null check (blocked_id <> blocker_id),
  created_at timestamptz not null,
  primary key (blocker_id, blocked_id)
);
-- Whoever looks is asked about from both ends.
create index block_blocked on social.block (blocked_id, blocker_id);
create index block_newest on social.block (blocker_id, created_at desc, blocked_id desc);
