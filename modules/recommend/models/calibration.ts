/** Scores into probabilities that come true: the non-decreasing step function nearest to the outcomes, by pooling adjacent
 *  violators (Ayer et al. 1955; Zadrozny and Elkan, KDD 2002). */
export interface Calibration {
  /** Lowest score of each step, ascending. */
  readonly from: Float64Array
  /** Share of the step's outcomes that came true, ascending. */
  readonly share: Float64Array
}

/** @param outcomes 0 or 1, one a score */
export function fitCalibration(scores: Float64Array, outcomes: Uint8Array): Calibration {
  const order = Uint32Array.from(scores, (_, at) => at).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
  const steps: { from: number; count: number; sum: number }[] = []
  let score = Number.NaN
  for (const at of order) {
    const outcome = outcomes[at] ?? 0
    const top = steps.at(-1)
    // Equal scores are one step whatever came of them.
    if (top && scores[at] === score) {
      top.count++
      top.sum += outcome
    } else {
      pool(steps)
      score = scores[at] ?? 0
      steps.push({ from: score, count: 1, sum: outcome })
    }
  }
  pool(steps)
  return {
    from: Float64Array.from(steps, (step) => step.from),
    share: Float64Array.from(steps, ({ sum, count }) => sum / count),
  }
}

/** The last step goes into those before it until the shares rise. */
function pool(steps: { from: number; count: number; sum: number }[]): void {
  for (;;) {
    const last = steps.at(-1)
    const before = steps.at(-2)
    if (!last || !before || before.sum * last.count < last.sum * before.count) return
    before.count += last.count
    before.sum += last.sum
    steps.pop()
  }
}

/** @returns 0 to 1; below the first step its share, and without any step the score itself */
export function calibrate({ from, share }: Calibration, score: number): number {
  let low = 0
  let high = from.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((from[middle] ?? 0) <= score) low = middle + 1
    else high = middle
  }
  return share[Math.max(0, low - 1)] ?? score
}
