/** When the demo takes place: the whole ISO week before this one, and this week up to now. */
import { addDays, type Day, dayOf, daysBetween, startOfDay } from '../../platform/clock.ts'

export interface DemoDays {
  /** When the accounts were opened. */
  readonly opening: Date
  /** Days to play, oldest first; the last one is today. */
  readonly simulated: readonly { day: Day; start: Date; noon: Date }[]
  readonly today: Day
}

export function demoDays(now: Date, timeZone: string): DemoDays {
  const today = dayOf(now, timeZone)
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7 // Monday is 0
  const first = addDays(today, -weekday - 7)
  const simulated = daysBetween(first, today).map((day) => {
    const start = startOfDay(day, timeZone)
    return { day, start, noon: new Date(start.getTime() + 12 * 3_600_000) }
  })
  return { opening: new Date(startOfDay(first, timeZone).getTime() - 3 * 86_400_000), simulated, today }
}
