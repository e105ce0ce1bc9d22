-- why: copies of clips to take away are made when somebody first asks; others who ask meanwhile are told how far it is
-- lock: none; a new table
-- half: whole

create table media.download (
  asset_id uuid primary key references media.asset (id),
  state text not null check (state in ('making', 'ready', 'failed')),
  percent smallint check (percent between 0 and 100),
  -- What is written into the picture.
  handle text not null,
  stage_name text not null,
  asked_at timestamptz not null
);
