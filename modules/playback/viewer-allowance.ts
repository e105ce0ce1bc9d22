/** How many events one viewer may report a minute, in this process's memory. A guard against floods: what is over is
 *  not stored, and the player is told when to send it again. */
export interface ViewerAllowance {
  /** @returns 0 when allowed, else the seconds until the window ends */
  take(viewerKey: string, events: number, nowMs: number): number
}

const windowMs = 60_000
const viewersMax = 200_000

export function viewerAllowance(perMinute: number): ViewerAllowance {
  const used = new Map<string, number>()
  let windowStart = 0
  return {
    take(viewerKey, events, nowMs) {
      if (nowMs - windowStart >= windowMs || nowMs < windowStart || used.size > viewersMax) {
        used.clear()
        windowStart = nowMs
      }
      const total = (used.get(viewerKey) ?? 0) + events
      if (total > perMinute) return Math.max(1, Math.ceil((windowStart + windowMs - nowMs) / 1000))
      used.set(viewerKey, total)
      return 0
    },
  }
}
