/** Renditions made anew from their original. The work is done on an asset of its own, by the same jobs as for a new
 *  clip; then its files take the place of the old ones in one transaction. Old addresses go on playing the old files
 *  until nobody can have them any more. */
import type { Tx } from '../../../platform/db/index.ts'
import type { Ids } from '../../../platform/ids.ts'
import { type Asset, type AssetId, assetId, rebuilder } from '../asset.ts'
import { assetReady } from '../events.ts'
import { nextJob, rebuildJob, sendJob } from '../jobs.ts'
import { makeLooks } from '../process/looks/make-looks.ts'
import type { Workshop } from '../workshop/workshop.ts'
import { findAsset, lockAttempt } from '../store.ts'
import { beginRebuild, endRebuild, findRebuild, rebuildOf, swapFiles } from '../store-keep.ts'

export type RebuildRequest =
  | { readonly kind: 'begun' | 'under way'; readonly workId: string }
  /** Not there, not ready, or nothing is made of such a file. */
  | { readonly kind: 'nothing to do' }
  /** What would be made of it would not be what was sent. */
  | { readonly kind: 'original lost' }

export async function requestRebuild(shop: Workshop, ids: Ids, id: AssetId): Promise<RebuildRequest> {
  const { db, clock, storage } = shop
  const underWay = await rebuildOf(db, id)
  if (underWay) return { kind: 'under way', workId: underWay.workId }
  const asset = await findAsset(db, id)
  if (!asset || asset.state !== 'ready' || asset.kind === 'part' || asset.ownerId === rebuilder)
    return { kind: 'nothing to do' }
  const original = (await storage.stat(asset.originalKey)) && (await storage.checksum(asset.originalKey))
  if (original?.sha256 !== asset.sha256) return { kind: 'original lost' }
  const workId = assetId(ids.uuid())
  const begun = await db.transaction(async (tx) => {
    if (!(await beginRebuild(tx, workId, id, clock.now()))) return false
    const work = { id: workId, ownerId: rebuilder, kind: asset.kind, state: 'received' as const }
    await sendJob(shop.jobs, tx, nextJob(work), work)
    return true
  })
  if (begun) return { kind: 'begun', workId }
  const other = await rebuildOf(db, id)
  return other ? { kind: 'under way', workId: other.workId } : { kind: 'nothing to do' }
}

/** Safe to repeat: a work that has ended is left alone. */
export async function finishRebuild(shop: Workshop, workId: AssetId, signal: AbortSignal): Promise<void> {
  const { db, clock } = shop
  const rebuild = await findRebuild(db, workId)
  if (rebuild?.state !== 'making') return
  const before = await findAsset(db, workId)
  if (!before || (before.state !== 'ready' && before.state !== 'refused')) return
  if (before.state === 'ready' && before.kind === 'clip' && lacksLooks(before)) {
    await makeLooks(shop, workId, signal)
    const after = await findAsset(db, workId)
    // Another worker has it in its hands, and what it makes belongs to the new files too: the next round looks again.
    if (after?.attempt === before.attempt && lacksLooks(after)) return
  }
  await db.exclusively(`media.asset/${workId}`, async () => {
    const outcome = await db.transaction((tx) =>
      swap(shop, tx, workId, assetId(rebuild.assetId), clock.now()),
    )
    if (outcome === 'failed')
      for (const key of await shop.storage.list(`media/${workId}`)) await shop.storage.remove(key)
    shop.log.info({ event: 'asset-rebuilt', assetId: rebuild.assetId, outcome })
  })
}

const lacksLooks = (asset: Asset): boolean => !asset.renditions.some((one) => one.kind === 'sprite')

async function swap(
  shop: Workshop,
  tx: Tx,
  workId: AssetId,
  id: AssetId,
  at: Date,
): Promise<'done' | 'failed' | 'ended'> {
  // Whoever works on either of them has to let go first, and finds afterwards that it is another's turn.
  await lockAttempt(tx, id)
  await lockAttempt(tx, workId)
  const [work, asset] = [await findAsset(tx, workId), await findAsset(tx, id)]
  if (!work || !asset || (await findRebuild(tx, workId))?.state !== 'making') return 'ended'
  if (work.state === 'refused' || asset.state !== 'ready') {
    const note = work.reason?.code ?? 'asset_changed'
    await endRebuild(tx, workId, { state: 'failed', note }, at)
    return 'failed'
  }
  const hours = Math.max(24, shop.config.URL_HOURS + 2)
  await swapFiles(tx, work, asset, new Date(at.getTime() + hours * 3_600_000), at)
  await endRebuild(tx, workId, { state: 'done' }, at)
  // Whoever keeps a copy of its addresses looks again.
  await shop.events.publish(tx, assetReady, { assetId: id, ownerId: asset.ownerId })
  return 'done'
}

export const askToFinish = (shop: Workshop, tx: Tx, workId: string): Promise<void> =>
  sendJob(shop.jobs, tx, rebuildJob, { id: assetId(workId), ownerId: rebuilder })
