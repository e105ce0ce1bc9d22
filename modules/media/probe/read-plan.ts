/** From a file to a plan, or to the reason why there is none. Runs ffprobe, and where the container does not say
 *  enough, a pass over all packets that decodes nothing. */
import { copyArgs, decodeArgs, probeArgs, scanArgs } from './ffmpeg-args.ts'
import type { Asset } from '../asset.ts'
import { mediaRefusals } from '../contract.ts'
import {
  endsEarly,
  judgeFile,
  judgeTiming,
  pictureLimits,
  type Plan,
  type Refused,
  refused,
  type Verdict,
} from './judge-file.ts'
import { keepProbe, knownProbe } from '../store-looks.ts'
import { inputLimits, type Track } from './fence.ts'
import { type Probe, readProbe } from './read-probe.ts'
import type { Ending } from './run-confined.ts'
import { takeWay } from './ways.ts'
import {
  type Budget,
  type Place,
  quickBudget,
  type Run,
  runFfmpeg,
  type Workshop,
} from '../workshop/workshop.ts'

export type Fault = { readonly kind: 'fault'; readonly ending: Exclude<Ending, { kind: 'done' }> }

/** What is to be made of the file, its length measured. */
export async function readPlan(shop: Workshop, asset: Asset, place: Place): Promise<Verdict | Fault> {
  const promised = await readPromise(shop, asset, place)
  if (promised.kind !== 'plan') return promised
  return measure(shop, asset, promised.plan, place)
}

/** As {@link readPlan}, by what the headers say; the length is 0 where they don't. */
export async function readPromise(shop: Workshop, asset: Asset, place: Place): Promise<Verdict | Fault> {
  const probed = await probeFile(shop, asset, place)
  if (probed.kind !== 'probed') return probed
  const verdict = judgeFile(probed.probe, { maxSeconds: shop.config.MAX_SECONDS })
  if (verdict.kind === 'refused') return verdict
  const whole = takeWay(verdict.plan, asset.way)
  const plan = asset.notices.includes('sound_left_out') ? { ...whole, audio: undefined } : whole
  return { kind: 'plan', plan: { ...plan, durationMs: asset.durationMs ?? plan.durationMs } }
}

/** By an earlier job, or as it will be: what copies or encodes the file holds it against the headers on its way. */
const isMeasured = (asset: Asset, plan: Plan): boolean =>
  asset.durationMs !== undefined || plan.durationMs > 0

const keptProbeMax = 16_384

export type Probed = { readonly kind: 'probed'; readonly probe: Probe | undefined } | Refused | Fault

/** What the headers say. */
export async function probeFile(shop: Workshop, asset: Asset, place: Place): Promise<Probed> {
  const known = await knownProbe(shop.db, asset.id)
  if (known !== undefined) return { kind: 'probed', probe: readProbe(known) }
  const { ending } = await runFfmpeg(shop, probeArgs(place.path, inputLimits(shop.config, asset)), {
    ...place,
    program: shop.config.FFPROBE,
    budget: { ...quickBudget(asset.originalBytes), wallMs: 30_000, cpuSeconds: 20 },
    stdoutBytes: 1e6,
  })
  if (ending.kind === 'failed') return whyUnopened(ending.stderr)
  if (ending.kind !== 'done') return { kind: 'fault', ending }
  const json = ending.stdout.toString('utf8')
  // The jobs that follow ask the same; a file with a novel in its titles is asked again.
  if (json.length < keptProbeMax && !json.includes('\0'))
    await shop.db.transaction((tx) => keepProbe(tx, asset.id, json))
  return { kind: 'probed', probe: readProbe(json) }
}

function whyUnopened(stderr: string): Refused {
  // An MP4 whose index (at the end, as phones write it) never arrived is a file cut short, not another kind.
  if (/moov atom not found/.test(stderr)) return refused(mediaRefusals.media_truncated)
  // The fence around the decoder met a picture that unfolds to more than it lets through.
  const [, width, height] = /Picture size (\d{1,9})x(\d{1,9}) (?:is invalid|exceeds)/.exec(stderr) ?? []
  if (width !== undefined && height !== undefined)
    return refused(mediaRefusals.media_too_big, {
      width: Number(width),
      height: Number(height),
      limit: pictureLimits.edgeMax,
    })
  return refused(mediaRefusals.media_unreadable)
}

