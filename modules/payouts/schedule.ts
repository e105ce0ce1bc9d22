/** When payouts are made by themselves. */
import { addDays, type Day, toDay } from '../../platform/clock.ts'
import type { scheduleKinds } from './contract.ts'

export type ScheduleKind = (typeof scheduleKinds)[number]

/** The next day on which the schedule asks: the Monday, or the first of a month, after that day; null: never. */
export function nextScheduled(kind: ScheduleKind, day: Day): Day | null {
  if (kind === 'on_demand') return null
  if (kind === 'weekly') return addDays(day, 7 - ((weekday(day) + 6) % 7))
  const [year = 0, month = 0] = day.split('-').map(Number)
  const next = month === 12 ? [year + 1, 1] : [year, month + 1]
  return toDay(`${String(next[0]).padStart(4, '0')}-${String(next[1]).padStart(2, '0')}-01`)
}

/** The day from which the schedule's present period counts: the last Monday or first of a month, that day included. */
export function scheduledSince(kind: Exclude<ScheduleKind, 'on_demand'>, day: Day): Day {
  return kind === 'weekly' ? addDays(day, -((weekday(day) + 6) % 7)) : toDay(`${day.slice(0, 7)}-01`)
}

const weekday = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay()
