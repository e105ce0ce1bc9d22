/** The three proofs: nothing was made (trialBalance), nothing drifted (rederive), nothing was rewritten (verifyChain). */
import type { Db } from '../../platform/db/index.ts'
import { encodeRows, genesis, hashBatch } from './chain.ts'
import {
  type BatchRow,
  countAccounts,
  expectToReadAll,
  findDrift,
  findPendingDrift,
  findUncovered,
  listBatches,
  streamTransfers,
  sumAccounts,
} from './store-audit.ts'
import { findBatchHash } from './store.ts'
import { transferOf } from './store-read.ts'
import type { Transfer } from './transfer.ts'

export interface LedgerTrial {
  readonly ledger: number
  readonly debitsPosted: bigint
  readonly creditsPosted: bigint
  readonly debitsPending: bigint
  readonly creditsPending: bigint
}

export interface TrialBalance {
  /** True when debits equal credits in every ledger, posted and pending. */
  readonly balanced: boolean
  readonly ledgers: readonly LedgerTrial[]
}

export async function trialBalance(db: Db): Promise<TrialBalance> {
  const ledgers = (await sumAccounts(db)).map(({ ledger, dp, cp, dq, cq }) => ({
    ledger,
    debitsPosted: BigInt(dp),
    creditsPosted: BigInt(cp),
    debitsPending: BigInt(dq),
    creditsPending: BigInt(cq),
  }))
  const balanced = ledgers.every(
    (l) => l.debitsPosted === l.creditsPosted && l.debitsPending === l.creditsPending,
  )
  return { balanced, ledgers }
}

export interface Drift {
  readonly accountId: string | null
  readonly batch: bigint
  readonly kept: string | null
  readonly derived: string | null
}

export interface Rederivation {
  readonly accounts: bigint
  /** Kept balances, of now and of the past, that differ from what the transfers add up to; at most 100. Each is
   *  `debitsPosted/creditsPosted/debitsPending/creditsPending/firstSeq/lastSeq/flags`; null: missing on that side. */
  readonly drift: readonly Drift[]
  /** Pending transfers that are listed as open although resolved, or the reverse; at most 100. */
  readonly pendingDrift: readonly { transferId: string; listed: boolean }[]
}

const reportedMax = 100

export function rederive(db: Db): Promise<Rederivation> {
  return db.transaction(async (tx) => {
    await expectToReadAll(tx)
    const drift = await findDrift(tx, reportedMax)
    const pendingDrift = await findPendingDrift(tx, reportedMax)
    return {
      accounts: (await countAccounts(tx)).accounts,
      drift: drift.map(({ id, batch, kept, derived }) => ({ accountId: id, batch, kept, derived })),
      pendingDrift: pendingDrift.map(({ id, listed }) => ({ transferId: id, listed })),
    }
  })
}

/** What can be wrong with a batch. */
export type ChainFaultCode =
  | 'predecessor_missing'
  | 'batch_missing'
  | 'transfers_missing'
  | 'transfer_uncovered'
  | 'transfer_misplaced'
  | 'account_unknown'
  | 'wrong_beginning'
  | 'instant_backwards'
  | 'hash_not_followed'
  | 'hash_differs'

interface BatchFault {
  readonly code: ChainFaultCode
  /** The transfer it shows at, by its place; null where it is the batch as a whole. */
  readonly transfer: bigint | null
}

export interface ChainReport {
  readonly ok: boolean
  readonly batches: bigint
  readonly transfers: bigint
  /** The last good hash, in hex. */
  readonly head: string
  /** The first thing that is wrong. */
  readonly fault?: BatchFault & { readonly batch: bigint }
}

const batchesAtOnce = 500
const rowsAtOnce = 2_000

/** Recomputes every hash from batch `from` on, and holds that the batches cover every transfer exactly once.
 *  The chain is append-only, so what is added while this runs is simply seen or not. */
export async function verifyChain(db: Db, options: { from?: bigint } = {}): Promise<ChainReport> {
  const from = options.from ?? 1n
  const before = from === 1n ? { hash: genesis } : await findBatchHash(db, from - 1n)
  const walk: Walk = { next: from, seq: undefined, prev: before?.hash ?? genesis, at: 0, transfers: 0n }
  const report = (fault?: ChainReport['fault']): ChainReport => ({
    ok: fault === undefined,
    batches: walk.next - from,
    transfers: walk.transfers,
    head: walk.prev.toString('hex'),
    ...(fault ? { fault } : {}),
  })
  if (!before) return report({ batch: from - 1n, code: 'predecessor_missing', transfer: null })
  if (from === 1n) walk.seq = 1n
  for (;;) {
    const batches = await listBatches(db, walk.next, batchesAtOnce)
    if (batches.length === 0) break
    const fault = await verifyBatches(db, batches, walk)
    if (fault) return report({ batch: walk.next, ...fault })
  }
  const uncovered = await findUncovered(db)
  if (uncovered) return report({ batch: walk.next, code: 'transfer_uncovered', transfer: uncovered.seq })
  return report()
}

/** How far the check has come; moved on by every batch that is right. */
interface Walk {
  next: bigint
  /** The seq that the next batch must begin with; undefined: whatever it says, when the walk begins in the middle. */
  seq: bigint | undefined
  prev: Buffer
  at: number
  transfers: bigint
}

async function verifyBatches(
  db: Db,
  batches: readonly BatchRow[],
  walk: Walk,
): Promise<BatchFault | undefined> {
  const [first] = batches
  const last = batches.at(-1)
  if (!first || !last) return undefined
  let waiting: Transfer[] = []
  let at = 0
  const takeWhole = (): BatchFault | undefined => {
    for (let batch = batches[at]; batch && waiting.length >= batch.count; batch = batches[at]) {
      const fault = faultOf(batch, waiting.slice(0, batch.count), walk)
      if (fault) return fault
      waiting = waiting.slice(batch.count)
      at++
    }
    return undefined
  }
  for await (const rows of streamTransfers(
    db,
    first.firstSeq,
    last.firstSeq + BigInt(last.count) - 1n,
    rowsAtOnce,
  )) {
    for (const { debit, credit, ...row } of rows) {
      if (debit === null || credit === null) return { code: 'account_unknown', transfer: row.seq }
      waiting.push(transferOf({ ...row, debit, credit }))
    }
    const fault = takeWhole()
    if (fault) return fault
  }
  return at === batches.length ? undefined : { code: 'transfers_missing', transfer: null }
}

function faultOf(batch: BatchRow, rows: readonly Transfer[], walk: Walk): BatchFault | undefined {
  if (batch.n !== walk.next) return { code: 'batch_missing', transfer: null }
  if (walk.seq !== undefined && batch.firstSeq !== walk.seq)
    return { code: 'wrong_beginning', transfer: batch.firstSeq }
  if (batch.at.getTime() < walk.at) return { code: 'instant_backwards', transfer: null }
  if (!batch.prev.equals(walk.prev)) return { code: 'hash_not_followed', transfer: null }
  const stray = rows.findIndex((row, i) => row.seq !== batch.firstSeq + BigInt(i) || row.batch !== batch.n)
  if (stray !== -1) return { code: 'transfer_misplaced', transfer: batch.firstSeq + BigInt(stray) }
  if (!hashBatch(walk.prev, encodeRows(rows)).equals(batch.hash))
    return { code: 'hash_differs', transfer: null }
  walk.next = batch.n + 1n
  walk.seq = batch.firstSeq + BigInt(batch.count)
  walk.prev = batch.hash
  walk.at = batch.at.getTime()
  walk.transfers += BigInt(batch.count)
  return undefined
}
