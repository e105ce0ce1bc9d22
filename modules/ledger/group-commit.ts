/** Group commit: callers that arrive while a batch is on its way to disk share the next one; a caller hears back only
 *  after COMMIT. At most two batches are under way: while one is written, the other waits for the ledger's lock right
 *  behind it, so that this process answers the callers of the first while the database already reads for the second. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../platform/clock.ts'
import { type Db, isConnectionLost } from '../../platform/db/index.ts'
import { asError, codeOf } from '../../platform/errors.ts'
import { type AccountMemory, rememberAccounts } from './remember-accounts.ts'
import { type Settled, settleBatch } from './settle-batch.ts'
import type { TransferBody, TransferResult } from './transfer.ts'

export interface GroupCommitDeps {
  readonly db: Db
  readonly clock: Clock
  readonly batchMax: number
  /** How long a batch is tried again after the connection was lost. */
  readonly patienceMs: number
  readonly onBatch: (batch: { asked: number; created: number; ms: number }) => void
  readonly onRetry: (why: Error) => void
}

interface Call {
  readonly transfers: readonly TransferBody[]
  readonly resolve: (results: TransferResult[]) => void
  readonly reject: (why: Error) => void
}

/** The database could not be reached for longer than the ledger's patience: the transfers may or may not stand.
 *  Whoever asked must ask again with the same ids. */
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown'
}

export interface GroupCommit {
  submit(transfers: readonly TransferBody[]): Promise<TransferResult[]>
  /** Resolves when everything that was submitted has its answer. */
  idle(): Promise<void>
}

/** Fewer callers than this wait for the batch before them: they are not worth a COMMIT of their own. */
const secondBatchMin = 128

export function createGroupCommit(deps: GroupCommitDeps): GroupCommit {
  const waiting: Call[] = []
  const memory = rememberAccounts()
  const underWay = new Set<Promise<void>>()
  let gathering = false
  let queued = false // a batch is under way that is not decided yet; the next would overtake it

  // Whoever submits in this turn of the loop, and whom the last answers woke, belongs to the next batch.
  const gather = (): void => {
    if (gathering) return
    gathering = true
    setImmediate(() => {
      gathering = false
      setOff()
    })
  }
  const setOff = (): void => {
    if (waiting.length === 0 || queued || underWay.size === 2) return
    if (underWay.size === 1 && waiting.length < secondBatchMin) return
    queued = true
    let undecided = true
    const decided = (): void => {
      if (undecided) queued = undecided = false
      gather()
    }
    const batch = settleCalls(deps, takeBatch(waiting, deps.batchMax), memory, decided).finally(() => {
      underWay.delete(batch)
      decided()
    })
    underWay.add(batch)
  }

  return {
    submit(transfers) {
      return new Promise((resolve, reject) => {
        waiting.push({ transfers, resolve, reject })
        gather()
      })
    },
    async idle() {
      while (gathering || underWay.size > 0) {
        await new Promise((done) => setImmediate(done))
        await Promise.all(underWay)
      }
    },
  }
}

/** As many whole calls as fit, at least one. */
function takeBatch(waiting: Call[], batchMax: number): Call[] {
  let count = 0
  let calls = 0
  for (const { transfers } of waiting) {
    if (calls > 0 && count + transfers.length > batchMax) break
    count += transfers.length
    calls++
  }
  return waiting.splice(0, calls)
}

/** @param decided called once the batch is decided under the ledger's lock */
async function settleCalls(
  deps: GroupCommitDeps,
  calls: readonly Call[],
  memory: AccountMemory,
  decided: () => void,
): Promise<void> {
  const startedMs = performance.now()
  try {
    const bodies = calls.map((call) => call.transfers)
    const { statuses, created } = await settleUntilKnown(deps, bodies, memory, decided)
    const asked = statuses.reduce((sum, one) => sum + one.length, 0)
    deps.onBatch({ asked, created, ms: performance.now() - startedMs })
    calls.forEach((call, i) => {
      call.resolve((statuses[i] ?? []).map((status) => ({ status })))
    })
  } catch (thrown) {
    for (const call of calls) call.reject(asError(thrown))
  }
}

/** Serialization failure, deadlock: nothing happened, and the next try may well pass. */
const passing = new Set(['40001', '40P01'])

/** A try that lost its connection may or may not have been committed. The next one first waits for the lock, and so for
 *  the end of whatever the lost connection still does, and then looks. */
async function settleUntilKnown(
  deps: GroupCommitDeps,
  calls: readonly (readonly TransferBody[])[],
  memory: AccountMemory,
  decided: () => void,
): Promise<Settled> {
  const untilMs = performance.now() + deps.patienceMs
  let unsure: Settled | undefined
  for (let waitMs = 10; ; waitMs = Math.min(waitMs * 2, 1_000)) {
    try {
      return await deps.db.transaction(async (tx) => {
        const settled = await settleBatch(tx, calls, deps.clock.now(), { unsure, memory, decided })
        unsure = settled
        return settled
      })
    } catch (thrown) {
      const error = asError(thrown)
      const lost = isConnectionLost(thrown)
      if (!lost && !passing.has(codeOf(thrown) ?? '')) throw error
      deps.onRetry(error)
      if (performance.now() > untilMs)
        throw new OutcomeUnknown('the database is away; ask again with the same ids', { cause: error })
      await pause(waitMs)
    }
  }
}
