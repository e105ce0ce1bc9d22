-- why: what the stage publishes about its money each month, signed and chained, and never changed afterwards
-- lock: none; the table is new
-- half: whole
create schema if not exists transparency;

create table transparency.report (
  month text primary key check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  sequence bigint not null unique check (sequence > 0),
  document text not null,
  hash text not null unique,
  made_at timestamptz not null
);

create function transparency.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'transparency.% is published: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
create trigger report_is_published before update or delete or truncate on transparency.report
  for each statement execute function transparency.refuse_change();
