/** Turns wheel and trackpad noise into single steps: one notch, or one flick with its long tail, is one clip. Pure. */
export interface WheelSteps {
  /** -1, 0 or 1 clips for this event. */
  turn: (deltaY: number, atMs: number) => -1 | 0 | 1
}

const REST_MS = 380
const TAIL_GAP_MS = 110
const ENOUGH = 24

export function wheelSteps(): WheelSteps {
  let restUntil = 0
  let lastAt = Number.NEGATIVE_INFINITY
  let lastSize = 0
  let sum = 0

  return {
    turn(deltaY, atMs) {
      const size = Math.abs(deltaY)
      // A tail comes without pause and only fades; a new push comes after one, or is stronger.
      const pushed = atMs - lastAt > TAIL_GAP_MS || size > lastSize * 1.6
      const paused = atMs - lastAt > TAIL_GAP_MS
      lastAt = atMs
      lastSize = size
      if (atMs < restUntil || (!pushed && sum === 0 && restUntil > 0)) return 0
      sum = paused || Math.sign(sum) !== Math.sign(deltaY) ? deltaY : sum + deltaY
      if (Math.abs(sum) < ENOUGH) return 0
      const step = sum > 0 ? 1 : -1
      sum = 0
      restUntil = atMs + REST_MS
      return step
    },
  }
}
