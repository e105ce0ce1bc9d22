/** What a player claims, cut to what is possible. */

/** Ranges of media time in ms, flat: start, end, start, end … in the order in which they were played. */
export type Ranges = readonly number[]

/** Keeps the part of each range that lies inside the clip; drops what is empty or backwards.
 *  Overlaps stay: a loop plays the same milliseconds again, and wall time bounds the sum (see qualify.ts). */
export function clampRanges(claimed: readonly (readonly [number, number])[], durationMs: number): number[] {
  const kept: number[] = []
  for (const [start, end] of claimed) {
    const from = Math.max(0, Math.floor(start))
    const to = Math.min(durationMs, Math.floor(end))
    if (from < to) kept.push(from, to)
  }
  return kept
}

export function lengthOf(ranges: Ranges): number {
  let total = 0
  for (let at = 0; at + 1 < ranges.length; at += 2) total += (ranges[at + 1] ?? 0) - (ranges[at] ?? 0)
  return total
}
