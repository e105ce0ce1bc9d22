-- why: money that only moves: accounts with limits, immutable transfers, hash-chained batches
-- lock: none that matters; every table is new
-- half: whole
create schema if not exists ledger;

-- What an account is. Nothing here ever changes; what it holds is in ledger.balance, whether it is closed in
-- ledger.closing. pk is a surrogate that never leaves this schema: it halves the width of the index on balances.
create table ledger.account (
  pk bigint generated always as identity primary key,
  id uuid not null constraint account_id_unique unique,
  ledger integer not null check (ledger > 0),
  code integer not null check (code >= 0),
  flags smallint not null check (flags in (0, 1, 2)), -- 1: debits must not exceed credits, 2: the reverse
  opened_at timestamptz not null
);

create table ledger.closing (
  n bigint generated always as identity primary key,
  account bigint not null references ledger.account (pk),
  closed boolean not null,
  at timestamptz not null
);
create index closing_account on ledger.closing (account, n);

create table ledger.batch (
  n bigint primary key,
  first_seq bigint not null,
  count integer not null check (count > 0),
  at timestamptz not null,
  prev bytea not null check (length(prev) = 32),
  hash bytea not null check (length(hash) = 32)
);
create index batch_at on ledger.batch (at, n);

-- seq has no gap; kind: 1 single, 2 pending, 3 post, 4 void, 5 expire. No foreign key to account: the engine has read
-- both rows when it writes, and verifyChain finds a transfer without its accounts.
create table ledger.transfer (
  seq bigint primary key,
  batch bigint not null,
  debit bigint not null,
  credit bigint not null,
  amount bigint not null check (amount > 0),
  id uuid not null constraint transfer_id_unique unique,
  ledger integer not null,
  code integer not null,
  kind smallint not null check (kind between 1 and 5),
  linked boolean not null,
  timeout_s integer check (timeout_s is null or (timeout_s > 0 and kind = 2)),
  source_kind integer,
  chain_id uuid,
  pending_id uuid check ((pending_id is not null) = (kind >= 3)),
  source_id uuid,
  reason text,
  constraint transfer_between_two check (debit <> credit)
);
-- A pending transfer resolves once, whatever the code above believes.
create unique index transfer_resolves_once on ledger.transfer (pending_id) where pending_id is not null;

-- What an account held after a batch that moved it, and between which seqs its transfers of that batch lie. The last
-- row is the balance; a new row is cheaper than an update of the old one and its two statement indexes together
-- (7 µs for 17, measured), keeps every past balance, and leaves a hot account without dead versions.
-- Sums are numeric, not bigint: 2^63 millionths of a rupiah is a sum that a large stage can reach.
create table ledger.balance (
  account bigint not null,
  batch bigint not null,
  first_seq bigint not null,
  last_seq bigint not null,
  flags smallint not null,
  debits_posted numeric(38, 0) not null check (debits_posted >= 0),
  credits_posted numeric(38, 0) not null check (credits_posted >= 0),
  debits_pending numeric(38, 0) not null check (debits_pending >= 0),
  credits_pending numeric(38, 0) not null check (credits_pending >= 0),
  primary key (account, batch),
  constraint balance_within_credits check (flags <> 1 or debits_posted + debits_pending <= credits_posted),
  constraint balance_within_debits check (flags <> 2 or credits_posted + credits_pending <= debits_posted)
);

-- Pending transfers that nothing has resolved yet: kept so that expiry need not read history, and held against history
-- by the audit.
create table ledger.open_pending (
  id uuid primary key,
  expires_at timestamptz
);
create index open_pending_expires on ledger.open_pending (expires_at) where expires_at is not null;

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'ledger.% is append-only: % refused; a correction is another transfer', tg_table_name, tg_op
    using errcode = 'restrict_violation';
end $$;

create trigger append_only before update or delete or truncate on ledger.account
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.closing
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.batch
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.transfer
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.balance
  for each statement execute function ledger.refuse_change();

-- The two steps of a batch are functions for two reasons. Their plans are made once a connection, for few rows: with the
-- true row count the planner would rather read whole tables than look up a thousand rows, ten times slower. And a batch
-- crosses to the server twice instead of seven times.

