import { dayOf, nextDay, startOfDay } from '../../../platform/clock.ts'

/** The hour on the wall, 0 to 23. Calendar arithmetic is slow (Intl), and most instants are of one day. */
export function hourOfDay(timeZone: string): (atMs: number) => number {
  let from = 0
  let to = 0
  return (atMs) => {
    if (atMs < from || atMs >= to) {
      const day = dayOf(new Date(atMs), timeZone)
      from = startOfDay(day, timeZone).getTime()
      to = startOfDay(nextDay(day), timeZone).getTime()
    }
    return Math.min(23, Math.floor((atMs - from) / 3_600_000))
  }
}
