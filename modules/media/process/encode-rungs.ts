/** The slow jobs: one decode, several rungs. Which rungs are missing is read from what is there, so an attempt that
 *  was killed is simply made again, and a finished one is not. */
import { join, resolve } from 'node:path'
import type { JobDefinition } from '../../../platform/jobs/index.ts'
import type { Asset, AssetId } from '../asset.ts'
import { mediaRefusals } from '../contract.ts'
import { ladderArgs } from '../probe/ffmpeg-args.ts'
import { holdAsset } from './hold-asset.ts'
import { type AssetJob, firstRungJob, ladderJob } from '../jobs.ts'
import { endsEarly, isHdr, type Plan } from '../probe/judge-file.ts'
import { clearLeftovers, keepOutputs, type Output } from './keep-outputs.ts'
import { estimateCpuSeconds, planLadder, type Rung } from '../probe/plan-ladder.ts'
import { readPlan } from '../probe/read-plan.ts'
import { announcePlayable, announceReady, refuseAsset, settleFault } from './settle-asset.ts'
import { beginAttempt, noteProgress } from '../store.ts'
import { type Budget, inputLimits, runFfmpeg, type Workshop, withScratch } from './workshop.ts'

interface Place {
  readonly path: string
  readonly folder: string
  readonly signal: AbortSignal
}

/** Makes the lowest rung alone, so that a long clip can be watched while the others are made. */
export const encodeFirstRung = (shop: Workshop, id: AssetId, signal: AbortSignal): Promise<void> =>
  encode(shop, id, signal, firstRungJob)

/** Makes every rung that is missing. */
export const encodeLadder = (shop: Workshop, id: AssetId, signal: AbortSignal): Promise<void> =>
  encode(shop, id, signal, ladderJob)

async function encode(
  shop: Workshop,
  id: AssetId,
  signal: AbortSignal,
  job: JobDefinition<AssetJob>,
): Promise<void> {
  await holdAsset(shop, id, job, signal, async () => {
    const asset = await shop.db.transaction(async (tx) => {
      const begun = await beginAttempt(tx, id, ['probing', 'playable'], shop.clock.now())
      if (begun) await noteProgress(tx, id, 'encoding', 0, shop.clock.now())
      return begun
    })
    if (!asset) return
    await clearLeftovers(shop, asset)
    await withScratch(shop, asset, (folder) =>
      shop.storage.withLocalFile(asset.originalKey, (path) =>
        encodeFrom(shop, asset, { path: resolve(path), folder, signal }, job),
      ),
    )
  })
}

async function encodeFrom(
  shop: Workshop,
  asset: Asset,
  place: Place,
  job: JobDefinition<AssetJob>,
): Promise<void> {
  const read = await readPlan(shop, asset, place)
  if (read.kind === 'fault') return settleFault(shop, asset, read.ending, job)
  // The limits may have been lowered since it became playable; what plays stays.
  if (read.kind === 'refused') {
    if (asset.state !== 'playable') return refuseAsset(shop, asset, read.spec, read.params)
    return shop.db.transaction((tx) => announceReady(shop, tx, asset, read.spec.code))
  }
  const have = new Set(asset.renditions.map((one) => one.name))
  const all = planLadder(read.plan.size, have.has('source'))
  const missing = all.filter((rung) => !have.has(rung.name))
  const alone = job === firstRungJob && all.length > 1
  const rungs = alone ? missing.filter((rung) => rung.name === all[0]?.name) : missing
  if (rungs.length > 0 && !(await makeRungs(shop, asset, read.plan, rungs, place, job))) return
  if (rungs.length === 0) await finish(shop, asset, alone)
}

/** @returns false when the attempt ended otherwise and is settled */
async function makeRungs(
  shop: Workshop,
  asset: Asset,
  plan: Plan,
  rungs: readonly Rung[],
  place: Place,
  job: JobDefinition<AssetJob>,
): Promise<boolean> {
  const outputs = rungs.map((rung): Output & { rung: Rung } => ({
    rung,
    name: rung.name,
    path: join(place.folder, `${rung.name}.mp4`),
    width: rung.width,
    height: rung.height,
  }))
  const args = ladderArgs(place.path, plan, outputs, inputLimits(shop.config))
  const { ending, progress } = await runFfmpeg(shop, args, {
    ...place,
    budget: encodeBudget(plan, rungs),
    watch: { assetId: asset.id, stage: 'encoding', durationMs: plan.durationMs },
  })
  if (ending.kind !== 'done') {
    await settleFault(shop, asset, ending, job)
    return false
  }
  // Headers can be whole around pictures that are not: a tenth of the clip is no clip.
  if (progress.frames === 0 || endsEarly(plan.durationMs, progress.outMs)) {
    await refuseAsset(shop, asset, mediaRefusals.media_broken, {})
    return false
  }
  const more =
    planLadder(
      plan.size,
      asset.renditions.some((one) => one.name === 'source'),
    ).length > rungs.length
  await keepOutputs(shop, asset, outputs, plan.durationMs, async (tx) => {
    await announcePlayable(shop, tx, asset, { durationMs: plan.durationMs, ...plan.size })
    if (job === firstRungJob && more)
      await shop.jobs.send(tx, ladderJob, { assetId: asset.id }, { key: asset.id })
    else await announceReady(shop, tx, asset)
  })
  return true
}

/** Everything was there already: only the mark is missing. */
async function finish(shop: Workshop, asset: Asset, alone: boolean): Promise<void> {
  await shop.db.transaction(async (tx) => {
    if (alone) await shop.jobs.send(tx, ladderJob, { assetId: asset.id }, { key: asset.id })
    else await announceReady(shop, tx, asset)
  })
}

/** Six times what such a file takes, on a machine that is twenty times slower than one free core. */
function encodeBudget(plan: Plan, rungs: readonly Rung[]): Budget {
  const factor = isHdr(plan.video) || plan.video.codec === 'av1' ? 3 : 1
  const cpu = factor * estimateCpuSeconds(plan.video, rungs, plan.durationMs, plan.video.frameRate)
  const kbit = Math.max(...rungs.map((rung) => rung.videoKbit + rung.audioKbit))
  return {
    cpuSeconds: 30 + 6 * cpu,
    wallMs: 120_000 + 20_000 * cpu,
    fileBytes: 16e6 + (2 * kbit * plan.durationMs) / 8,
    nice: 15,
  }
}
