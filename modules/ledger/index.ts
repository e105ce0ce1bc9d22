/** The ledger moves money and makes none: double entry with the semantics of TigerBeetle, on PostgreSQL.
 *
 *  - A transfer, once created, never changes; a correction is another transfer.
 *  - A transfer's id is the caller's. The same id and body again answers `exists`, another body is refused by the name
 *    of the first field that differs: a retry is always safe.
 *  - A limited account never crosses zero, pending included, whatever runs at once and in however many processes.
 *  - An answer means durable: `submit` resolves after COMMIT, `submitIn` is as durable as the caller's transaction.
 *  - Every batch is chained to the one before by a hash that covers every row (chain.ts, docs/ledger.md).
 *
 *  A refused transfer leaves no trace; the same id may be asked for again and is then judged afresh. The ledger knows no
 *  product word: what an account or a code means is the caller's. */
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import type { Metrics } from '../../platform/metrics.ts'
import {
  type AccountBalance,
  type AccountStatus,
  type Balances,
  canonicalUuid,
  idrLedgers,
  type LedgerUnits,
  type NewAccount,
} from './account.ts'
import { openAccounts } from './accounts.ts'
import {
  type ChainReport,
  type Rederivation,
  rederive,
  type TrialBalance,
  trialBalance,
  verifyChain,
} from './audit.ts'
import { expireDue } from './expire-due.ts'
import { createGroupCommit } from './group-commit.ts'
import { settleBatch } from './settle-batch.ts'
import { splitCalls } from './split-calls.ts'
import { type AccountStatement, statementOf } from './statement.ts'
import { findByIds, insertClosing, lockLedger, readHead } from './store.ts'
import { balancesAt, findBalances, transfersAfter, transfersBefore } from './store-read.ts'
import { bodyOf, type NewTransfer, type Transfer, type TransferResult } from './transfer.ts'

export { workLedger } from './jobs.ts'

export interface LedgerDeps {
  readonly db: Db
  readonly clock: Clock
  readonly metrics?: Metrics
  /** Which ledgers there are; {@link idrLedgers} unless told. */
  readonly units?: LedgerUnits
  /** Transfers a batch holds at most, save a longer linked chain; 512 unless told. */
  readonly batchMax?: number
  /** How long `submit` goes on trying while the database is away; 60 s unless told. */
  readonly patienceMs?: number
}

export interface Ledger {
  /** Opens what is missing. One answer per account, in order.
   *  @param tx to open them in a transaction of the caller's; it holds the ledger's lock from then on if one is new */
  openAccounts(tx: Tx | Db, accounts: readonly NewAccount[]): Promise<AccountStatus[]>
  /** Stops (or lets again) new transfers to and from an account; pending ones can still be given back. */
  closeAccount(tx: Tx, accountId: string): Promise<void>
  reopenAccount(tx: Tx, accountId: string): Promise<void>
  /** Moves money. Resolves once every answer is durable; answers are in the order of the transfers. Not to be awaited
   *  inside a transaction that has called `submitIn`: it would wait for that transaction for ever.
   *  @throws OutcomeUnknown when the database stays away: ask again with the same ids */
  submit(transfers: readonly NewTransfer[]): Promise<TransferResult[]>
  /** The same inside the caller's transaction (READ COMMITTED). It holds the ledger's lock until the caller commits, so
   *  call it last: all other money waits meanwhile. */
  submitIn(tx: Tx, transfers: readonly NewTransfer[]): Promise<TransferResult[]>
  /** Gives back every pending transfer whose time is over. @returns how many */
  expireDue(): Promise<number>

  /** Of those that exist, in no promised order. */
  balances(accountIds: readonly string[], tx?: Tx): Promise<AccountBalance[]>
  /** What the account held right after the last batch at or before that instant; undefined: no such account. */
  balanceAt(accountId: string, at: Date): Promise<Balances | undefined>
  /** An account's transfers, oldest first, after that seq. @param options.limit at most 1,000; 100 unless told */
  transfersOf(accountId: string, options?: { after?: bigint; limit?: number }): Promise<Transfer[]>
  /** The same, newest first, before that seq. */
  latestTransfersOf(accountId: string, options?: { before?: bigint; limit?: number }): Promise<Transfer[]>
  /** What an account held at `from`, what moved it from then until before `to`, and what it held then; undefined: no
   *  such account. @param page after: `next` of the page before; limit: at most 999, 100 unless told */
  statementOf(
    accountId: string,
    from: Date,
    to: Date,
    page?: { after?: bigint; limit?: number },
  ): Promise<AccountStatement | undefined>
  /** Of those that exist, in no promised order. */
  findTransfers(ids: readonly string[], tx?: Tx): Promise<Transfer[]>

