-- why: who is paid and where to, payouts with their tax lines, batches that two people approve, tax slips
-- lock: none, all new
-- half: whole

-- Columns that end in _sealed hold one encrypted field each: keyId.base64url(nonce, tag, text).
create table payouts.payee (
  account_id uuid primary key,
  form text not null check (form in ('individual', 'entity')),
  country text not null check (country ~ '^[A-Z]{2}$'),
  name_sealed text not null,
  birth_date_sealed text,
  national_id_sealed text,
  tax_id_sealed text,
  guardian_name_sealed text,
  tier smallint not null check (tier between 0 and 2),
  state text not null check (state in ('waiting', 'verified', 'rejected')),
  waits_for text check (
    waits_for in ('bank_account', 'name_differs', 'guardian', 'entity', 'foreign', 'after_rejection')
  ),
  reason text,
  hold_until timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  check ((state = 'verified') = (tier > 0)),
  check ((state = 'waiting') = (waits_for is not null))
);
create index payee_by_state on payouts.payee (state, changed_at desc);

create table payouts.bank_account (
  id uuid primary key,
  account_id uuid not null references payouts.payee,
  bank_code text not null,
  account_number_sealed text not null,
  account_holder_sealed text not null,
  state text not null check (state in ('usable', 'checking', 'rejected', 'closed', 'replaced', 'removed')),
  reason text,
  added_at timestamptz not null,
  ended_at timestamptz,
  check ((state in ('usable', 'checking')) = (ended_at is null))
);
create unique index bank_account_live on payouts.bank_account (account_id) where ended_at is null;
create index bank_account_by_payee on payouts.bank_account (account_id, added_at desc);

-- Who read or decided what about a payee, and why. Never changed.
create table payouts.payee_record (
  id uuid primary key,
  account_id uuid not null,
  operator_id uuid not null,
  what text not null check (what in ('unmasked', 'verified', 'rejected', 'bank_file', 'tax_file')),
  fields text[] not null,
  reason text not null,
  at timestamptz not null
);
create index payee_record_by_account on payouts.payee_record (account_id, at desc);

create table payouts.schedule (
  account_id uuid primary key references payouts.payee,
  kind text not null check (kind in ('on_demand', 'weekly', 'monthly')),
  -- The first day of the last period that was served.
  served date
);

create table payouts.batch (
  id uuid primary key,
  provider text not null,
  state text not null check (state in ('made', 'approved', 'sent', 'done', 'discarded')),
  made_by uuid not null,
  made_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  single_operator boolean not null default false,
  -- Fixed at approval; until then the sum follows the payouts.
  count integer,
  ctrl_sum_idr bigint check (ctrl_sum_idr > 0),
  sent_by uuid,
  sent_at timestamptz,
  sent_format text,
  discarded_by uuid,
  discard_reason text,
  check ((approved_by is null) = (approved_at is null)),
  check ((approved_by is null) = (ctrl_sum_idr is null)),
  check (approved_by is distinct from made_by or approved_by is null or single_operator),
  check (state not in ('approved', 'sent', 'done') or approved_by is not null)
);
create index batch_by_time on payouts.batch (made_at desc);

create table payouts.batch_file (
  batch_id uuid not null references payouts.batch,
  format text not null,
  sha256 text not null,
  content_sealed text not null,
  made_by uuid not null,
  made_at timestamptz not null,
  primary key (batch_id, format)
);

create table payouts.payout (
  id uuid primary key,
  account_id uuid not null references payouts.payee,
  state text not null check (state in ('requested', 'approved', 'sent', 'paid', 'returned', 'cancelled', 'failed')),
  trigger text not null check (trigger in ('request', 'schedule')),
  provider text not null,
  income text not null,
  -- What was asked for; null: all that was available.
  asked_idr bigint,
  gross_idr bigint not null check (gross_idr > 0),
  tax_idr bigint not null check (tax_idr >= 0),
  fee_idr bigint not null check (fee_idr >= 0),
  net_idr bigint not null check (net_idr > 0),
  bank_account_id uuid not null references payouts.bank_account,
  batch_id uuid references payouts.batch,
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  requested_at timestamptz not null,
  approved_at timestamptz,
  sent_at timestamptz,
  ended_at timestamptz,
  -- When it was recorded as paid; stays when it came back afterwards.
  paid_at timestamptz,
  -- The bank's day of payment; stays when it came back afterwards.
  paid_on date,
  bank_reference text,
  provider_ref text,
  reason_code text check (
    reason_code in ('account_closed', 'account_not_found', 'name_mismatch', 'over_limit', 'bank_refused', 'other')
  ),
  reason text,
  tries integer not null default 0,
  next_try_at timestamptz,
  check (net_idr = gross_idr - tax_idr - fee_idr),
  check ((state in ('paid', 'returned', 'cancelled', 'failed')) = (ended_at is not null)),
  check (state <> 'paid' or (paid_on is not null and bank_reference is not null)),
  check ((paid_on is null) = (paid_at is null)),
  check ((state in ('returned', 'failed')) = (reason_code is not null)),
  check (state not in ('approved', 'sent') or batch_id is not null)
);
create index payout_by_account on payouts.payout (account_id, requested_at desc);
create index payout_by_state on payouts.payout (state, requested_at);
create index payout_by_batch on payouts.payout (batch_id);
create index payout_by_paid_on on payouts.payout (paid_on) where paid_on is not null;
create index payout_by_paid_at on payouts.payout (paid_at) where paid_at is not null;
create index payout_by_ended_at on payouts.payout (ended_at) where ended_at is not null;
create index payout_to_try on payouts.payout (next_try_at) where state = 'sent';
create unique index payout_provider_ref on payouts.payout (provider, provider_ref);

