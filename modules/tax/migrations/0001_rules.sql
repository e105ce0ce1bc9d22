-- why: which tax rules a stage has applied, word for word, and who switched the uncertain ones
-- lock: none, all new
-- half: whole

-- What a rule computes, as text in a fixed order, and its hash: the code brings the rules, this table holds it to them.
create table tax.rule (
  id text primary key,
  country text not null check (length(country) = 2),
  series text not null,
  valid_from date not null,
  body text not null,
  hash text not null check (length(hash) = 64),
  recorded_at timestamptz not null,
  unique (series, valid_from)
);

create table tax.switch (
  n bigint generated always as identity primary key,
  rule_id text not null references tax.rule,
  is_on boolean not null,
  effective_from date not null,
  note text not null,
  operator_id uuid not null,
  switched_at timestamptz not null
);
create index switch_by_rule on tax.switch (rule_id, n);

create function tax.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'tax.% is append-only: % refused; write another row', tg_table_name, tg_op
    using errcode = 'restrict_violation';
end $$;

create trigger append_only before update or delete or truncate on tax.rule
  for each statement execute function tax.refuse_change();
create trigger append_only before update or delete or truncate on tax.switch
  for each statement execute function tax.refuse_change();
