-- why: what the feed's score counts and by which rules it is arranged, as operators set it, with every version kept; and
--      experiments with other settings for some viewers
-- lock: none, new tables
-- half: whole
create schema if not exists tuning;

-- One row a publication; none is ever changed or deleted. Version 0 is what the code brings and has no row. Each follows
-- the one before, so of two operators who publish at once one meets the other's row.
create table tuning.version (
  version integer primary key check (version > 0),
  settings jsonb not null,
  changes jsonb not null, -- [{ field, from, to }] against the version before
  note text not null check (note <> ''),
  back_to integer check (back_to >= 0 and back_to < version), -- an earlier version that was published anew
  published_by uuid not null,
  published_at timestamptz not null
);

-- Settings for some viewers, beside each other. A viewer's place among 1,000 comes from a hash; experiments that run at the
-- same time hold different places, so a viewer is in one at most. Nothing is kept about who is in which.
create table tuning.experiment (
  id uuid primary key,
  name text not null,
  why text not null,
  metric text not null,
  salt text not null, -- which arm a viewer is in
  first_place integer not null check (first_place >= 0),
  places integer not null check (places > 0 and first_place + places <= 1000),
  started_by uuid not null,
  started_at timestamptz not null,
  ended_by uuid, -- null where it ended by itself
  ended_at timestamptz,
  ended_note text,
  reading jsonb, -- the last one
  check ((ended_at is null) = (ended_note is null)),
  exclude using gist (int4range(first_place, first_place + places) with &&) where (ended_at is null)
);

create table tuning.arm (
  experiment_id uuid not null references tuning.experiment,
  arm smallint not null check (arm between 0 and 3), -- 0 is what was published when it began
  name text not null,
  settings jsonb not null,
  stopped_at timestamptz, -- before the experiment: it was worse than the bound of a guardrail
  stopped_by text,
  primary key (experiment_id, arm),
  check ((stopped_at is null) = (stopped_by is null))
);

-- Figures of a day that is over. Sums alone: no viewer is in them.
create table tuning.day (
  day date primary key,
  figures jsonb not null,
  made_at timestamptz not null
);
