/** The slow jobs: one decode, several rungs. Which rungs are missing is read from what is there, so an attempt that
 *  was killed is simply made again, and a finished one is not. */
import { join } from 'node:path'
import type { Tx } from '../../../platform/db/index.ts'
import type { JobDefinition } from '../../../platform/jobs/index.ts'
import type { Asset, AssetId } from '../asset.ts'
import { mediaRefusals } from '../contract.ts'
import { type AssetJob, firstRungJob, ladderJob, sendJob } from '../jobs.ts'
import { ladderArgs } from '../probe/encode-args.ts'
import { inputLimits } from '../probe/fence.ts'
import { endsEarly, isHdr, type Plan } from '../probe/judge-file.ts'
import { estimateCpuSeconds, planLadder, type Rung } from '../probe/plan-ladder.ts'
import { confirmLength, count, isDamaged, readPlan } from '../probe/read-plan.ts'
import { addNotice } from '../store.ts'
import { markDamaged } from '../store-looks.ts'
import { hearFirst, wholeSource } from './hear-asset.ts'
import { drawStill, notePoster, posterFrom, stillFor } from './make-poster.ts'
import { keepOutputs, type Output, videoOutput } from '../workshop/keep-outputs.ts'
import {
  announcePlayable,
  announceReady,
  refuseAsset,
  settleFault,
  tryOtherwise,
} from '../workshop/settle-asset.ts'
import { workOn } from '../workshop/work-on.ts'
import { type Budget, type Place, runFfmpeg, type Workshop } from '../workshop/workshop.ts'

/** Makes the lowest rung alone, so that a long clip can be watched while the others are made. */
export const encodeFirstRung = (shop: Workshop, id: AssetId, signal: AbortSignal): Promise<void> =>
  encode(shop, id, signal, firstRungJob)

/** Makes every rung that is missing. */
export const encodeLadder = (shop: Workshop, id: AssetId, signal: AbortSignal): Promise<void> =>
  encode(shop, id, signal, ladderJob)

const encode = (
  shop: Workshop,
  id: AssetId,
  signal: AbortSignal,
  job: JobDefinition<AssetJob>,
): Promise<void> =>
  workOn(
    shop,
    id,
    signal,
    { job, from: ['probing', 'playable'], stage: { name: 'encoding', percent: 0 } },
    (asset, place) => encodeFrom(shop, asset, place, job),
  )

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
  const heard = await hearFirst(shop, asset, read.plan, place)
  if (heard.kind === 'fault') return settleFault(shop, asset, heard.ending, job, read.plan)
  if (heard.kind === 'taken over') return
  await encodeHeard(shop, heard.asset, heard.plan, place, job)
}

async function encodeHeard(
  shop: Workshop,
  asset: Asset,
  plan: Plan,
  place: Place,
  job: JobDefinition<AssetJob>,
): Promise<void> {
  const have = new Set(asset.renditions.map((one) => one.name))
  const all = planLadder(plan.size, have.has('source'))
  const missing = all.filter((rung) => !have.has(rung.name))
  const alone = job === firstRungJob && all.length > 1
  const rungs = alone ? missing.filter((rung) => rung.name === all[0]?.name) : missing
  if (rungs.length > 0) return makeRungs(shop, asset, plan, rungs, place, job, all.length > rungs.length)
  // Everything was there already: only the mark is missing.
  await shop.db.transaction(async (tx) => {
    if (alone) await sendJob(shop.jobs, tx, ladderJob, asset)
    else await announceReady(shop, tx, asset)
  })
}

async function makeRungs(
  shop: Workshop,
  asset: Asset,
  plan: Plan,
  rungs: readonly Rung[],
  place: Place,
  job: JobDefinition<AssetJob>,
  hasMore: boolean,
): Promise<void> {
  const outputs = rungs.map((rung): Output & { rung: Rung } => ({
    rung,
    ...videoOutput(rung.name, join(place.folder, `${rung.name}.mp4`), rung),
  }))
  const { loudness } = asset
  const hasPoster = asset.renditions.some((one) => one.kind === 'poster')
  const still = hasPoster ? undefined : stillFor(asset, plan, place)
  const args = ladderArgs(place.path, plan, outputs, inputLimits(shop.config, asset), { loudness, still })
  const encoding = runFfmpeg(shop, args, {
    ...place,
    // Somebody waits for the first one.
    budget: { ...encodeBudget(plan, rungs), nice: job === firstRungJob ? 5 : 15 },
    watch: { assetId: asset.id, stage: 'encoding', durationMs: plan.durationMs },
  })
  const [{ ending, progress }, drawn] = await Promise.all([
    encoding,
    still && drawStill(still, place, encoding),
  ])
  const isDoubted =
    ending.kind === 'failed' || (ending.kind === 'done' && confirmLength(shop, plan, progress) !== undefined)
  if (isDoubted && asset.state !== 'playable') {
    // Nobody counted its packets while its headers promised a length: now they tell what is wrong with it.
    const counted = await count(shop, asset, plan, place)
    if (counted.kind === 'refused') return refuseAsset(shop, asset, counted.spec, counted.params)
    if (counted.kind === 'fault') return settleFault(shop, asset, counted.ending, job, plan)
  }
  if (ending.kind !== 'done') return settleFault(shop, asset, ending, job, plan)
  // Headers can be whole around pictures that are not: a tenth of the clip is no clip.
  if (progress.frames === 0 || endsEarly(plan.durationMs, progress.outMs, plan.video.frameRate))
    return tryOtherwise(shop, asset, mediaRefusals.media_broken, job, plan)
  const poster = still && (await posterFrom(shop, asset, plan, drawn, place))
  if (poster?.kind === 'fault') return settleFault(shop, asset, poster.ending, job, plan)
  if (poster?.kind === 'undecodable') return tryOtherwise(shop, asset, mediaRefusals.media_broken, job, plan)
  const files: Output[] = outputs.map(({ rung: _, ...output }) => output)
  if (poster) files.push(poster.output)
  const source = wholeSource(asset)
  const retire = async (tx: Tx, { file }: { file: string }): Promise<void> => {
    await markDamaged(tx, asset.id, file)
    await addNotice(tx, asset.id, 'file_mended')
  }
  await keepOutputs(shop, asset, files, plan.durationMs, async (tx) => {
    if (poster) await notePoster(shop, tx, asset, poster)
    await announcePlayable(shop, tx, asset, { durationMs: plan.durationMs, ...plan.size })
    if (source && isDamaged(ending)) await retire(tx, source)
    if (job === firstRungJob && hasMore) await sendJob(shop.jobs, tx, ladderJob, asset)
    else await announceReady(shop, tx, asset)
  })
}

/** Six times what such a file takes, on a machine that is twenty times slower than one free core.
 *  @param times how much longer the encoder takes than x264 at `veryfast` */
export function encodeBudget(plan: Plan, rungs: readonly Rung[], times = 1): Budget {
  const factor = times * (isHdr(plan.video) || plan.video.codec === 'av1' ? 3 : 1)
  const cpu = factor * estimateCpuSeconds(plan.video, rungs, plan.durationMs, plan.video.frameRate)
  const kbit = Math.max(...rungs.map((rung) => rung.videoKbit + rung.audioKbit))
  return {
    cpuSeconds: 30 + 6 * cpu,
    wallMs: 120_000 + 20_000 * cpu,
    fileBytes: 16e6 + (2 * kbit * plan.durationMs) / 8,
    nice: 15,
  }
}
