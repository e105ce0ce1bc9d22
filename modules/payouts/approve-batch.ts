/** Two people: one gathers payouts that are due, another approves them. The sum that is approved is what the ledger
 *  holds pending for exactly these payouts; it is compared again when a file is made. */
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { assert, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { Ledger } from '../ledger/index.ts'
import type { PayoutsConfig } from './config.ts'
import { payoutRefusals } from './contract-refusals.ts'
import { amountMax } from './plan-payout.ts'
import * as store from './store-batches.ts'
import { pendingNetId, resolvedNetIds } from './transfers.ts'

export interface BatchDeps {
  readonly db: Db
  readonly clock: Clock
  readonly config: PayoutsConfig
  readonly ledger: Pick<Ledger, 'findTransfers'>
  readonly providerId: string
}

/** The same request again is the same batch. @returns its id. @throws Refusal nothing_due */
export async function makeBatch(
  { db, clock, config, providerId }: BatchDeps,
  operatorId: string,
  requestId: string,
  payoutIds: readonly string[] | undefined,
): Promise<string> {
  const id = uuidFrom('payouts.batch', operatorId, requestId)
  const now = clock.now()
  await db.transaction(async (tx) => {
    const isNew = await store.insertBatch(tx, { id, provider: providerId, madeBy: operatorId, madeAt: now })
    if (!isNew) return
    const due = await store.lockDue(tx, {
      provider: providerId,
      now,
      ids: payoutIds && [...new Set(payoutIds)],
      limit: config.BATCH_MAX,
    })
    const chosen = upTo(amountMax, due)
    // Of those named none may be left out in silence.
    const wanted = payoutIds === undefined ? 1 : new Set(payoutIds).size
    if (chosen.length < wanted) refuse(payoutRefusals.nothing_due)
    const put = await store.putIntoBatch(tx, id, chosen)
    assert(put === chosen.length, 'what was chosen is in no other batch')
  })
  return id
}

/** A control sum has at most 18 digits. */
function upTo(max: bigint, due: readonly { id: string; netIdr: bigint }[]): string[] {
  const chosen: string[] = []
  let sum = 0n
  for (const { id, netIdr } of due) {
    if (sum + netIdr > max) break
    sum += netIdr
    chosen.push(id)
  }
  return chosen
}

const sumOf = (items: readonly { netIdr: bigint }[]): bigint =>
  items.reduce((sum, one) => sum + one.netIdr, 0n)

/** What the ledger holds pending for the net parts of these payouts. */
export async function pendingInLedger(
  ledger: BatchDeps['ledger'],
  payoutIds: readonly string[],
  tx?: Tx,
): Promise<bigint> {
  if (payoutIds.length === 0) return 0n
  const asked = payoutIds.flatMap((id) => [pendingNetId(id), ...resolvedNetIds(id)])
  const found = new Map((await ledger.findTransfers(asked, tx)).map((one) => [one.id, one]))
  return payoutIds.reduce((sum, id) => {
    const pending = found.get(pendingNetId(id))
    const isResolved = resolvedNetIds(id).some((resolved) => found.has(resolved))
    return pending?.kind === 'pending' && !isResolved ? sum + pending.amount : sum
  }, 0n)
}

/** Twice by the same person is the same as once.
 *  @param seenIdr the sum that the approver saw
 *  @throws Refusal batch_not_found, batch_settled, batch_changed, same_person, nothing_due */
export async function approveBatch(
  { db, clock, config, ledger }: BatchDeps,
  operatorId: string,
  batchId: string,
  seenIdr: bigint,
): Promise<void> {
  await db.transaction(async (tx) => {
    const batch = (await store.lockBatch(tx, batchId)) ?? refuse(payoutRefusals.batch_not_found)
    const isAgain = batch.approvedBy === operatorId && batch.ctrlSumIdr === seenIdr
    if (isAgain && batch.state !== 'discarded') return
    if (batch.state !== 'made') refuse(payoutRefusals.batch_settled, { state: batch.state })
    const isSame = batch.madeBy === operatorId
    if (isSame && !config.SINGLE_OPERATOR) refuse(payoutRefusals.same_person)
    const items = await store.lockItems(tx, batchId)
    // All of its payouts were cancelled: there is nothing to say yes to.
    if (items.length === 0) refuse(payoutRefusals.nothing_due)
    const sum = sumOf(items)
    const inLedger = await pendingInLedger(
      ledger,
      items.map((one) => one.id),
      tx,
    )
    if (sum !== seenIdr || sum !== inLedger)
      refuse(payoutRefusals.batch_changed, { sum: String(sum), ledger: String(inLedger) })
    const at = clock.now()
    await store.markApproved(tx, batchId, {
      by: operatorId,
      at,
      singleOperator: isSame,
      count: items.length,
      ctrlSumIdr: sum,
    })
    await store.approveItems(tx, batchId, at)
  })
}

/** Once a file was made it may be at the bank, and to gather its payouts again could pay them twice.
 *  @throws Refusal batch_not_found, batch_settled, batch_file_made */
export async function discardBatch(
  { db }: BatchDeps,
  operatorId: string,
  batchId: string,
  reason: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    const batch = (await store.lockBatch(tx, batchId)) ?? refuse(payoutRefusals.batch_not_found)
    if (batch.state === 'discarded') return
    if (batch.state !== 'made' && batch.state !== 'approved')
      refuse(payoutRefusals.batch_settled, { state: batch.state })
    if ((await store.listFiles(tx, [batchId])).length > 0) refuse(payoutRefusals.batch_file_made)
    await store.markDiscarded(tx, batchId, operatorId, reason)
    await store.releaseItems(tx, batchId)
  })
}
