/** Reads an experiment: who of those who watched is in which arm follows from the hash, and what they did is summed up
 *  as it comes, an arm at a time. No viewer is kept or written down. */
import type { Playback, ViewerSums } from '../../playback/index.ts'
import type { Tastes } from '../../tastes/index.ts'
import { type Compared, type Metric, type Reading, zMetric } from '../contract-experiments.ts'
import { compareArms } from '../statistics/compare.ts'
import { addMeasured, type ArmMoments, emptyMoments, type Measured } from '../statistics/moments.ts'
import { halfWidthOf, mixtureOf, pValueOf } from '../statistics/sequential.ts'
import { armOf, type Running } from './assign.ts'

/** Of all arms of an experiment together, whenever it is looked at. */
export const alpha = 0.05
/** In each of two arms, before they are compared: below it a mean is not near enough to normal. */
export const leastViewers = 100
const weekMs = 7 * 86_400_000

const metrics = zMetric.options
/** Where less is better. */
const isHarm = (metric: Metric): boolean => metric === 'skip' || metric === 'unwanted'

export interface MeasureDeps {
  readonly playback: { readonly figures: Pick<Playback['figures'], 'eachViewer'> }
  readonly tastes: Pick<Tastes, 'unmeasured' | 'unwantedBetween'>
}

type Sums = Record<Metric, ArmMoments>

/** @param before the reading before this one: what was found stays found */
export async function measure(
  { playback, tastes }: MeasureDeps,
  experiment: Running & { readonly startedAt: Date },
  now: Date,
  before: Reading | undefined,
): Promise<Reading> {
  const since = experiment.startedAt
  const from = new Date(since.getTime() - weekMs)
  const [unmeasured, unwanted] = await Promise.all([
    tastes.unmeasured(),
    tastes.unwantedBetween(from, since, now).then((rows) => new Map(rows.map((row) => [row.viewerKey, row]))),
  ])
  const arms = experiment.arms.map(
    (): Sums => ({
      watch: emptyMoments(),
      finish: emptyMoments(),
      skip: emptyMoments(),
      unwanted: emptyMoments(),
    }),
  )
  for await (const viewer of playback.figures.eachViewer({ from, since, to: now })) {
    const place = armOf([experiment], viewer.viewerKey)
    const sums = place && arms[place.arm]
    if (!sums || unmeasured.has(viewer.viewerKey)) continue
    const said = unwanted.get(viewer.viewerKey) ?? { before: 0, after: 0 }
    for (const metric of metrics) addMeasured(sums[metric], measuredOf(metric, viewer, said))
  }
  const [control, ...others] = arms
  const compared = control
    ? others.flatMap((sums, at) =>
        metrics.flatMap((metric) => {
          const known = before?.compared.find((one) => one.arm === at + 1 && one.metric === metric)
          return compare(at + 1, metric, control[metric], sums[metric], alpha / others.length, known)
        }),
      )
    : []
  return { at: now.toISOString(), arms: arms.map(toldOf), compared }
}

function measuredOf(metric: Metric, viewer: ViewerSums, said: { before: number; after: number }): Measured {
  const wasThere = viewer.seenBefore > 0
  const rate = (count: number): number | undefined => (wasThere ? count / viewer.seenBefore : undefined)
  switch (metric) {
    case 'watch':
      return {
        y: viewer.totalMs / 60_000,
        d: 1,
        x: wasThere ? viewer.totalMsBefore / 60_000 : undefined,
      }
    case 'finish':
      return { y: viewer.finished, d: viewer.seen, x: rate(viewer.finishedBefore) }
    case 'skip':
      return { y: viewer.skipped, d: viewer.seen, x: rate(viewer.skippedBefore) }
    case 'unwanted':
      return { y: 1_000 * said.after, d: viewer.seen, x: rate(1_000 * said.before) }
  }
}

function compare(
  arm: number,
  metric: Metric,
  control: ArmMoments,
  other: ArmMoments,
  level: number,
  known: Compared | undefined,
): Compared[] {
  const told = compareArms(control, other)
  if (!told || told.controlMean === 0) return known ? [known] : []
  const { difference, variance, controlMean, explained } = told
  const isEnough = Math.min(told.controlViewers, told.armViewers) >= leastViewers
  const mixture = mixtureOf(told.viewerVariance)
  const here = isEnough ? pValueOf(difference, variance, mixture) : 1
  const half = isEnough ? halfWidthOf(variance, mixture, level) / controlMean : Number.POSITIVE_INFINITY
  const relative = difference / controlMean
  const found = here <= level ? (difference > 0 === isHarm(metric) ? 'worse' : 'better') : 'open'
  return [
    {
      arm,
      metric,
      relative,
      low: Number.isFinite(half) ? relative - half : null,
      high: Number.isFinite(half) ? relative + half : null,
      p: Math.min(here, known?.p ?? 1),
      explained,
      verdict: known && known.verdict !== 'open' ? known.verdict : found,
    },
  ]
}

function toldOf(sums: Sums): Reading['arms'][number] {
  const mean = (metric: Metric): number => {
    const { known, fresh } = sums[metric]
    const divisor = known.d + fresh.d
    return divisor === 0 ? 0 : (known.y + fresh.y) / divisor
  }
  const { known, fresh } = sums.watch
  return {
    viewers: known.n + fresh.n,
    means: { watch: mean('watch'), finish: mean('finish'), skip: mean('skip'), unwanted: mean('unwanted') },
  }
}