/** Counts the pictures of a track without decoding them. @param promisedMs what the headers say; 0 where they don't */
export const scan = (
  shop: Workshop,
  asset: Asset,
  track: Track,
  promisedMs: number,
  place: Place,
): Promise<Run> =>
  runFfmpeg(shop, scanArgs(place.path, track, inputLimits(shop.config, asset)), {
    ...place,
    budget: quickBudget(asset.originalBytes),
    watch: { assetId: asset.id, stage: 'reading', durationMs: promisedMs },
  })

/** The length, where the headers promise none: {@link count}.
 *  @param scanned the plan's pictures, where somebody has begun to count them */
export const measure = async (
  shop: Workshop,
  asset: Asset,
  plan: Plan,
  place: Place,
  scanned?: Promise<Run>,
): Promise<Verdict | Fault> =>
  isMeasured(asset, plan) ? { kind: 'plan', plan } : count(shop, asset, plan, place, scanned)

/** Holds the length that the headers promise against the packets; where they promise none, it is the packets'. */
export async function count(
  shop: Workshop,
  asset: Asset,
  plan: Plan,
  place: Place,
  scanned?: Promise<Run>,
): Promise<Verdict | Fault> {
  const { ending, progress } = await (scanned ?? scan(shop, asset, plan.video, plan.durationMs, place))
  if (ending.kind === 'failed') return refused(mediaRefusals.media_broken)
  if (ending.kind !== 'done') return { kind: 'fault', ending }
  return (
    confirmLength(shop, plan, progress) ?? {
      kind: 'plan',
      plan: { ...plan, durationMs: plan.durationMs || progress.outMs },
    }
  )
}

/** Holds what was really there against what the container promised. @returns the refusal, if it comes to one */
export function confirmLength(
  shop: Workshop,
  plan: Plan,
  found: { outMs: number; frames: number },
): Verdict | undefined {
  const timing = judgeTiming(found.outMs, found.frames, { maxSeconds: shop.config.MAX_SECONDS })
  if (timing) return timing
  // Promised, and not one picture in it that could be taken: not empty, but broken.
  if (found.frames === 0)
    return refused(plan.durationMs > 0 ? mediaRefusals.media_broken : mediaRefusals.media_too_short)
  return endsEarly(plan.durationMs, found.outMs, plan.video.frameRate)
    ? refused(mediaRefusals.media_truncated)
    : undefined
}

/** Whether packets were in it that no decoder takes. ffmpeg goes on behind them; a browser stops. */
export const isDamaged = (ending: Ending): boolean =>
  ending.kind === 'done' && /Error while decoding stream|Error submitting (a )?packet/.test(ending.stderr)

/** Decodes all of a file that was made: for what is published as it came and never decoded again before people watch it.
 *  @returns `damaged` when a browser would stop */
export async function confirmDecodes(
  shop: Workshop,
  asset: Asset,
  place: Place,
): Promise<'sound' | 'damaged' | Fault> {
  const budget = quickBudget(asset.originalBytes)
  const limits = inputLimits(shop.config, asset)
  const { ending } = await runFfmpeg(shop, decodeArgs(place.path, limits), {
    ...place,
    budget: { ...budget, cpuSeconds: budget.cpuSeconds + limits.maxSeconds / 2 },
  })
  if (ending.kind === 'failed' || ending.kind === 'crashed') return 'damaged'
  if (ending.kind !== 'done') return { kind: 'fault', ending }
  return isDamaged(ending) ? 'damaged' : 'sound'
}

export type CopyResult = Verdict | Fault | { readonly kind: 'copied' } | { readonly kind: 'uncopyable' }

/** The source's own picture in a new file. @returns `uncopyable` when only encoding can help */
export async function copySource(
  shop: Workshop,
  asset: Asset,
  plan: Plan,
  output: string,
  place: Place,
): Promise<CopyResult> {
  const soundSeconds = plan.copy === 'video' ? shop.config.MAX_SECONDS / 5 : 0
  const budget: Budget = quickBudget(asset.originalBytes)
  const { ending, progress } = await runFfmpeg(
    shop,
    copyArgs(place.path, plan, output, inputLimits(shop.config, asset)),
    {
      ...place,
      budget: { ...budget, cpuSeconds: budget.cpuSeconds + soundSeconds },
      watch: { assetId: asset.id, stage: 'copying', durationMs: plan.durationMs },
    },
  )
  if (ending.kind === 'failed') return { kind: 'uncopyable' }
  if (ending.kind !== 'done') return { kind: 'fault', ending }
  return confirmLength(shop, plan, progress) ?? { kind: 'copied' }
}
