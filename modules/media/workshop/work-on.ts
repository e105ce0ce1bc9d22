/** What every job on an asset begins and ends with: one worker at a time, an attempt that is counted, the leftovers of
 *  dead attempts removed, a scratch folder, and the file itself at a local path. */
import { resolve } from 'node:path'
import type { JobDefinition } from '../../../platform/jobs/index.ts'
import type { Asset, AssetId } from '../asset.ts'
import type { AssetJob } from '../jobs.ts'
import { beginAttempt, noteProgress } from '../store.ts'
import { holdAsset } from './hold-asset.ts'
import { clearLeftovers } from './keep-outputs.ts'
import { type Place, type Workshop, withScratch } from './workshop.ts'

export interface Task {
  readonly job: JobDefinition<AssetJob>
  /** In other states there is nothing to do. */
  readonly from: readonly Asset['state'][]
  /** What its owner is told meanwhile, where the asset is not ready yet. */
  readonly stage?: { readonly name: 'reading' | 'encoding'; readonly percent: number | undefined }
  /** Which of its files is needed; the original unless told. */
  readonly fileOf?: (asset: Asset) => string | undefined
}

export async function workOn(
  shop: Workshop,
  id: AssetId,
  signal: AbortSignal,
  task: Task,
  work: (asset: Asset, place: Place) => Promise<void>,
): Promise<void> {
  await holdAsset(shop, id, task.job, signal, async () => {
    const asset = await shop.db.transaction(async (tx) => {
      const begun = await beginAttempt(tx, id, task.from, shop.clock.now())
      const { stage } = task
      if (begun && stage) await noteProgress(tx, id, stage.name, stage.percent, shop.clock.now())
      return begun
    })
    const key = asset && (task.fileOf ? task.fileOf(asset) : asset.originalKey)
    if (!asset || key === undefined) return
    await clearLeftovers(shop, asset)
    await withScratch(shop, asset, (folder) =>
      shop.storage.withLocalFile(key, (path) => work(asset, { path: resolve(path), folder, signal })),
    )
  })
}
