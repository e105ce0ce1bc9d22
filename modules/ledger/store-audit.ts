/** Reads that prove: each is one statement, so that it sees one instant of the ledger while money moves on. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { type TransferRow, transferColumns } from './store-read.ts'

/** For statements that read everything once: whatever the planner's statistics say, joins are hashed. With the nested
 *  loops that fresh tables tempt it into, 100,000 transfers take minutes instead of a second. */
export const expectToReadAll = (tx: Tx) =>
  tx.run(sql`select set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)`)

export interface LedgerSums {
  readonly ledger: number
  readonly dp: string
  readonly cp: string
  readonly dq: string
  readonly cq: string
}

export const sumAccounts = (on: Queryable) =>
  on.all(sql<LedgerSums>`
    select a.ledger, sum(b.debits_posted) as dp, sum(b.credits_posted) as cp,
      sum(b.debits_pending) as dq, sum(b.credits_pending) as cq
    from ledger.account a
    cross join lateral (select * from ledger.balance where account = a.pk order by batch desc limit 1) b
    group by a.ledger order by a.ledger`)

export interface DriftRow {
  readonly id: string | null
  readonly batch: bigint
  readonly kept: string | null
  readonly derived: string | null
}

/** Every kept balance, of now and of the past, that is not what the transfers up to its batch add up to, that lacks its
 *  transfers, or is missing. Compared as one text: debits posted/credits posted/debits pending/credits pending/first/last/flags. */
export const findDrift = (on: Queryable, limit: number) =>
  on.all(sql<DriftRow>`
    with effect as (
      select t.batch, t.seq, t.debit, t.credit,
        case when t.kind in (1, 3) then t.amount else 0 end as posted,
        case when t.kind = 2 then t.amount when t.kind >= 3 then -p.amount else 0 end as pending
      from ledger.transfer t left join ledger.transfer p on p.id = t.pending_id
    ),
    side as (
      select debit as account, batch, seq, posted as dp, 0 as cp, pending as dq, 0 as cq from effect
      union all
      select credit, batch, seq, 0, posted, 0, pending from effect
    ),
    moved as (
      select account, batch, min(seq) as first, max(seq) as last,
        sum(dp) as dp, sum(cp) as cp, sum(dq) as dq, sum(cq) as cq
      from side group by account, batch
    ),
    derived as (
      select account, batch, first, last, sum(dp) over upto as dp, sum(cp) over upto as cp,
        sum(dq) over upto as dq, sum(cq) over upto as cq
      from moved window upto as (partition by account order by batch)
    ),
    told as (
      select account, batch, concat_ws('/', d.dp, d.cp, d.dq, d.cq, d.first, d.last, a.flags) as text
      from derived d left join ledger.account a on a.pk = d.account
    ),
    kept as (
      select account, batch, concat_ws('/', debits_posted, credits_posted, debits_pending, credits_pending,
        first_seq, last_seq, flags) as text
      from ledger.balance
    )
    select (select id from ledger.account where pk = account) as id, batch, kept.text as kept, told.text as derived
    from kept full join told using (account, batch)
    where kept.text is distinct from told.text order by batch, id limit ${limit}`)

export const countAccounts = (on: Queryable) =>
  on.one(sql<{ accounts: bigint }>`select count(*) as accounts from ledger.account`)

/** Pending transfers on which history and the list of open ones disagree. */
export const findPendingDrift = (on: Queryable, limit: number) =>
  on.all(sql<{ id: string; listed: boolean }>`
    select coalesce(o.id, h.id) as id, o.id is not null as listed
    from ledger.open_pending o full join (
      select p.id from ledger.transfer p where p.kind = 2
        and not exists (select from ledger.transfer r where r.pending_id = p.id)
    ) h on h.id = o.id
    where o.id is null or h.id is null order by 1 limit ${limit}`)

export interface BatchRow {
  readonly n: bigint
  readonly firstSeq: bigint
  readonly count: number
  readonly prev: Buffer
  readonly hash: Buffer
  readonly at: Date
}

export const listBatches = (on: Queryable, from: bigint, limit: number) =>
  on.all(sql<BatchRow>`
    select n, first_seq as "firstSeq", count, prev, hash, at from ledger.batch where n >= ${from} order by n limit ${limit}`)

export interface ChainedRow extends Omit<TransferRow, 'debit' | 'credit'> {
  /** Null when there is no such account. */
  readonly debit: string | null
  readonly credit: string | null
}

/** Transfers from one seq to another, both included. The instant is that of the batch a row says it belongs to. */
export const streamTransfers = (on: Queryable, first: bigint, last: bigint, rows: number) =>
  on.cursor(
    sql<ChainedRow>`
      select ${transferColumns} from ledger.transfer t
      join ledger.batch b on b.n = t.batch
      left join ledger.account d on d.pk = t.debit
      left join ledger.account c on c.pk = t.credit
      where t.seq between ${first} and ${last} order by t.seq`,
    rows,
  )

/** Transfers that lie outside of what the batches say they cover. */
export const findUncovered = (on: Queryable) =>
  on.maybe(sql<{ seq: bigint }>`
    select seq from ledger.transfer
    where seq < 1 or seq > (select coalesce(max(first_seq + count - 1), 0) from ledger.batch) order by seq limit 1`)
