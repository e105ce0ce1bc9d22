/** How long somebody will watch: a head a level, "will this watch go beyond it?" (Frank and Hall, "A Simple Approach to
 *  Ordinal Classification", ECML 2001; for watch times CREAD, AAAI 2024). A level is a quantile of the watches of clips of
 *  like duration (watch-times.ts); levels part 0 to 1 evenly. This is the only definition: lessons, scores, live figures and
 *  the replay of logs use it.
 *
 *  Told is the **median**, where the chances fall through one half: watches end early or go to the end, seldom at their
 *  mean, and the median is what has the least mean absolute error. A score counts the **mean**: ten clips that one viewer
 *  in ten watches for a minute are worth the minute. */
import type { WatchTimes } from './watch-times.ts'

export interface WatchHead {
  /** Fills the heads' targets: 1 where the watch goes beyond the level, else 0. */
  fillTargets(targets: Float64Array, durationMs: number, watchedMs: number): void
  /** @param chances one a head, 0 to 1; where a higher level is told to be likelier than a lower one, the lower one's word
   *    stands */
  medianMs(chances: Float64Array, durationMs: number): number
  /** What is watched without passing any level. */
  leastMs(durationMs: number): number
  /** What passing a level adds: the mean is {@link leastMs} and the sum of these, each by the chance of its level. */
  gainMs(durationMs: number, level: number): number
  meanMs(chances: Float64Array, durationMs: number): number
}

/** @param from the first of `levels` heads that are neighbours
 *  @param times with a stretch more than there are levels */
export function createWatchHead(from: number, levels: number, times: WatchTimes): WatchHead {
  const gainMs = (durationMs: number, level: number): number =>
    times.meanMsIn(durationMs, level + 1) - times.meanMsIn(durationMs, level)
  return {
    fillTargets(targets, durationMs, watchedMs) {
      const quantile = times.quantileOf(durationMs, watchedMs)
      for (let level = 0; level < levels; level++)
        targets[from + level] = quantile > quantileAt(level, levels) ? 1 : 0
    },
    medianMs: (chances, durationMs) =>
      times.watchMsAt(durationMs, medianOf(chances.subarray(from, from + levels))),
    leastMs: (durationMs) => times.meanMsIn(durationMs, 0),
    gainMs,
    meanMs(chances, durationMs) {
      let sum = times.meanMsIn(durationMs, 0)
      for (let level = 0; level < levels; level++)
        sum += (chances[from + level] ?? 0) * gainMs(durationMs, level)
      return sum
    },
  }
}

/** @returns the quantile at which the chance of going beyond is one half, between levels on a straight line */
function medianOf(chances: Float64Array): number {
  const levels = chances.length
  let quantile = 0
  let chance = 1
  for (let level = 0; level <= levels; level++) {
    const next = level === levels ? 1 : quantileAt(level, levels)
    const beyond = level === levels ? 0 : Math.min(chance, chances[level] ?? 0)
    if (beyond < 0.5) return quantile + ((chance - 0.5) / (chance - beyond)) * (next - quantile)
    quantile = next
    chance = beyond
  }
  return 1
}

export const quantileAt = (level: number, levels: number): number => (level + 1) / (levels + 1)
