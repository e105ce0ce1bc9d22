/** The ladder once more in AV1, for clips that many watch: fewer bytes for the same picture, at ten times the work. */
import { join } from 'node:path'
import type { Asset, AssetId } from '../../asset.ts'
import { assetChanged } from '../../events.ts'
import { av1Job } from '../../jobs.ts'
import { ladderArgs } from '../../probe/encode-args.ts'
import { inputLimits } from '../../probe/fence.ts'
import { endsEarly } from '../../probe/judge-file.ts'
import { planLadder } from '../../probe/plan-ladder.ts'
import { readPlan } from '../../probe/read-plan.ts'
import { encodeBudget } from '../encode-rungs.ts'
import { keepOutputs, videoOutput } from '../../workshop/keep-outputs.ts'
import { doWithout } from '../../workshop/settle-asset.ts'
import { workOn } from '../../workshop/work-on.ts'
import { type Place, runFfmpeg, type Workshop } from '../../workshop/workshop.ts'

/** SVT-AV1 takes no picture smaller than that, and nobody gains by it. */
const shortEdgeMin = 180

export const encodeAv1 = (shop: Workshop, id: AssetId, signal: AbortSignal): Promise<void> =>
  workOn(shop, id, signal, { job: av1Job, from: ['ready'] }, (asset, place) => encodeFrom(shop, asset, place))

async function encodeFrom(shop: Workshop, asset: Asset, place: Place): Promise<void> {
  if (asset.kind !== 'clip') return
  const read = await readPlan(shop, asset, place)
  if (read.kind === 'fault') return doWithout(shop, asset, read.ending, av1Job)
  if (read.kind === 'refused') return
  const { plan } = read
  const have = new Set(asset.renditions.map((one) => one.name))
  const rungs = planLadder(plan.size, false).filter(
    (rung) => Math.min(rung.width, rung.height) >= shortEdgeMin && !have.has(`${rung.name}-av1`),
  )
  if (rungs.length === 0) return
  const outputs = rungs.map((rung) => {
    const name = `${rung.name}-av1` as const
    return { rung, ...videoOutput(name, join(place.folder, `${name}.mp4`), rung) }
  })
  const options = { codec: 'av1', loudness: asset.loudness } as const
  const args = ladderArgs(place.path, plan, outputs, inputLimits(shop.config, asset), options)
  const { ending, progress } = await runFfmpeg(shop, args, {
    ...place,
    budget: { ...encodeBudget(plan, rungs, 4), nice: 20 },
    watch: { assetId: asset.id, durationMs: plan.durationMs },
  })
  if (ending.kind !== 'done') return doWithout(shop, asset, ending, av1Job)
  if (progress.frames === 0 || endsEarly(plan.durationMs, progress.outMs, plan.video.frameRate)) return
  const files = outputs.map(({ rung: _, ...output }) => output)
  await keepOutputs(shop, asset, files, plan.durationMs, (tx) =>
    shop.events.publish(tx, assetChanged, { assetId: asset.id, ownerId: asset.ownerId, what: 'better' }),
  )
}
