/** D2Q (see watch-time.ts) in memory that other threads read: how the watches of clips of like duration are spread, as
 *  parts of the duration, at {@link points} quantiles a bucket. */
import type { Memory } from './memory.ts'

const buckets = 24
const points = 33
/** Of one bucket: with fewer, its own spread says little. */
const enough = 50

export interface WatchGrid {
  /** Where such a watch lies among those of like clips, 0 to 1. */
  quantileOf(durationMs: number, watchedMs: number): number
  /** The time at a quantile of the watches of clips of this duration. */
  watchMsAt(durationMs: number, quantile: number): number
  /** @param durations,watched ms, of the same watches; at most `count` of them are looked at */
  fit(durations: Float32Array, watched: Float32Array, count: number): void
}

export function createWatchGrid(memory: Memory): WatchGrid {
  // Until something is known: as likely one part as another, up to one and a half times.
  const grid = memory.floats(buckets * points, (array) => {
    for (let at = 0; at < array.length; at++) array[at] = (1.5 * (at % points)) / (points - 1)
  })
  const rowOf = (durationMs: number): number =>
    points * Math.min(buckets - 1, Math.floor(Math.log2(1 + durationMs / 1000) * 3))

  return {
    quantileOf(durationMs, watchedMs) {
      const row = rowOf(durationMs)
      const part = watchedMs / durationMs
      let low = 0
      while (low < points && (grid[row + low] ?? 0) < part) low++
      let high = low
      while (high < points && (grid[row + high] ?? 0) <= part) high++
      if (high > low) return (low + high - 1) / 2 / (points - 1) // the middle of its equals
      if (low === 0) return 0
      if (low === points) return 1
      const [below, above] = [grid[row + low - 1] ?? 0, grid[row + low] ?? 0]
      return (low - 1 + (part - below) / (above - below)) / (points - 1)
    },
    watchMsAt(durationMs, quantile) {
      const place = Math.min(1, Math.max(0, quantile)) * (points - 1)
      const low = Math.min(points - 2, Math.floor(place))
      const at = rowOf(durationMs) + low
      const [below, above] = [grid[at] ?? 0, grid[at + 1] ?? 0]
      return durationMs * (below + (place - low) * (above - below))
    },
    fit(durations, watched, count) {
      const parts: number[][] = Array.from({ length: buckets }, () => [])
      for (let at = 0; at < count; at++) {
        const duration = durations[at] ?? 0
        if (duration > 0) parts[rowOf(duration) / points]?.push((watched[at] ?? 0) / duration)
      }
      const all = parts.flat()
      if (all.length < enough) return
      for (const [bucket, own] of parts.entries()) {
        const sorted = Float64Array.from(own.length < enough ? all : own).sort()
        for (let point = 0; point < points; point++)
          grid[bucket * points + point] =
            sorted[Math.round((point / (points - 1)) * (sorted.length - 1))] ?? 0
      }
    },
  }
}
