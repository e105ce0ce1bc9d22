-- why: what nobody needs any more makes room: uploads that were never posted, files of clips, drafts and sounds that can
--      not be brought back
-- lock: media.upload and media.asset for the moment of changing a constraint and adding a column; the constraint is
--       checked against every upload once
-- half: whole

alter table media.upload drop constraint upload_ended_by_check;
alter table media.upload
  -- released: it had arrived, and its files are gone because nobody needed them.
  add constraint upload_ended_by_check check (ended_by in ('corrupt', 'released')),
  -- When its owner gave it up although it had arrived: it goes as soon as nobody works on it.
  add column discarded_at timestamptz;

alter table media.asset
  -- When it was first seen that nothing needs it; null while something does.
  add column unneeded_since timestamptz;
create index upload_copied on media.upload (copy_of) where state = 'open';

-- Files that no row names any more, until nobody can have their address.
create table media.doomed_file (
  storage_key text primary key,
  remove_after timestamptz not null
);
create index doomed_by_end on media.doomed_file (remove_after);

-- How far the look at what is needed has come; there is one at a time.
create table media.look_around (
  id smallint primary key default 1 check (id = 1),
  after_id uuid not null,
  ended_at timestamptz
);
