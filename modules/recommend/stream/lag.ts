/** How long it took from the moment at which an outcome could be learned until the model that holds it was the one that
 *  pages are scored from: the trainer writes into the memory that they read, so that is when it has learned it. */
import type { Clock } from '../../../platform/clock.ts'
import type { Metrics } from '../../../platform/metrics.ts'

export interface LagFigures {
  /** Milliseconds, within a tenth. */
  readonly p50: number
  readonly p95: number
  /** Outcomes of the last hour. */
  readonly outcomes: number
}

export interface Lag {
  note(ms: number): void
  /** null: nothing was learned in it. */
  lastHour(): LagFigures | null
}

const minutes = 60
const minuteMs = 60_000
/** Times are counted in steps of a tenth: from a millisecond to eight hours. */
const step = 1.1
const steps = 180

export function createLag(clock: Clock, metrics: Metrics): Lag {
  const observe = metrics.histogram(
    'recommend_lag_seconds',
    'From an outcome that can be learned to pages that are scored by it.',
    [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300],
  )
  const counts = new Uint32Array(minutes * steps)
  /** Which minute each row counts. */
  const minuteOf = new Float64Array(minutes)
  const now = (): number => Math.floor(clock.now().getTime() / minuteMs)

  return {
    note(ms) {
      observe(ms / 1_000)
      const minute = now()
      const row = minute % minutes
      if (minuteOf[row] !== minute) counts.fill(0, row * steps, (row + 1) * steps)
      minuteOf[row] = minute
      const at = Math.min(steps - 1, Math.max(0, Math.ceil(Math.log(ms) / Math.log(step))))
      counts[row * steps + at] = (counts[row * steps + at] ?? 0) + 1
    },
    lastHour() {
      const minute = now()
      const sums = new Float64Array(steps)
      for (let row = 0; row < minutes; row++) {
        if (minute - (minuteOf[row] ?? 0) >= minutes) continue
        for (let at = 0; at < steps; at++) sums[at] = (sums[at] ?? 0) + (counts[row * steps + at] ?? 0)
      }
      const outcomes = sums.reduce((sum, one) => sum + one, 0)
      if (outcomes === 0) return null
      const below = (part: number): number => {
        let left = part * outcomes
        return step ** sums.findIndex((count) => (left -= count) <= 0)
      }
      return { p50: below(0.5), p95: below(0.95), outcomes }
    },
  }
}
