/** Every statement by which the ledger changes, and the reads that a change is decided on.
 *  The readers of history are in store-read.ts, the proofs in store-audit.ts. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { NewAccount } from './account.ts'
import { flagsOf } from './account.ts'
import { boolColumn, int2Column, int4Column, int8Column, sparse, uuidColumn } from './columns.ts'
import { expiryOf, type HeldAccount, type Resolution } from './decide.ts'
import { transferColumns, transferOf, type TransferRow } from './store-read.ts'
import { kindNumber, kinds, type Transfer } from './transfer.ts'

/** One writer at a time, over all processes, until the transaction ends. It must be a statement of its own: what the
 *  next statement sees begins after the lock is held. */
export const lockLedger = (tx: Tx) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('panggung.ledger', 0))`)

export interface Head {
  readonly batch: bigint
  readonly lastSeq: bigint
  readonly hash: Buffer
  readonly at: Date
}

export const readHead = (on: Queryable) =>
  on.maybe(sql<Head>`
    select n as batch, first_seq + count - 1 as "lastSeq", hash, at from ledger.batch order by n desc limit 1`)

export const findBatchHash = (on: Queryable, batch: bigint) =>
  on.maybe(sql<{ hash: Buffer }>`select hash from ledger.batch where n = ${batch}`)

/** An account as a batch holds it, with its key. */
export interface StoredAccount extends HeldAccount {
  readonly pk: bigint
}

/** As of which batch and closing accounts are remembered; see {@link hold}. */
export interface AsOf {
  readonly hash: Buffer
  readonly closing: bigint
}

export interface Hold {
  /** The last batch; null: there is none yet. */
  readonly head: Head | null
  readonly closing: bigint
  /** Nothing has happened since `asOf`: what is remembered holds, and `accounts` are only the others. */
  readonly trusted: boolean
  readonly accounts: readonly StoredAccount[]
  /** Which of the asked transfers are there already. */
  readonly known: readonly string[]
}

/** Waits for the ledger's lock, then reads the head, the accounts and which transfers are there: one statement, and so
 *  one round trip (migrations/0001_ledger.sql).
 *  @param remembered accounts that are read only if `asOf` is not the last state */
export async function hold(
  tx: Tx,
  {
    asOf,
    remembered,
    others,
  }: { asOf: AsOf | undefined; remembered: readonly string[]; others: readonly string[] },
  transferIds: readonly string[],
): Promise<Hold> {
  const row = await tx.one(sql<{
    batch: bigint | null
    lastSeq: bigint | null
    hash: Buffer | null
    at: Date | null
    closing: bigint
    trusted: boolean | null
    accounts: string | null
    known: string | null
  }>`
    select batch, last_seq as "lastSeq", hash, at, closing, trusted, accounts, array_to_string(known, ' ') as known
    from ledger.hold(${asOf?.hash ?? null}, ${asOf?.closing ?? null},
      ${uuidColumn(remembered, (id) => id)}, ${uuidColumn(others, (id) => id)}, ${uuidColumn(transferIds, (id) => id)})`)
  const { batch, lastSeq, hash, at, closing, trusted } = row
  return {
    head:
      batch === null || lastSeq === null || hash === null || at === null
        ? null
        : { batch, lastSeq, hash, at },
    closing,
    trusted: trusted === true,
    accounts: row.accounts?.split('\n').map(accountOf) ?? [],
    known: row.known?.split(' ') ?? [],
  }
}

function accountOf(line: string): StoredAccount {
  const [pk = '', id = '', ledger, flags, closed, dp = '', cp = '', dq = '', cq = ''] = line.split(' ')
  return {
    pk: BigInt(pk),
    id,
    ledger: Number(ledger),
    flags: Number(flags),
    closed: closed === '1',
    debitsPosted: BigInt(dp),
    creditsPosted: BigInt(cp),
    debitsPending: BigInt(dq),
    creditsPending: BigInt(cq),
  }
}

/** `lateral … offset 0` makes the planner look each id up in the index, however large the batch and stale its statistics. */
export async function findByIds(on: Queryable, ids: readonly string[]): Promise<Transfer[]> {
  const rows = await on.all(sql<TransferRow>`
    select ${transferColumns} from unnest(${uuidColumn(ids, (id) => id)}::uuid[]) as asked (id)
    cross join lateral (select * from ledger.transfer where id = asked.id offset 0) t
    join ledger.batch b on b.n = t.batch
    join ledger.account d on d.pk = t.debit
    join ledger.account c on c.pk = t.credit`)
  return rows.map(transferOf)
}

export async function findResolutions(
  tx: Tx,
  pendingIds: readonly string[],
): Promise<[string, Resolution][]> {
  const rows = await tx.all(sql<{ pendingId: string; kind: number }>`
    select t.pending_id as "pendingId", t.kind from unnest(${uuidColumn(pendingIds, (id) => id)}::uuid[]) as asked (id)
    cross join lateral (select pending_id, kind from ledger.transfer where pending_id = asked.id offset 0) t`)
  return rows.flatMap(({ pendingId, kind }): [string, Resolution][] => {
    const name = kinds[kind - 1]
    return name === 'post' || name === 'void' || name === 'expire' ? [[pendingId, name]] : []
  })
}

/** An account that a batch moved, and the places in the batch of its first and last transfer. */
export interface Moved {
  readonly account: StoredAccount
  readonly first: number
  last: number
}

/** @param keys the account's pk by its id */
export async function appendBatch(
  tx: Tx,
  created: readonly Transfer[],
  keys: (accountId: string) => bigint,
  batch: { n: bigint; firstSeq: bigint; at: Date; prev: Buffer; hash: Buffer },
  moved: readonly Moved[],
): Promise<void> {
  await tx.run(sql`
    select ledger.append(${batch.n}, ${batch.firstSeq}, ${batch.at}, ${batch.prev}, ${batch.hash},
      ${int8Column(created, (t) => keys(t.debit))}, ${int8Column(created, (t) => keys(t.credit))},
      ${int8Column(created, (t) => t.amount)}, ${uuidColumn(created, (t) => t.id)},
      ${int4Column(created, (t) => t.ledger)}, ${int4Column(created, (t) => t.code)},
      ${sparse(int2Column, created, (t) => (t.kind === 'single' ? null : kindNumber[t.kind]))},
      ${sparse(boolColumn, created, (t) => (t.linked ? true : null))},
      ${sparse(int4Column, created, (t) => t.timeoutSeconds)}, ${sparse(int4Column, created, (t) => t.sourceKind)},
      ${sparse(uuidColumn, created, (t) => t.chainId)}, ${sparse(uuidColumn, created, (t) => t.pendingId)},
      ${sparse(uuidColumn, created, (t) => t.sourceId)},
      ${created.some((t) => t.reason !== null) ? created.map((t) => t.reason) : []},
      ${int8Column(moved, (m) => m.account.pk)},
      ${int4Column(moved, (m) => m.first)}, ${int4Column(moved, (m) => m.last)},
      ${sparse(int2Column, moved, (m) => m.account.flags || null)},
      ${numerics(moved, (m) => m.account.debitsPosted)}, ${numerics(moved, (m) => m.account.creditsPosted)},
      ${numerics(moved, (m) => m.account.debitsPending)}, ${numerics(moved, (m) => m.account.creditsPending)})`)
}

/** Sums may leave 64 bits, so they cross as text. */
function numerics(rows: readonly Moved[], value: (row: Moved) => bigint): string {
  const values = rows.map(value)
  return values.some((one) => one !== 0n) ? `{${values.join(',')}}` : '{}'
}

export const addOpenPending = (tx: Tx, pendings: readonly Transfer[]) =>
  tx.run(sql`
    insert into ledger.open_pending (id, expires_at)
    select * from unnest(${uuidColumn(pendings, (p) => p.id)}::uuid[], ${pendings.map(expiryOf)}::timestamptz[])`)

export const removeOpenPending = (tx: Tx, ids: readonly string[]) =>
  tx.run(sql`delete from ledger.open_pending where id = any(${uuidColumn(ids, (id) => id)}::uuid[])`)

export const findDuePending = (on: Queryable, now: Date, limit: number) =>
  on.all(sql<{ id: string }>`
    select id from ledger.open_pending where expires_at <= ${now} order by expires_at limit ${limit}`)

export interface StoredDefinition {
  readonly id: string
  readonly ledger: number
  readonly code: number
  readonly flags: number
}

export const findDefinitions = (on: Queryable, ids: readonly string[]) =>
  on.all(sql<StoredDefinition>`
    select id, ledger, code, flags from ledger.account where id = any(${uuidColumn(ids, (id) => id)}::uuid[])`)

export const insertAccounts = (tx: Tx, accounts: readonly NewAccount[], at: Date) =>
  tx.run(sql`
    insert into ledger.account (id, ledger, code, flags, opened_at)
    select id, ledger, code, flags, ${at}::timestamptz from unnest(
      ${uuidColumn(accounts, (a) => a.id)}::uuid[],
      ${int4Column(accounts, (a) => a.ledger)}::integer[],
      ${int4Column(accounts, (a) => a.code)}::integer[],
      ${int2Column(accounts, flagsOf)}::smallint[]
    ) as row (id, ledger, code, flags)`)

/** @returns false when there is no such account */
export async function insertClosing(tx: Tx, id: string, closed: boolean, at: Date): Promise<boolean> {
  const inserted = await tx.run(sql`
    insert into ledger.closing (account, closed, at)
    select pk, ${closed}::boolean, ${at}::timestamptz from ledger.account where id = ${id}`)
  return Number(inserted) === 1
}
