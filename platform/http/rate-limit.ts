/** A fixed window a key, in this process's memory. It guards against floods, not against fraud: a second node gives
 *  a second allowance, and a restart a fresh one. */
export interface RateLimit {
  /** @returns 0 when allowed, else the seconds until the window ends */
  take(key: string, perMinute: number, nowMs: number): number
}

const windowMs = 60_000
const keysMax = 100_000

export function rateLimit(): RateLimit {
  let counts = new Map<string, number>()
  let windowStart = 0
  return {
    take(key, perMinute, nowMs) {
      // The clock may jump back; a window that lies in the future is as stale as one that has passed.
      if (nowMs - windowStart >= windowMs || nowMs < windowStart || counts.size > keysMax) {
        counts = new Map()
        windowStart = nowMs
      }
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      return count <= perMinute ? 0 : Math.max(1, Math.ceil((windowStart + windowMs - nowMs) / 1000))
    },
  }
}
