/** The few ways in which an attempt ends. Each is one transaction: the mark, the event, and the job that follows. */
import type { RefusalParams } from '../../../platform/errors.ts'
import type { RefusalSpec } from '../../../platform/contract.ts'
import type { Tx } from '../../../platform/db/index.ts'
import type { JobDefinition } from '../../../platform/jobs/index.ts'
import type { Asset, Way } from '../asset.ts'
import { assetPlayable, assetReady, assetRefused } from '../events.ts'
import { type AssetJob, looksJob, nextJob, sendJob } from '../jobs.ts'
import { faultDelayMs, judgeFault } from '../probe/judge-fault.ts'
import type { Plan } from '../probe/judge-file.ts'
import type { Ending } from '../probe/run-confined.ts'
import { nextWay } from '../probe/ways.ts'
import { addNotice, countFault, markPlayable, markReady, markRefused } from '../store.ts'
import type { Workshop } from './workshop.ts'

export async function refuseAsset(
  shop: Workshop,
  asset: Asset,
  spec: RefusalSpec,
  params: RefusalParams,
): Promise<void> {
  await shop.db.transaction(async (tx) => {
    if ((await markRefused(tx, asset.id, spec.code, params, shop.clock.now())) === 0) return
    await shop.events.publish(tx, assetRefused, {
      assetId: asset.id,
      ownerId: asset.ownerId,
      code: spec.code,
      params,
    })
  })
  shop.counted('refused')
  shop.log.info({ event: 'asset-refused', assetId: asset.id, code: spec.code })
}

/** Inside the transaction that names the first file to play. Does nothing if it was playable before. */
export async function announcePlayable(
  shop: Workshop,
  tx: Tx,
  asset: Asset,
  shape: { durationMs: number; width: number; height: number },
): Promise<void> {
  if (asset.way === 'careful' || asset.way === 'silent') await addNotice(tx, asset.id, 'file_mended')
  if (asset.way === 'silent') await addNotice(tx, asset.id, 'sound_left_out')
  if ((await markPlayable(tx, asset.id, shop.clock.now())) === 0) return
  shop.counted('playable')
  await shop.events.publish(tx, assetPlayable, { assetId: asset.id, ownerId: asset.ownerId, ...shape })
}

/** @param ladderFault why rungs are missing, if any are */
export async function announceReady(
  shop: Workshop,
  tx: Tx,
  asset: Asset,
  ladderFault?: string,
): Promise<void> {
  if ((await markReady(tx, asset.id, shop.clock.now(), ladderFault)) === 0) return
  shop.counted('ready')
  await shop.events.publish(tx, assetReady, { assetId: asset.id, ownerId: asset.ownerId })
  if (asset.kind === 'clip') await sendJob(shop.jobs, tx, looksJob, asset)
}

/** Tries again, tries otherwise, refuses, or lets the job fail.
 *  @param plan as it failed, where there was one. @throws Error when the fault is not the file's */
export async function settleFault(
  shop: Workshop,
  asset: Asset,
  ending: Exclude<Ending, { kind: 'done' }>,
  job: JobDefinition<AssetJob>,
  plan?: Plan,
): Promise<void> {
  const verdict = judgeFault(ending, asset)
  if (verdict.kind === 'not-the-file') throw new Error(`asset ${asset.id}: ${verdict.why}`)
  shop.counted('fault')
  shop.log.warn({ event: 'asset-fault', assetId: asset.id, job: job.name, verdict: verdict.kind, ending })
  if (verdict.kind === 'again') return putBack(shop, asset, asset.way, job)
  if (verdict.kind === 'otherwise') return tryOtherwise(shop, asset, verdict.spec, job, plan)
  await giveUp(shop, asset, verdict.spec)
}

/** What failed would fail again: the next way, or none is left and it is set aside. */
export async function tryOtherwise(
  shop: Workshop,
  asset: Asset,
  spec: RefusalSpec,
  job: JobDefinition<AssetJob>,
  plan?: Plan,
): Promise<void> {
  const way = nextWay(asset.way, plan, asset.state === 'playable')
  if (!way) return giveUp(shop, asset, spec)
  shop.log.info({ event: 'asset-otherwise', assetId: asset.id, job: job.name, way, because: spec.code })
  // The whole way is gone from its beginning while nothing plays yet.
  await putBack(shop, asset, way, asset.state === 'playable' ? job : nextJob(asset))
}

async function putBack(shop: Workshop, asset: Asset, way: Way, job: JobDefinition<AssetJob>): Promise<void> {
  const delay = faultDelayMs(way === asset.way ? asset.faultCount : 0)
  const startAfter = new Date(shop.clock.now().getTime() + delay)
  await shop.db.transaction(async (tx) => {
    await countFault(tx, asset.id, way, shop.clock.now())
    await sendJob(shop.jobs, tx, job, asset, { startAfter })
  })
}

/** What plays already goes on playing without what can't be made. */
async function giveUp(shop: Workshop, asset: Asset, spec: RefusalSpec): Promise<void> {
  if (asset.state === 'playable') await shop.db.transaction((tx) => announceReady(shop, tx, asset, spec.code))
  else await refuseAsset(shop, asset, spec, {})
}

/** For what is made beside the clip: it is done without, unless trying again may help.
 *  @throws Error when it may: the queue tries again */
export function doWithout(
  shop: Workshop,
  asset: Asset,
  ending: Exclude<Ending, { kind: 'done' }>,
  job: JobDefinition<AssetJob>,
): void {
  const verdict = judgeFault(ending, { ...asset, faultCount: 0 })
  if (verdict.kind === 'not-the-file') throw new Error(`asset ${asset.id}: ${verdict.why}`)
  if (verdict.kind === 'again' && ending.kind === 'killed')
    throw new Error(`asset ${asset.id}: ${job.name} was killed`)
  shop.counted('fault')
  shop.log.warn({ event: 'asset-without', assetId: asset.id, job: job.name, ending })
}
