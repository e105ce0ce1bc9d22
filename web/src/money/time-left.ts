/** How long until a deadline, in the largest two units that tell something: for words, not for arithmetic. */
export interface TimeLeft {
  readonly over: boolean
  readonly days: number
  readonly hours: number
  readonly minutes: number
  /** 0 just begun, 1 over: how much of the span from `from` has passed. */
  readonly passed: number
}

export function timeLeft(from: string, until: string, now: number): TimeLeft {
  const end = Date.parse(until)
  const begin = Date.parse(from)
  const left = Math.max(0, end - now)
  const minutes = Math.floor(left / 60_000)
  const span = Math.max(1, end - begin)
  return {
    over: end <= now,
    days: Math.floor(minutes / 1440),
    hours: Math.floor((minutes % 1440) / 60),
    minutes: minutes % 60,
    passed: Math.min(1, Math.max(0, (now - begin) / span)),
  }
}
