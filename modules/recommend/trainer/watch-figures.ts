/** How well the watch time is foretold, of the lessons that are kept, each told before it was learned: the same figures, by
 *  the same functions, as those of logs that are replayed (tools/replay). */
import { mae, xauc } from '../models/metrics.ts'
import { headCount, levelsFrom } from './heads.ts'
import { ledgerAt, type Model, recentMax } from './model.ts'

export interface WatchFigures {
  readonly lessons: number
  /** How far the median that was told lies from what was watched, on the mean; and, in its place, that of clips of like
   *  duration. */
  readonly offMs: number
  readonly plainOffMs: number
  /** How often, of two watches, the one that was longer was told to be; null: all were as long. */
  readonly order: number | null
  /** On the mean: what a score counted, and what was watched. */
  readonly expectedMs: number
  readonly watchedMs: number
}

/** With fewer lessons nothing is said. */
const enough = 500

/** @returns null: too few lessons yet */
export function watchFigures({
  ledger,
  said,
  durations,
  watched,
  watch,
  watchTimes,
}: Model): WatchFigures | null {
  const lessons = Math.min(recentMax, ledger[ledgerAt.learned] ?? 0)
  if (lessons < enough) return null
  const chances = new Float64Array(headCount)
  const told = new Float64Array(lessons)
  const plain = new Float64Array(lessons)
  const expected = new Float64Array(lessons)
  for (let lesson = 0; lesson < lessons; lesson++) {
    const durationMs = durations[lesson] ?? 0
    for (let head = levelsFrom; head < headCount; head++) chances[head] = said[head]?.[lesson] ?? 0
    told[lesson] = watch.medianMs(chances, durationMs)
    expected[lesson] = watch.meanMs(chances, durationMs)
    plain[lesson] = watchTimes.watchMsAt(durationMs, 0.5)
  }
  const actual = Float64Array.from(watched.subarray(0, lessons))
  const order = xauc(told, actual)
  return {
    lessons,
    offMs: mae(told, actual),
    plainOffMs: mae(plain, actual),
    order: Number.isNaN(order) ? null : order,
    expectedMs: meanOf(expected),
    watchedMs: meanOf(actual),
  }
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
