/** Reads of what has happened: transfers and balances. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import type { AccountBalance, Balances } from './account.ts'
import { creditsLimited, debitsLimited } from './account.ts'
import { uuidColumn } from './columns.ts'
import { kinds, type Transfer } from './transfer.ts'

export interface TransferRow extends Omit<Transfer, 'kind'> {
  readonly kind: number
}

/** For a query with transfer t, batch b, debit account d and credit account c. */
export const transferColumns = sql`t.seq, t.batch, b.at, t.id, d.id as debit, c.id as credit, t.ledger, t.amount, t.code,
  t.kind, t.pending_id as "pendingId", t.timeout_s as "timeoutSeconds", t.linked, t.chain_id as "chainId",
  t.source_kind as "sourceKind", t.source_id as "sourceId", t.reason`

export const transferOf = (row: TransferRow): Transfer => ({
  ...row,
  kind: present(kinds[row.kind - 1], 'a kept kind is known'),
})

/** One account's transfers in seq order, found through the batches that moved it. */
export async function transfersAfter(
  on: Queryable,
  accountId: string,
  after: bigint,
  limit: number,
): Promise<Transfer[]> {
  const rows = await on.all(sql<TransferRow>`
    select ${transferColumns}
    from (select pk from ledger.account where id = ${accountId}) a
    cross join lateral (
      select * from ledger.balance where account = a.pk and batch >= coalesce(
        (select batch from ledger.transfer where seq <= ${after} order by seq desc limit 1), 0)
      order by batch limit ${limit + 1}) moved
    cross join lateral (
      select * from ledger.transfer where seq between moved.first_seq and moved.last_seq and seq > ${after}
        and (debit = a.pk or credit = a.pk) order by seq limit ${limit}) t
    join ledger.batch b on b.n = t.batch
    join ledger.account d on d.pk = t.debit
    join ledger.account c on c.pk = t.credit
    order by moved.batch, t.seq limit ${limit}`)
  return rows.map(transferOf)
}

/** The same, newest first. */
export async function transfersBefore(
  on: Queryable,
  accountId: string,
  before: bigint,
  limit: number,
): Promise<Transfer[]> {
  const rows = await on.all(sql<TransferRow>`
    select ${transferColumns}
    from (select pk from ledger.account where id = ${accountId}) a
    cross join lateral (
      select * from ledger.balance where account = a.pk and batch <= coalesce(
        (select batch from ledger.transfer where seq < ${before} order by seq desc limit 1), 0)
      order by batch desc limit ${limit + 1}) moved
    cross join lateral (
      select * from ledger.transfer where seq between moved.first_seq and moved.last_seq and seq < ${before}
        and (debit = a.pk or credit = a.pk) order by seq desc limit ${limit}) t
    join ledger.batch b on b.n = t.batch
    join ledger.account d on d.pk = t.debit
    join ledger.account c on c.pk = t.credit
    order by moved.batch desc, t.seq desc limit ${limit}`)
  return rows.map(transferOf)
}

interface SumsRow {
  readonly dp: string
  readonly cp: string
  readonly dq: string
  readonly cq: string
}

const balancesOf = ({ dp, cp, dq, cq }: SumsRow): Balances => ({
  debitsPosted: BigInt(dp),
  creditsPosted: BigInt(cp),
  debitsPending: BigInt(dq),
  creditsPending: BigInt(cq),
})

export async function findBalances(on: Queryable, ids: readonly string[]): Promise<AccountBalance[]> {
  const rows = await on.all(sql<
    SumsRow & { id: string; ledger: number; code: number; flags: number; closed: boolean }
  >`
    select a.id, a.ledger, a.code, a.flags, coalesce(c.closed, false) as closed,
      coalesce(b.debits_posted, 0) as dp, coalesce(b.credits_posted, 0) as cp,
      coalesce(b.debits_pending, 0) as dq, coalesce(b.credits_pending, 0) as cq
    from ledger.account a
    left join lateral (select * from ledger.balance where account = a.pk order by batch desc limit 1) b on true
    left join lateral (select closed from ledger.closing where account = a.pk order by n desc limit 1) c on true
    where a.id = any(${uuidColumn(ids, (id) => id)}::uuid[])`)
  return rows.map((row) => ({
    id: row.id,
    ledger: row.ledger,
    code: row.code,
    closed: row.closed,
    debitsMustNotExceedCredits: row.flags === debitsLimited,
    creditsMustNotExceedDebits: row.flags === creditsLimited,
    ...balancesOf(row),
  }))
}

/** The balance that the last batch at or before that instant left behind. */
export async function balancesAt(on: Queryable, accountId: string, at: Date): Promise<Balances | undefined> {
  const row = await on.maybe(sql<SumsRow>`
    select coalesce(b.debits_posted, 0) as dp, coalesce(b.credits_posted, 0) as cp,
      coalesce(b.debits_pending, 0) as dq, coalesce(b.credits_pending, 0) as cq
    from ledger.account a
    left join lateral (
      select * from ledger.balance where account = a.pk and batch <=
        (select n from ledger.batch where at <= ${at} order by at desc, n desc limit 1)
      order by batch desc limit 1) b on true
    where a.id = ${accountId}`)
  return row && balancesOf(row)
}

/** The last batch before that instant; 0: there was none. */
export async function batchBefore(on: Queryable, at: Date): Promise<bigint> {
  const row = await on.maybe(sql<{ n: bigint }>`
    select n from ledger.batch where at < ${at} order by at desc, n desc limit 1`)
  return row?.n ?? 0n
}

/** What an account held right after those batches, in their order; undefined: there is no such account. */
export async function balancesAfter(
  on: Queryable,
  accountId: string,
  batches: readonly bigint[],
): Promise<Balances[] | undefined> {
  const rows = await on.all(sql<SumsRow>`
    select coalesce(b.debits_posted, 0) as dp, coalesce(b.credits_posted, 0) as cp,
      coalesce(b.debits_pending, 0) as dq, coalesce(b.credits_pending, 0) as cq
    from ledger.account a
    cross join unnest(${batches.map(String)}::bigint[]) with ordinality as asked (batch, place)
    left join lateral (
      select * from ledger.balance where account = a.pk and batch <= asked.batch order by batch desc limit 1) b on true
    where a.id = ${accountId} order by asked.place`)
  return rows.length === 0 ? undefined : rows.map(balancesOf)
}

/** The seq of a batch's last transfer; 0 for batch 0. */
export async function lastSeqOf(on: Queryable, batch: bigint): Promise<bigint> {
  const row = await on.maybe(sql<{ seq: bigint }>`
    select first_seq + count - 1 as seq from ledger.batch where n = ${batch}`)
  return row?.seq ?? 0n
}
