/** Watch times without a favour for long clips (D2Q: Zhan et al., "Deconfounding Duration Bias in Watch-time Prediction for
 *  Video Recommendation", KDD 2022): what is learned is which *quantile* of the watches of clips of like duration one will
 *  be, and the quantile becomes a time again by how those watches are spread. Here is how they are spread, in memory that
 *  other threads may read. */
import { type Memory, ownMemory } from './memory.ts'

/** Quantiles at which a bucket's spread is kept. */
const points = 33
/** Of one bucket: with fewer, its own spread says little. */
const enough = 50

export interface WatchTimesSettings {
  /** Of duration, with as many watches each, as far as equal durations let them. */
  readonly buckets: number
  /** Of the quantiles, equally long. */
  readonly stretches: number
}

export interface WatchTimes {
  /** Where such a watch lies among those of like clips, 0 to 1: the middle of its equals. */
  quantileOf(durationMs: number, watchedMs: number): number
  /** The time at a quantile of the watches of clips of this duration. */
  watchMsAt(durationMs: number, quantile: number): number
  /** The mean of the watches in a stretch of the quantiles, from 0. */
  meanMsIn(durationMs: number, stretch: number): number
  /** @param durations,watched ms, of the same watches; at most `count` of them are looked at */
  fit(durations: Float32Array, watched: Float32Array, count: number): void
}

export function createWatchTimes(
  { buckets, stretches }: WatchTimesSettings,
  memory: Memory = ownMemory,
): WatchTimes {
  /** A bucket begins with its edge; the first has none, and those beyond the last are not used. */
  const edges = memory.floats(buckets - 1, (array) => array.fill(Number.POSITIVE_INFINITY))
  /** 1: milliseconds below; 0, until something is known: parts of the duration, each as likely, up to one and a half. */
  const isFitted = memory.uints(1)
  const spread = memory.floats(buckets * points, (array) => {
    for (let at = 0; at < array.length; at++) array[at] = (1.5 * (at % points)) / (points - 1)
  })
  const means = memory.floats(buckets * stretches, (array) => {
    for (let at = 0; at < array.length; at++) array[at] = (1.5 * ((at % stretches) + 0.5)) / stretches
  })
  const bucketOf = (durationMs: number): number => {
    let low = 0
    let high = edges.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((edges[middle] ?? 0) <= durationMs) low = middle + 1
      else high = middle
    }
    return low
  }
  const unitOf = (durationMs: number): number => (isFitted[0] === 1 ? 1 : durationMs)
  const spreadAt = (row: number, quantile: number): number => {
    const place = Math.min(1, Math.max(0, quantile)) * (points - 1)
    const low = Math.min(points - 2, Math.floor(place))
    const [below, above] = [spread[row + low] ?? 0, spread[row + low + 1] ?? 0]
    return below + (place - low) * (above - below)
  }

  return {
    quantileOf(durationMs, watchedMs) {
      const row = points * bucketOf(durationMs)
      const watch = watchedMs / unitOf(durationMs)
      let low = 0
      while (low < points && (spread[row + low] ?? 0) < watch) low++
      let high = low
      while (high < points && (spread[row + high] ?? 0) <= watch) high++
      if (high > low) return (low + high - 1) / 2 / (points - 1)
      if (low === 0) return 0
      if (low === points) return 1
      const [below, above] = [spread[row + low - 1] ?? 0, spread[row + low] ?? 0]
      return (low - 1 + (watch - below) / (above - below)) / (points - 1)
    },
    watchMsAt: (durationMs, quantile) =>
      unitOf(durationMs) * spreadAt(points * bucketOf(durationMs), quantile),
    meanMsIn: (durationMs, stretch) =>
      unitOf(durationMs) * (means[stretches * bucketOf(durationMs) + stretch] ?? 0),
    fit(durations, watched, count) {
      if (count < enough) return
      fitEdges(edges, durations.slice(0, count).sort())
      const members: number[][] = Array.from({ length: buckets }, () => [])
      for (let at = 0; at < count; at++) members[bucketOf(durations[at] ?? 0)]?.push(watched[at] ?? 0)
      const all = watched.slice(0, count).sort()
      for (const [bucket, own] of members.entries()) {
        const sorted = own.length < enough ? all : Float32Array.from(own).sort()
        for (let point = 0; point < points; point++)
          spread[bucket * points + point] =
            sorted[Math.round((point / (points - 1)) * (sorted.length - 1))] ?? 0
        for (let stretch = 0; stretch < stretches; stretch++)
          means[bucket * stretches + stretch] = meanOf(sorted, stretch / stretches, (stretch + 1) / stretches)
      }
      isFitted[0] = 1
    },
  }
}

/** @param sorted durations */
function fitEdges(edges: Float32Array, sorted: Float32Array): void {
  const buckets = Math.min(edges.length + 1, Math.floor(sorted.length / enough))
  const shortest = sorted[0] ?? 0
  const cuts = new Set<number>()
  for (let bucket = 1; bucket < buckets; bucket++) {
    const cut = sorted[Math.floor((sorted.length * bucket) / buckets)] ?? shortest
    if (cut > shortest) cuts.add(cut)
  }
  edges.fill(Number.POSITIVE_INFINITY)
  edges.set([...cuts])
}

/** The mean of what lies between two quantiles; of a single value where none does. */
function meanOf(sorted: Float32Array, from: number, to: number): number {
  const first = Math.min(sorted.length - 1, Math.round(from * sorted.length))
  const end = Math.max(first + 1, Math.round(to * sorted.length))
  let sum = 0
  for (let at = first; at < end; at++) sum += sorted[at] ?? 0
  return sum / (end - first)
}
