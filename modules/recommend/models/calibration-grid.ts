/** Isotonic calibration (see calibration.ts) in memory that other threads read: the calibrated probability at steps of a
 *  logit, and between two of them a straight line. */
import { calibrate, fitCalibration } from './calibration.ts'
import type { Memory } from './memory.ts'

const [least, step, points] = [-12, 0.25, 97]
/** Of each kind of outcome; with fewer, a head stays as it is. */
const enough = 30
/** Where nothing came true among the scores of a step, it is not believed that nothing ever will. */
const trust = 0.25

export interface CalibrationGrid {
  /** @returns 0 to 1 */
  at(head: number, logit: number): number
  /** @param scores,outcomes of the head; at most `count` of them are looked at */
  fit(head: number, scores: Float32Array, outcomes: Float32Array, count: number): void
}

export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit))

export function createCalibrationGrid(heads: number, memory: Memory): CalibrationGrid {
  const grid = memory.floats(heads * points, (array) => {
    for (let at = 0; at < array.length; at++) array[at] = sigmoid(least + step * (at % points))
  })
  return {
    at(head, logit) {
      const place = Math.min(points - 1.000_001, Math.max(0, (logit - least) / step))
      const low = Math.floor(place)
      const at = head * points + low
      const below = grid[at] ?? 0
      return below + (place - low) * ((grid[at + 1] ?? 0) - below)
    },
    fit(head, scores, outcomes, count) {
      const seen = Uint8Array.from(outcomes.subarray(0, count), (outcome) => (outcome >= 0.5 ? 1 : 0))
      const positives = seen.reduce((sum, one) => sum + one, 0)
      if (positives < enough || count - positives < enough) return
      const fitted = fitCalibration(Float64Array.from(scores.subarray(0, count)), seen)
      for (let point = 0; point < points; point++) {
        const plain = sigmoid(least + step * point)
        const held = Math.min(1 - trust * (1 - plain), Math.max(trust * plain, calibrate(fitted, plain)))
        grid[head * points + point] = held
      }
    },
  }
}