  trialBalance(): Promise<TrialBalance>
  rederive(): Promise<Rederivation>
  verifyChain(options?: { from?: bigint }): Promise<ChainReport>
  /** The last batch and its hash (hex): publish it, and history before it can't be rewritten unseen. */
  head(): Promise<{ batch: bigint; lastSeq: bigint; hash: string; at: Date } | undefined>
  /** Resolves when every submitted transfer has its answer: before the database is closed. */
  idle(): Promise<void>
}

const pageMax = 1_000

export function createLedger(deps: LedgerDeps): Ledger {
  const { db, clock } = deps
  const units = deps.units ?? idrLedgers
  const batchMax = deps.batchMax ?? 512
  const group = createGroupCommit({
    db,
    clock,
    batchMax,
    patienceMs: deps.patienceMs ?? 60_000,
    ...watched(deps.metrics),
  })

  const submitBodies = async (bodies: Parameters<typeof group.submit>[0]): Promise<TransferResult[]> => {
    const parts = splitCalls(bodies, batchMax)
    const [only] = parts
    if (parts.length === 1 && only) return group.submit(only)
    return (await Promise.all(parts.map((part) => group.submit(part)))).flat()
  }
  const canonical = (ids: readonly string[]): string[] => ids.map((id) => canonicalUuid(id, 'an id'))

  return {
    openAccounts(tx, accounts) {
      const inTransaction: Db['transaction'] = isDb(tx) ? (work) => tx.transaction(work) : (work) => work(tx)
      return openAccounts(tx, inTransaction, clock, units, accounts)
    },
    closeAccount: (tx, accountId) => close(tx, accountId, true, clock.now()),
    reopenAccount: (tx, accountId) => close(tx, accountId, false, clock.now()),
    submit: async (transfers) => submitBodies(transfers.map(bodyOf)),
    async submitIn(tx, transfers) {
      const results: TransferResult[] = []
      for (const part of splitCalls(transfers.map(bodyOf), batchMax)) {
        const { statuses } = await settleBatch(tx, [part], clock.now())
        for (const status of statuses.flat()) results.push({ status })
      }
      return results
    },
    expireDue: () => expireDue(db, clock, submitBodies),
    balances: (accountIds, tx) => findBalances(tx ?? db, canonical(accountIds)),
    balanceAt: (accountId, at) => balancesAt(db, accountId, at),
    transfersOf: (accountId, { after = 0n, limit = 100 } = {}) =>
      transfersAfter(db, accountId, after, page(limit)),
    latestTransfersOf: (accountId, { before = 2n ** 63n - 1n, limit = 100 } = {}) =>
      transfersBefore(db, accountId, before, page(limit)),
    statementOf: (accountId, from, to, { after, limit = 100 } = {}) =>
      statementOf(db, canonicalUuid(accountId, 'an id'), {
        from,
        to,
        ...(after === undefined ? {} : { after }),
        limit: page(limit + 1) - 1,
      }),
    findTransfers: (ids, tx) => findByIds(tx ?? db, canonical(ids)),
    trialBalance: () => trialBalance(db),
    rederive: () => rederive(db),
    verifyChain: (options) => verifyChain(db, options),
    async head() {
      const head = await readHead(db)
      return head && { ...head, hash: head.hash.toString('hex') }
    },
    idle: () => group.idle(),
  }
}

const isDb = (on: Tx | Db): on is Db => 'transaction' in on

async function close(tx: Tx, accountId: string, closed: boolean, at: Date): Promise<void> {
  await lockLedger(tx)
  assert(await insertClosing(tx, canonicalUuid(accountId, 'an id'), closed, at), 'there is no such account')
}

function page(limit: number): number {
  assert(Number.isInteger(limit) && limit > 0 && limit <= pageMax, `a page has 1 to ${pageMax} transfers`)
  return limit
}

function watched(metrics: Metrics | undefined) {
  const asked = metrics?.counter('ledger_transfers_total', 'Transfers that were answered', ['outcome'])
  const batchMs = metrics?.histogram(
    'ledger_batch_ms',
    'From the first statement of a batch to its commit',
    [2, 5, 10, 20, 50, 100, 250, 1000],
  )
  const retries = metrics?.counter(
    'ledger_batch_retries_total',
    'Batches tried again after a lost connection',
  )
  return {
    onBatch(batch: { asked: number; created: number; ms: number }) {
      asked?.(batch.created, { outcome: 'created' })
      asked?.(batch.asked - batch.created, { outcome: 'other' })
      batchMs?.(batch.ms)
    },
    onRetry() {
      retries?.()
    },
  }
}

export { idrLedgers }
export { OutcomeUnknown } from './group-commit.ts'
export { stands } from './transfer.ts'
export type {
  AccountBalance,
  AccountStatement,
  AccountStatus,
  Balances,
  ChainReport,
  LedgerUnits,
  NewAccount,
  NewTransfer,
  Rederivation,
}
export type { Transfer, TransferResult, TrialBalance }
export type { TransferKind, TransferStatus } from './transfer.ts'
