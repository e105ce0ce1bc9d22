/** Stops asking who does not answer, and tries again by and by, at longer and longer pauses. */
export interface Breaker {
  /** Whether a call may be made now. Where it is open and its pause is over: one at a time, to see. */
  mayCall(nowMs: number): boolean
  succeeded(): void
  failed(nowMs: number): void
  readonly isOpen: boolean
}

/** Failures in a row, after which it opens. */
const patience = 5
const firstPauseMs = 1_000
const longestPauseMs = 60_000

/** @param random 0 ≤ x < 1; shortens a pause by up to a half, so that nodes do not come back at once */
export function createBreaker(random: () => number): Breaker {
  let failures = 0
  let openings = 0
  let untilMs = 0

  return {
    mayCall: (nowMs) => openings === 0 || nowMs >= untilMs,
    succeeded() {
      failures = openings = 0
    },
    failed(nowMs) {
      failures++
      // Calls that were under way when it opened say nothing new.
      if (failures < patience || (openings > 0 && nowMs < untilMs)) return
      untilMs = nowMs + Math.min(longestPauseMs, firstPauseMs * 2 ** openings) * (1 - random() / 2)
      openings++
    },
    get isOpen() {
      return openings > 0
    },
  }
}
