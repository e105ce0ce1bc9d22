/** One batch, from lock to append, inside one transaction. */
import type { Tx } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import { encodeRows, genesis, hashBatch } from './chain.ts'
import { decide } from './decide.ts'
import { type AccountMemory, rememberAccounts } from './remember-accounts.ts'
import {
  addOpenPending,
  appendBatch,
  findBatchHash,
  findByIds,
  findResolutions,
  hold,
  type Moved,
  removeOpenPending,
  type StoredAccount,
} from './store.ts'
import type { Transfer, TransferBody, TransferStatus } from './transfer.ts'

export interface Settled {
  /** One status per transfer, call by call. */
  readonly statuses: readonly (readonly TransferStatus[])[]
  readonly created: number
  /** What was appended, so that a try whose COMMIT went unanswered can be recognised. Absent when nothing was. */
  readonly trace?: { readonly batch: bigint; readonly hash: Buffer }
}

export interface SettleOptions {
  /** Accounts as this process left them; see remember-accounts.ts. Never given for a transaction that may see accounts
   *  which are not committed. */
  readonly memory?: AccountMemory
  /** An earlier try of the same calls that may have been committed: if it was, its answers stand. */
  readonly unsure?: Settled | undefined
  /** Called when the lock is held and the memory is free for the next batch. */
  readonly decided?: () => void
}

/** Decides `calls` in order against what the ledger holds, under its lock, and appends what happens. */
export async function settleBatch(
  tx: Tx,
  calls: readonly (readonly TransferBody[])[],
  now: Date,
  { memory = rememberAccounts(), unsure, decided }: SettleOptions = {},
): Promise<Settled> {
  const { accountIds, transferIds, pendingIds } = namesIn(calls)
  const recall = memory.recall(accountIds)
  const held = await hold(tx, recall, transferIds)
  if (unsure?.trace) {
    const kept = await findBatchHash(tx, unsure.trace.batch)
    if (kept?.hash.equals(unsure.trace.hash)) return unsure
  }
  const known = held.known.length > 0 ? await findByIds(tx, held.known) : []
  const transfers = new Map(known.map((transfer) => [transfer.id, transfer]))
  const resolutions = new Map(pendingIds.length > 0 ? await findResolutions(tx, pendingIds) : [])

  const head = held.head ?? { batch: 0n, lastSeq: 0n, hash: genesis, at: now }
  // A clock that was set back must not put a later transfer before an earlier one.
  const at = now.getTime() < head.at.getTime() ? head.at : now
  const place = { batch: head.batch + 1n, firstSeq: head.lastSeq + 1n, at }
  const accounts = memory.open(recall, held) ?? (await readAll(tx, memory, accountIds))
  const { statuses, created } = decide(calls, { accounts, transfers, resolutions }, place)
  if (created.length === 0) {
    memory.seal({ hash: head.hash, closing: held.closing })
    decided?.()
    return { statuses, created: 0 }
  }
  const hash = hashBatch(head.hash, encodeRows(created))
  memory.seal({ hash, closing: held.closing })
  const keyOf = (accountId: string): StoredAccount =>
    present(accounts.get(accountId), 'a created transfer has its accounts')
  const appending = appendBatch(
    tx,
    created,
    (accountId) => keyOf(accountId).pk,
    { n: place.batch, firstSeq: place.firstSeq, at, prev: head.hash, hash },
    movedBy(created, keyOf),
  )
  decided?.()
  await appending
  const resolved = new Set(created.flatMap((t) => (t.pendingId === null ? [] : [t.pendingId])))
  const opened = created.filter((t) => t.kind === 'pending' && !resolved.has(t.id))
  if (opened.length > 0) await addOpenPending(tx, opened)
  if (resolved.size > 0) await removeOpenPending(tx, [...resolved])
  return { statuses, created: created.length, trace: { batch: place.batch, hash } }
}

async function readAll(tx: Tx, memory: AccountMemory, accountIds: readonly string[]) {
  const recall = { asOf: undefined, remembered: [], others: accountIds }
  return present(
    memory.open(recall, await hold(tx, recall, [])),
    'with nothing remembered, nothing is missing',
  )
}

function movedBy(created: readonly Transfer[], accountOf: (id: string) => StoredAccount): Moved[] {
  const moved = new Map<string, Moved>()
  const touch = (id: string, place: number): void => {
    const before = moved.get(id)
    if (before) before.last = place
    else moved.set(id, { account: accountOf(id), first: place, last: place })
  }
  created.forEach(({ debit, credit }, place) => {
    touch(debit, place)
    touch(credit, place)
  })
  return [...moved.values()]
}

function namesIn(calls: readonly (readonly TransferBody[])[]) {
  const accountIds = new Set<string>()
  const transferIds = new Set<string>()
  const pendingIds = new Set<string>()
  for (const call of calls)
    for (const { id, debit, credit, pendingId } of call) {
      accountIds.add(debit)
      accountIds.add(credit)
      transferIds.add(id)
      if (pendingId !== null) pendingIds.add(pendingId)
    }
  for (const id of pendingIds) transferIds.add(id)
  return { accountIds: [...accountIds], transferIds: [...transferIds], pendingIds: [...pendingIds] }
}
