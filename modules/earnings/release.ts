import type { Tx } from '../../platform/db/index.ts'
import { present } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { NewTransfer } from '../ledger/index.ts'
import {
  availableAccount,
  deductedAccount,
  pendingAccount,
  reserveAccount,
  transferCodes,
} from './accounts.ts'
import type { EarningsDeps } from './face.ts'
import { linked, move, retryMoved, submitAll } from './move-money.ts'
import * as store from './store.ts'
import { insertTakings, owedDeductions, type Taking } from './store-deductions.ts'
import { collectId } from './transfer-ids.ts'

const linesAtOnce = 5_000
const dayMs = 86_400_000

/** Releases until nothing is due. Each chunk is one transaction: its lines are marked and their money moves, or neither. A
 *  clock that was set back finds nothing due; one that jumped ahead finds more, each line once. */
export async function releaseDue(deps: EarningsDeps): Promise<number> {
  let released = 0
  for (;;) {
    const chunk = await retryMoved(() => deps.db.transaction((tx) => releaseChunk(deps, tx)))
    if (chunk === undefined) return released
    released += chunk
  }
}

/** @returns how many lines; undefined when nothing was due */
async function releaseChunk(deps: EarningsDeps, tx: Tx): Promise<number | undefined> {
  const { clock, config, ledger } = deps
  const now = clock.now()
  const creators = await store.dueCreators(tx, now, config.RELEASE_BATCH)
  if (creators.length === 0) return undefined
  await store.lockCreators(tx, creators)
  const lines = Map.groupBy(await store.dueLines(tx, creators, now, linesAtOnce), (line) => line.creatorId)
  const ended = Map.groupBy(await store.endReserves(tx, creators, now), (one) => one.creatorId)
  const owed = Map.groupBy(await owedDeductions(tx, [...lines.keys()]), (one) => one.creatorId)

  const releases: store.NewRelease[] = []
  const takings: Taking[] = []
  const reserves: Parameters<typeof store.insertReserve>[1][] = []
  const chains: NewTransfer[][] = []
  for (const creatorId of creators) {
    const chain: NewTransfer[] = []
    chains.push(chain)
    for (const reserve of ended.get(creatorId) ?? [])
      chain.push(
        ...move({
          id: uuidFrom('earnings.reserve-ends', reserve.id),
          debit: reserveAccount(creatorId),
          credit: availableAccount(creatorId),
          amount: reserve.amountIdr - reserve.takenIdr,
          code: transferCodes.reserveEnds,
          sourceId: reserve.id,
        }),
      )
    const own = lines.get(creatorId)
    if (own === undefined) continue
    const releaseId = uuidFrom('earnings.release', present(own[0], 'a group has a member').id)
    const amount = own.reduce((sum, line) => sum + line.amountIdr - line.takenIdr, 0n)
    const plan = planRelease(amount, owed.get(creatorId) ?? [], config)
    for (const { deduction, amountIdr } of plan.collected) {
      chain.push(
        ...move({
          id: collectId(releaseId, deduction.id),
          debit: pendingAccount(creatorId),
          credit: deductedAccount(deduction.reason),
          amount: amountIdr,
          code: transferCodes.collect,
          sourceId: deduction.id,
          reason: deduction.reason,
        }),
      )
      takings.push({
        id: uuidFrom('earnings.taking', releaseId, deduction.id),
        deductionId: deduction.id,
        place: 'release',
        lineId: null,
        reserveId: null,
        releaseId,
        amountIdr,
      })
    }
    chain.push(
      ...move({
        id: uuidFrom('earnings.keep-back', releaseId),
        debit: pendingAccount(creatorId),
        credit: reserveAccount(creatorId),
        amount: plan.keptBackIdr,
        code: transferCodes.keepBack,
        sourceId: releaseId,
      }),
      ...move({
        id: uuidFrom('earnings.release', releaseId, 'available'),
        debit: pendingAccount(creatorId),
        credit: availableAccount(creatorId),
        amount: plan.availableIdr,
        code: transferCodes.release,
        sourceId: releaseId,
      }),
    )
    if (plan.keptBackIdr > 0n)
      reserves.push({
        id: uuidFrom('earnings.reserve', releaseId),
        creatorId,
        amountIdr: plan.keptBackIdr,
        reason: 'release',
        madeAt: now,
        until: new Date(now.getTime() + config.RESERVE_DAYS * dayMs),
      })
    releases.push({
      id: releaseId,
      creatorId,
      releasedAt: now,
      amountIdr: amount,
      collectedIdr: plan.collectedIdr,
      keptBackIdr: plan.keptBackIdr,
      lineIds: own.map((line) => line.id),
    })
  }
  if (releases.length > 0) await store.insertReleases(tx, releases)
  for (const reserve of reserves) await store.insertReserve(tx, reserve)
  await insertTakings(tx, takings, now)
  await submitAll(ledger, tx, chains.flatMap(linked))
  return releases.reduce((sum, release) => sum + release.lineIds.length, 0)
}

export interface ReleasePlan<D> {
  readonly collected: readonly { readonly deduction: D; readonly amountIdr: bigint }[]
  readonly collectedIdr: bigint
  readonly keptBackIdr: bigint
  readonly availableIdr: bigint
}

/** What becomes of a release: what is owed for confirmed fraud takes all it needs; other deductions take at most
 *  COLLECT_PERCENT of the release together; of the rest a part may be kept back. Rounded down, in the creator's favour.
 *  @param owed in the order in which they are served */
export function planRelease<D extends { readonly fraud: boolean; readonly owedIdr: bigint }>(
  amountIdr: bigint,
  owed: readonly D[],
  config: { readonly COLLECT_PERCENT: number; readonly RESERVE_PERCENT: number },
): ReleasePlan<D> {
  let left = amountIdr
  let spare = (amountIdr * BigInt(config.COLLECT_PERCENT)) / 100n
  const collected: { deduction: D; amountIdr: bigint }[] = []
  for (const deduction of owed) {
    const most = deduction.fraud || left < spare ? left : spare
    const part = deduction.owedIdr < most ? deduction.owedIdr : most
    if (part <= 0n) continue
    collected.push({ deduction, amountIdr: part })
    left -= part
    if (!deduction.fraud) spare -= part
  }
  const keptBackIdr = (left * BigInt(config.RESERVE_PERCENT)) / 100n
  return { collected, collectedIdr: amountIdr - left, keptBackIdr, availableIdr: left - keptBackIdr }
}
