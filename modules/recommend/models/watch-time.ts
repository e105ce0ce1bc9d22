/** How long somebody will watch, without favouring long clips (D2Q: Zhan et al., "Deconfounding Duration Bias in
 *  Watch-time Prediction for Video Recommendation", KDD 2022): a model learns which *quantile* of the watches of clips of
 *  like duration this one will be, and the quantile becomes a time again by that bucket's own distribution. */
import { assert, present } from '../../../platform/errors.ts'

export interface Watch {
  readonly durationMs: number
  readonly watchMs: number
}

export interface WatchTimes {
  /** Where such a watch lies among those of like clips, 0 to 1: the middle of its equals. */
  quantileOf(watch: Watch): number
  /** The time at a quantile of watches of clips of this duration. */
  watchMsAt(durationMs: number, quantile: number): number
}

/** @param buckets of duration with as many watches each, as far as equal durations let them */
export function fitWatchTimes(watches: readonly Watch[], buckets: number): WatchTimes {
  assert(watches.length > 0, 'watch times are fitted to watches')
  const durations = Float64Array.from(watches, (watch) => watch.durationMs).sort()
  const shortest = durations[0] ?? 0
  const cuts = Array.from(
    { length: buckets - 1 },
    (_, at) => durations[Math.floor((durations.length * (at + 1)) / buckets)] ?? shortest,
  )
  /** A bucket begins with its edge; the first has none. So none is empty. */
  const edges = Float64Array.from(new Set(cuts.filter((cut) => cut > shortest)))
  const times: number[][] = Array.from({ length: edges.length + 1 }, () => [])
  for (const { durationMs, watchMs } of watches) times[countUpTo(edges, durationMs)]?.push(watchMs)
  const sorted = times.map((bucket) => Float64Array.from(bucket).sort())
  const bucketOf = (durationMs: number): Float64Array =>
    present(sorted[countUpTo(edges, durationMs)], 'a bucket for every duration')

  return {
    quantileOf({ durationMs, watchMs }) {
      const bucket = bucketOf(durationMs)
      return (countBelow(bucket, watchMs) + countUpTo(bucket, watchMs)) / 2 / bucket.length
    },
    watchMsAt(durationMs, quantile) {
      const bucket = bucketOf(durationMs)
      const place = Math.min(bucket.length - 1, Math.max(0, Math.floor(quantile * bucket.length)))
      return bucket[place] ?? 0
    },
  }
}

const countBelow = (sorted: Float64Array, value: number): number => countWhile(sorted, (one) => one < value)
const countUpTo = (sorted: Float64Array, value: number): number => countWhile(sorted, (one) => one <= value)

/** How many of the first hold, where those that hold come first. */
function countWhile(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(sorted[middle] ?? 0)) low = middle + 1
    else high = middle
  }
  return low
}
