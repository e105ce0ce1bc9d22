/** The few ways in which an attempt ends. Each is one transaction: the mark, the event, and the job that follows. */
import { Refusal, type RefusalParams } from '../../../platform/errors.ts'
import type { RefusalSpec } from '../../../platform/contract.ts'
import type { Tx } from '../../../platform/db/index.ts'
import type { JobDefinition } from '../../../platform/jobs/index.ts'
import type { Asset, Reason } from '../asset.ts'
import { mediaRefusals } from '../contract.ts'
import { assetPlayable, assetReady, assetRefused } from '../events.ts'
import { type AssetJob, ladderJob } from '../jobs.ts'
import { faultDelayMs, judgeFault } from '../probe/judge-fault.ts'
import type { Ending } from '../probe/run-confined.ts'
import { countFault, markPlayable, markReady, markRefused } from '../store.ts'
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
}

/** Tries again, refuses, or lets the job fail. @throws Error when the fault is not the file's */
export async function settleFault(
  shop: Workshop,
  asset: Asset,
  ending: Exclude<Ending, { kind: 'done' }>,
  job: JobDefinition<AssetJob>,
): Promise<void> {
  const verdict = judgeFault(ending, asset.faultCount)
  if (verdict.kind === 'not-the-file') throw new Error(`asset ${asset.id}: ${verdict.why}`)
  shop.counted('fault')
  shop.log.warn({ event: 'asset-fault', assetId: asset.id, job: job.name, verdict: verdict.kind, ending })
  if (verdict.kind === 'again') {
    const startAfter = new Date(shop.clock.now().getTime() + faultDelayMs(asset.faultCount))
    await shop.db.transaction(async (tx) => {
      await countFault(tx, asset.id, shop.clock.now())
      await shop.jobs.send(tx, job, { assetId: asset.id }, { key: asset.id, startAfter })
    })
    return
  }
  // What plays already goes on playing without the rungs that can't be made.
  if (asset.state === 'playable' && job.name === ladderJob.name)
    await shop.db.transaction((tx) => announceReady(shop, tx, asset, verdict.spec.code))
  else await refuseAsset(shop, asset, verdict.spec, {})
}

const texts: Readonly<Record<string, RefusalSpec>> = mediaRefusals

/** Why an asset was refused, for people. @param lang `id` or `en` */
export function explainReason(reason: Reason, lang: 'id' | 'en'): string {
  return new Refusal(texts[reason.code] ?? mediaRefusals.media_processing_failed, reason.params).text(lang)
}
