/** Which milliseconds of a clip were really watched: continuous, in sight, at the speed of time.
 *  Pure: the deck feeds it samples (media position, monotonic wall clock) four times a second. */

export type Range = readonly [startMs: number, endMs: number]
export interface Watched {
  readonly ranges: readonly Range[]
  /** Wall time spent playing what the ranges cover. */
  readonly playedMs: number
}
export interface WatchedRanges {
  /** Called while the clip plays in sight. */
  sample: (mediaMs: number, wallMs: number) => void
  /** The clip paused, was sought, stalled or left sight: the next sample starts anew. */
  cut: () => void
  /** What is new since the last `take`, or undefined; a range in progress goes on from where it was taken. */
  take: () => Watched | undefined
}

/** Media time may run ahead of the wall clock by the coarseness of the two clocks, no more. */
const JITTER_MS = 300
/** A longer silence means a sleeping tab: nobody knows what was in sight. */
const GAP_MS_MAX = 1500
/** The contract's limit on ranges in one event; the rest waits for the next. */
export const RANGES_MAX = 20

export function watchedRanges(durationMs: number): WatchedRanges {
  let done: Range[] = []
  let playedMs = 0
  let open: { start: number; end: number; wall: number } | undefined

  const close = (): void => {
    if (open && open.end > open.start) done.push([open.start, open.end])
    open = undefined
  }

  return {
    sample(mediaMs, wallMs) {
      const at = Math.round(Math.min(Math.max(mediaMs, 0), durationMs))
      if (!open) {
        open = { start: at, end: at, wall: wallMs }
        return
      }
      const wall = wallMs - open.wall
      const media = at - open.end
      const looped = media < 0 ? durationMs - open.end + at : -1
      if (wall >= 0 && wall <= GAP_MS_MAX && media >= 0 && media <= wall + JITTER_MS) {
        open.end = at
        open.wall = wallMs
        playedMs += wall
      } else if (wall >= 0 && wall <= GAP_MS_MAX && looped >= 0 && looped <= wall + JITTER_MS) {
        // The clip ended and began again between two samples: its tail and its head were both seen.
        open.end = durationMs
        close()
        open = { start: 0, end: at, wall: wallMs }
        playedMs += wall
      } else {
        close()
        open = { start: at, end: at, wall: wallMs }
      }
    },
    cut: close,
    take() {
      if (open && open.end > open.start) {
        done.push([open.start, open.end])
        open = { ...open, start: open.end }
      }
      if (done.length === 0) return undefined
      const ranges = done.slice(0, RANGES_MAX)
      const rest = done.slice(RANGES_MAX)
      // Played time is handed over with the ranges it belongs to; what waits keeps its own part.
      const left = Math.min(playedMs, lengthOf(rest))
      const watched = { ranges, playedMs: Math.round(playedMs - left) }
      done = rest
      playedMs = left
      return watched
    },
  }
}

export function lengthOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0)
}
