-- why: one payment, whatever it is for; notices of providers; settlement files; invoices
-- lock: none, all new
-- half: whole

create table payments.payment (
  id uuid primary key,
  payer_id uuid not null,
  purpose text not null,
  subject_id uuid not null,
  state text not null default 'waiting' check
    (state in ('waiting', 'paid', 'expired', 'cancelled', 'declined', 'refunding', 'refunded', 'charged_back')),
  lines jsonb not null,
  vat_idr bigint not null check (vat_idr >= 0 and vat_idr < total_idr),
  vat jsonb,
  total_idr bigint not null check (total_idr > 0),
  -- A bank transfer's code; the operator finds it by total and code together.
  code_idr bigint not null check (code_idr between 0 and 999),
  fee_idr bigint not null check (fee_idr >= 0),
  method text not null,
  provider text not null,
  instructions jsonb,
  provider_reference text,
  bank_reference text,
  refunded_idr bigint not null default 0 check (refunded_idr between 0 and total_idr + code_idr),
  reason text,
  decided_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  paid_at timestamptz,
  invoice text unique,
  -- What was moved into the provider's clearing account, and the settlement (or the difference) that emptied it.
  captured_idr bigint not null default 0 check (captured_idr >= 0),
  settled_in uuid,
  polls integer not null default 0,
  poll_at timestamptz,
  check ((state = 'waiting') = (ended_at is null)),
  check ((state in ('paid', 'refunding', 'refunded', 'charged_back')) = (paid_at is not null)),
  check ((paid_at is null) = (invoice is null))
);
create index payment_by_payer on payments.payment (payer_id, created_at desc, id desc);
create index payment_by_time on payments.payment (created_at desc, id desc);
create index payment_by_state on payments.payment (state, created_at desc, id desc);
create index payment_waiting on payments.payment (provider, poll_at) where state = 'waiting';
create index payment_unsettled on payments.payment (provider, paid_at) where captured_idr > 0 and settled_in is null;
-- The operator finds a transfer by its amount alone, so no two that wait may look the same.
create unique index payment_payable on payments.payment ((total_idr + code_idr))
  where state = 'waiting' and provider = 'manual';
create unique index payment_bank_reference on payments.payment (bank_reference);
create index payment_provider_reference on payments.payment (provider, provider_reference);

-- Money on its way back: owed, then sent (by the provider or the operator), then gone from the bank.
create table payments.money_back (
  id uuid primary key,
  payment_id uuid not null references payments.payment,
  kind text not null check (kind in ('refund', 'chargeback')),
  amount_idr bigint not null check (amount_idr > 0),
  reason text not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  bank_reference text,
  -- When it left the bank, by the operator's word or a settlement file's.
  left_at timestamptz,
  -- Why the provider would not send it: the operator does.
  fault text
);
create unique index money_back_once on payments.money_back (payment_id, kind);
create unique index money_back_bank_reference on payments.money_back (bank_reference);

create table payments.inbound (
  provider text not null,
  event_id text not null,
  reference text,
  headers jsonb not null,
  raw bytea not null,
  state text not null check (state in ('kept', 'refused', 'handled', 'unknown')),
  why text,
  received_at timestamptz not null,
  handled_at timestamptz,
  primary key (provider, event_id)
);
create index inbound_refused on payments.inbound (received_at) where state = 'refused';

create table payments.settlement (
  id uuid primary key,
  provider text not null,
  file_name text not null,
  sha256 text not null,
  taken_in_at timestamptz not null,
  lines integer not null,
  matched integer not null,
  gross_idr bigint not null,
  fee_idr bigint not null,
  net_idr bigint not null
);
create index settlement_by_time on payments.settlement (taken_in_at desc, id);

create table payments.settlement_line (
  settlement_id uuid not null references payments.settlement,
  line integer not null,
  reference text not null,
  kind text not null check (kind in ('payment', 'money_back')),
  gross_idr bigint not null check (gross_idr > 0),
  fee_idr bigint not null check (fee_idr between 0 and gross_idr),
  payment_id uuid,
  primary key (settlement_id, line)
);

create table payments.difference (
  id uuid primary key,
  provider text not null,
  kind text not null,
  payment_id uuid,
  reference text not null,
  settlement_id uuid,
  -- What would be booked if an operator says so.
  line_kind text check (line_kind in ('payment', 'money_back')),
  fee_idr bigint,
  expected_idr bigint,
  found_idr bigint,
  found_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by uuid,
  note text,
  check ((resolved_at is null) = (note is null))
);
create index difference_open on payments.difference (found_at desc) where resolved_at is null;
create index difference_by_time on payments.difference (found_at desc, id);
create index difference_by_payment on payments.difference (payment_id);

-- The last number given in a year. It is taken in the transaction that pays, so none is left out.
create table payments.invoice_count (
  year integer primary key,
  last integer not null
);
