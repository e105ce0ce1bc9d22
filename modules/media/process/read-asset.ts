/** The quick job: what is this file, can it be played at once, what does it look like? */
import { join, resolve } from 'node:path'
import type { Asset, AssetId } from '../asset.ts'
import { mediaRefusals } from '../contract.ts'
import { holdAsset } from './hold-asset.ts'
import { firstRungJob, ladderJob, readJob } from '../jobs.ts'
import { type Plan } from '../probe/judge-file.ts'
import { clearLeftovers, keepOutputs, type Output } from './keep-outputs.ts'
import { makePoster } from './make-poster.ts'
import { planLadder } from '../probe/plan-ladder.ts'
import { copySource, readPlan } from '../probe/read-plan.ts'
import { announcePlayable, announceReady, refuseAsset, settleFault } from './settle-asset.ts'
import { beginAttempt, noteBlurhash, noteProgress, noteShape } from '../store.ts'
import { type Workshop, withScratch } from './workshop.ts'

/** Idempotent: an asset that is past this step is left alone, and two workers never read the same one. */
export async function readAsset(shop: Workshop, id: AssetId, signal: AbortSignal): Promise<void> {
  await holdAsset(shop, id, readJob, signal, async () => {
    const asset = await shop.db.transaction(async (tx) => {
      const begun = await beginAttempt(tx, id, ['received', 'probing'], shop.clock.now())
      if (begun) await noteProgress(tx, id, 'reading', undefined, shop.clock.now())
      return begun
    })
    if (!asset) return
    await clearLeftovers(shop, asset)
    await withScratch(shop, asset, (folder) =>
      shop.storage.withLocalFile(asset.originalKey, (path) =>
        readFrom(shop, asset, { path: resolve(path), folder, signal }),
      ),
    )
  })
}

async function readFrom(
  shop: Workshop,
  asset: Asset,
  place: { path: string; folder: string; signal: AbortSignal },
): Promise<void> {
  const read = await readPlan(shop, asset, place)
  if (read.kind === 'fault') return settleFault(shop, asset, read.ending, readJob)
  if (read.kind === 'refused') return refuseAsset(shop, asset, read.spec, read.params)
  const { plan } = read

  const source = join(place.folder, 'source.mp4')
  const [poster, copy] = await Promise.all([
    makePoster(shop, place.path, plan, asset.originalBytes, place.folder, place.signal),
    plan.copy === 'none' ? undefined : copySource(shop, asset, plan, source, place),
  ])
  if (poster.kind === 'fault') return settleFault(shop, asset, poster.ending, readJob)
  if (copy?.kind === 'fault') return settleFault(shop, asset, copy.ending, readJob)
  if (copy?.kind === 'refused') return refuseAsset(shop, asset, copy.spec, copy.params)
  if (poster.kind === 'undecodable') return refuseAsset(shop, asset, mediaRefusals.media_broken, {})

  const outputs: Output[] = [poster.output]
  const copied = copy?.kind === 'copied'
  if (copied) outputs.push({ name: 'source', path: source, ...plan.size })
  await publish(shop, asset, plan, outputs, poster.blurhash, copied)
}

async function publish(
  shop: Workshop,
  asset: Asset,
  plan: Plan,
  outputs: readonly Output[],
  blurhash: string,
  copied: boolean,
): Promise<void> {
  const shape = { durationMs: plan.durationMs, ...plan.size }
  const send = { key: asset.id }
  await keepOutputs(shop, asset, outputs, plan.durationMs, async (tx) => {
    await noteShape(tx, asset.id, shape)
    await noteBlurhash(tx, asset.id, blurhash)
    if (!copied) {
      await noteProgress(tx, asset.id, 'encoding', 0, shop.clock.now())
      await shop.jobs.send(tx, plan.firstRung ? firstRungJob : ladderJob, { assetId: asset.id }, send)
      return
    }
    await announcePlayable(shop, tx, asset, shape)
    if (planLadder(plan.size, true).length > 0)
      await shop.jobs.send(tx, ladderJob, { assetId: asset.id }, send)
    else await announceReady(shop, tx, asset)
  })
}
