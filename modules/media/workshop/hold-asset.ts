/** One worker an asset, across processes: the lock is the database session's, so a worker that dies lets go. */
import { setTimeout as pause } from 'node:timers/promises'
import type { JobDefinition } from '../../../platform/jobs/index.ts'
import type { AssetId } from '../asset.ts'
import type { AssetJob } from '../jobs.ts'
import type { Workshop } from './workshop.ts'

/** Each pause is twice the one before: a second and a quarter in all. */
const triesMax = 7
const firstPauseMs = 10
const laterMs = 5000

/** A job may arrive before its predecessor, which sent it, has let go: that takes a moment. If another really works
 *  on the asset, the job comes back later instead of being lost.
 *  @param job the one that is running now */
export async function holdAsset(
  shop: Workshop,
  id: AssetId,
  job: JobDefinition<AssetJob>,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  for (let tries = 0; tries < triesMax; tries++) {
    if (await shop.db.exclusively(`media.asset/${id}`, work)) return
    await pause(firstPauseMs * 2 ** tries, undefined, { signal })
  }
  const startAfter = new Date(shop.clock.now().getTime() + laterMs)
  await shop.db.transaction((tx) => shop.jobs.send(tx, job, { assetId: id }, { key: id, startAfter }))
}