-- Takes the lock of the ledger's one writer until the transaction ends, and reads what a batch is decided on. Every
-- statement of a volatile function sees what was committed before that statement, so the reads come after the lock.
-- The caller may remember accounts as of the batch with the hash `expected` and the closing `expected_closing`; while
-- both are still the last ones, `trusted` says so and only `others` are read, else `remembered` too.
-- accounts: one line each, "pk id ledger flags closed debits_posted credits_posted debits_pending credits_pending".
create function ledger.hold(
  expected bytea, expected_closing bigint, remembered uuid[], others uuid[], transfer_ids uuid[],
  out batch bigint, out last_seq bigint, out hash bytea, out at timestamptz, out closing bigint,
  out trusted boolean, out accounts text, out known uuid[])
language plpgsql volatile set plan_cache_mode = force_generic_plan as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('panggung.ledger', 0));
  select b.n, b.first_seq + b.count - 1, b.hash, b.at into batch, last_seq, hash, at
    from ledger.batch b order by b.n desc limit 1;
  select coalesce(max(c.n), 0) into closing from ledger.closing c;
  trusted := hash = expected and closing = expected_closing;
  if trusted is not true then
    others := others || remembered;
  end if;
  if cardinality(others) > 0 then
    select string_agg(concat_ws(' ', a.pk, a.id, a.ledger, a.flags, coalesce(c.closed, false)::int,
        coalesce(b.debits_posted, 0), coalesce(b.credits_posted, 0),
        coalesce(b.debits_pending, 0), coalesce(b.credits_pending, 0)), E'\n') into accounts
      from ledger.account a
      left join lateral (select * from ledger.balance where account = a.pk order by batch desc limit 1) b on true
      left join lateral (select * from ledger.closing where account = a.pk order by n desc limit 1) c on true
      where a.id = any(others);
  end if;
  select array_agg(t.id) into known from ledger.transfer t where t.id = any(transfer_ids);
end $$;

-- Appends a decided batch. Arrays of one kind run in parallel, a row each; one that is empty stands for nulls or zeros.
create function ledger.append(
  n bigint, first_seq bigint, at timestamptz, prev bytea, hash bytea,
  debits bigint[], credits bigint[], amounts bigint[], ids uuid[], ledgers integer[], codes integer[],
  kinds smallint[], links boolean[], timeouts integer[], source_kinds integer[],
  chain_ids uuid[], pending_ids uuid[], source_ids uuid[], reasons text[],
  accounts bigint[], firsts integer[], lasts integer[], flags smallint[],
  dp numeric[], cp numeric[], dq numeric[], cq numeric[])
returns void language sql volatile set plan_cache_mode = force_generic_plan
begin atomic
  insert into ledger.batch (n, first_seq, count, at, prev, hash)
    values (append.n, append.first_seq, cardinality(ids), append.at, append.prev, append.hash);
  insert into ledger.transfer (seq, batch, debit, credit, amount, id, ledger, code, kind, linked,
      timeout_s, source_kind, chain_id, pending_id, source_id, reason)
    select append.first_seq + r.place - 1, append.n, r.debit, r.credit, r.amount, r.id, r.ledger, r.code,
      coalesce(r.kind, 1::smallint), coalesce(r.linked, false),
      r.timeout_s, r.source_kind, r.chain_id, r.pending_id, r.source_id, r.reason
    from unnest(debits, credits, amounts, ids, ledgers, codes, kinds, links, timeouts, source_kinds,
      chain_ids, pending_ids, source_ids, reasons) with ordinality
      as r (debit, credit, amount, id, ledger, code, kind, linked, timeout_s, source_kind,
        chain_id, pending_id, source_id, reason, place);
  insert into ledger.balance (account, batch, first_seq, last_seq, flags,
      debits_posted, credits_posted, debits_pending, credits_pending)
    select r.account, append.n, append.first_seq + r.first, append.first_seq + r.last, coalesce(r.flags, 0::smallint),
      coalesce(r.dp, 0), coalesce(r.cp, 0), coalesce(r.dq, 0), coalesce(r.cq, 0)
    from unnest(accounts, firsts, lasts, append.flags, append.dp, append.cp, append.dq, append.cq)
      as r (account, first, last, flags, dp, cp, dq, cq);
end;
