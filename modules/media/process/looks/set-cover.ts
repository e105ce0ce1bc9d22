/** The cover that its creator chose: a picture from the original, at the moment that was asked for. */
import type { AssetId } from '../../asset.ts'
import { assetChanged } from '../../events.ts'
import { coverJob } from '../../jobs.ts'
import { readPlan } from '../../probe/read-plan.ts'
import { noteBlurhash } from '../../store.ts'
import { showPoster } from '../../store-looks.ts'
import { keepOutputs } from '../../workshop/keep-outputs.ts'
import { makePoster, posterMoments } from '../make-poster.ts'
import { doWithout } from '../../workshop/settle-asset.ts'
import { workOn } from '../../workshop/work-on.ts'
import type { Workshop } from '../../workshop/workshop.ts'

/** Before something plays there is nothing to do: the poster is made of that moment then. */
export const makeCover = (shop: Workshop, id: AssetId, signal: AbortSignal): Promise<void> =>
  workOn(
    shop,
    id,
    signal,
    {
      job: coverJob,
      from: ['playable', 'ready'],
      fileOf: (asset) => (asset.kind === 'clip' ? asset.originalKey : undefined),
    },
    async (asset, place) => {
      if (asset.coverMs === undefined) return
      const file = `poster-${asset.coverMs}.webp`
      const changed = { assetId: asset.id, ownerId: asset.ownerId, what: 'cover' } as const
      const read = await readPlan(shop, asset, place)
      if (read.kind === 'fault') return doWithout(shop, asset, read.ending, coverJob)
      if (read.kind === 'refused') return
      const moments = posterMoments(read.plan.durationMs, asset.coverMs)
      const made = await makePoster(shop, asset, read.plan, moments, file, place)
      if (made.kind === 'fault') return doWithout(shop, asset, made.ending, coverJob)
      if (made.kind === 'undecodable') return
      const have = asset.renditions.some((one) => one.file === file)
      await keepOutputs(shop, asset, have ? [] : [made.output], 0, async (tx) => {
        await noteBlurhash(tx, asset.id, made.blurhash)
        await showPoster(tx, asset.id, file)
        await shop.events.publish(tx, assetChanged, changed)
      })
    },
  )