-- The way of a payout has no way back, and its amounts never change.
create function payouts.guard_payout() returns trigger language plpgsql as $$
begin
  if (new.id, new.account_id, new.gross_idr, new.tax_idr, new.fee_idr, new.net_idr, new.bank_account_id, new.provider)
    is distinct from
    (old.id, old.account_id, old.gross_idr, old.tax_idr, old.fee_idr, old.net_idr, old.bank_account_id, old.provider)
  then
    raise exception 'a payout''s amounts and addressee never change';
  end if;
  if new.state <> old.state and (old.state, new.state) not in (
    ('requested', 'approved'), ('requested', 'cancelled'), ('approved', 'requested'), ('approved', 'sent'),
    ('sent', 'paid'), ('sent', 'returned'), ('sent', 'failed'), ('paid', 'returned')
  ) then
    raise exception 'a payout does not go from % to %', old.state, new.state;
  end if;
  return new;
end $$;
create trigger guard_payout before update on payouts.payout for each row execute function payouts.guard_payout();

create table payouts.tax_line (
  payout_id uuid not null references payouts.payout,
  place smallint not null,
  rule_id text not null,
  kind text not null,
  remit_as text not null,
  article text not null,
  certainty text not null check (certainty in ('settled', 'uncertain')),
  base_idr bigint not null check (base_idr >= 0),
  tax_idr bigint not null check (tax_idr >= 0),
  steps jsonb not null,
  primary key (payout_id, place)
);

-- Notices of providers, each once.
create table payouts.notice (
  provider text not null,
  event_id text not null,
  body_sealed text not null,
  payout_id uuid,
  received_at timestamptz not null,
  handled_at timestamptz,
  primary key (provider, event_id)
);

-- A provider said something that can't be so: a person must look.
create table payouts.contradiction (
  id uuid primary key,
  payout_id uuid not null references payouts.payout,
  was text not null,
  said text not null,
  at timestamptz not null,
  resolved_by uuid,
  resolved_at timestamptz,
  note text,
  unique (payout_id, was, said),
  check ((resolved_by is null) = (resolved_at is null) and (resolved_by is null) = (note is null))
);
create index contradiction_open on payouts.contradiction (at) where resolved_at is null;

create table payouts.slip_counter (
  kind text not null,
  year text not null,
  last integer not null,
  primary key (kind, year)
);

create table payouts.slip (
  id uuid primary key,
  kind text not null,
  year text not null,
  sequence integer not null check (sequence > 0),
  number text not null unique,
  account_id uuid not null,
  month text not null,
  article text not null,
  object_code text not null,
  gross_idr bigint not null,
  base_idr bigint not null,
  tax_idr bigint not null,
  payout_ids uuid[] not null,
  last_paid_on date not null,
  -- Who was withheld from and who withheld, as they were on the day of issue.
  people_sealed text not null,
  issued_at timestamptz not null,
  corrects uuid unique references payouts.slip,
  unique (kind, year, sequence)
);
create index slip_by_account on payouts.slip (account_id, month desc);
-- One first slip; whatever follows corrects the one before, once.
create unique index slip_first on payouts.slip (account_id, month, kind) where corrects is null;
create index slip_by_month on payouts.slip (month, kind);

create function payouts.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is only added to', tg_table_name;
end $$;
create trigger slip_stays before delete or truncate on payouts.slip
  for each statement execute function payouts.refuse_change();
create trigger record_stays before update or delete or truncate on payouts.payee_record
  for each statement execute function payouts.refuse_change();
create trigger tax_line_stays before update or delete or truncate on payouts.tax_line
  for each statement execute function payouts.refuse_change();

-- Only the key under which a slip's people are sealed may be renewed.
create function payouts.guard_slip() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'people_sealed' <> to_jsonb(old) - 'people_sealed' then
    raise exception 'a slip that was issued never changes';
  end if;
  return new;
end $$;
create trigger guard_slip before update on payouts.slip for each row execute function payouts.guard_slip();
