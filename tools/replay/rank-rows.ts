/** One life of a ranker: it has learnt from what is known, and then meets the judged rows in order of time, learning from
 *  them at its own pace. */
import {
  createRanker,
  type Factors,
  fieldCount,
  type Ranker,
  type RankerSettings,
  restoreRanker,
  type WatchHead,
} from '../../modules/recommend/index.ts'
import { createFeatures, outcomeNames, outcomesOf } from './features.ts'
import type { KuaiRand, Shown } from './kuairand.ts'

/** How often what was met is learnt from. */
export type Pace = 'event' | 'hour' | 'day' | 'never'

export interface Life {
  readonly pace: Pace
  /** Whether the counters behind the features go on. */
  readonly counts: boolean
}

export interface Lesson {
  readonly data: KuaiRand
  readonly factors: Factors
  /** From the head after those of the outcomes on. */
  readonly watch: WatchHead
  readonly settings: RankerSettings
}

/** What is predicted: each outcome, and the watch time in ms, as it is told and as a score counts it. */
export const predictionCount = outcomeNames.length + 2
export const watchFrom = outcomeNames.length
export const [medianAt, meanAt] = [watchFrom, watchFrom + 1]

export const rankerSettings = (
  levels: number,
  ftrl: RankerSettings['ftrl'],
  mlp: RankerSettings['mlp'],
): RankerSettings => ({
  heads: outcomeNames.length + levels,
  fields: fieldCount,
  ftrl,
  mlp,
})

/** @returns the snapshot of a ranker that has learnt from what is known, one event after the other */
export function learnKnown(lesson: Lesson): Buffer {
  const { data, factors, settings } = lesson
  const ranker = createRanker(settings)
  const features = createFeatures(data, factors)
  const targets = new Float64Array(settings.heads)
  const out = new Float64Array(settings.heads)
  for (const shown of data.known) {
    fillTargets(targets, shown, lesson)
    ranker.learn(features.of(shown), targets, out)
    features.observe(shown)
  }
  return ranker.snapshot()
}

/** @param snapshot of {@link learnKnown} with the same lesson
 *  @returns the predictions of the judged rows, each made before what came was known */
export function rankJudged(snapshot: Buffer, { pace, counts }: Life, lesson: Lesson): Float64Array[] {
  const { data, settings, watch } = lesson
  const features = createFeatures(data, lesson.factors)
  for (const shown of data.known) features.observe(shown)
  const learner = createLearner(restored(snapshot, settings), settings.heads, pace)
  const targets = new Float64Array(settings.heads)
  const out = new Float64Array(settings.heads)
  const predictions = Array.from({ length: predictionCount }, () => new Float64Array(data.judged.length))
  data.judged.forEach((shown, at) => {
    fillTargets(targets, shown, lesson)
    learner.meet(shown, features.of(shown), targets, out)
    predictions.forEach((of, number) => {
      of[at] = out[number] ?? 0
      if (number === medianAt) of[at] = watch.medianMs(out, shown.durationMs)
      if (number === meanAt) of[at] = watch.meanMs(out, shown.durationMs)
    })
    if (counts) features.observe(shown)
  })
  return predictions
}

function restored(snapshot: Buffer, settings: RankerSettings): Ranker {
  const read = restoreRanker(snapshot, settings)
  if (!read.ok) throw new Error(`the ranker's own snapshot is refused: ${read.reason}`)
  return read.ranker
}

interface Learner {
  /** Predicts into `out` with what was learnt up to the last turn of the hour or day. */
  meet(shown: Shown, features: Uint32Array, targets: Float64Array, out: Float64Array): void
}

const lengthMs: Record<Pace, number> = { event: 0, hour: 3_600_000, day: 86_400_000, never: Infinity }

function createLearner(ranker: Ranker, heads: number, pace: Pace): Learner {
  const waiting: { features: Uint32Array; targets: Float64Array }[] = []
  const unused = new Float64Array(heads)
  let period = Number.NaN
  return {
    meet({ timeMs }, features, targets, out) {
      if (pace === 'event') {
        ranker.learn(features, targets, out)
        return
      }
      const now = Math.floor(timeMs / lengthMs[pace])
      if (now !== period) for (const one of waiting.splice(0)) ranker.learn(one.features, one.targets, unused)
      period = now
      ranker.predict(features, out)
      if (pace !== 'never') waiting.push({ features: features.slice(), targets: targets.slice() })
    },
  }
}

function fillTargets(targets: Float64Array, shown: Shown, { watch }: Lesson): void {
  targets.set(outcomesOf(shown))
  watch.fillTargets(targets, shown.durationMs, shown.watchMs)
}
