-- why: what each audit found, so that the last one can be shown and a failure is not forgotten
-- lock: none, a new table
-- half: whole
create table admin.audit (
  at timestamptz primary key,
  ok boolean not null,
  checks jsonb not null
);
