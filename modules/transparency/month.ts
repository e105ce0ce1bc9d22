import { addDays, type Day, nextDay, startOfDay, toDay } from '../../platform/clock.ts'

/** `YYYY-MM`, a calendar month in the stage's time zone. */
export const monthOf = (day: Day): string => day.slice(0, 7)

export const monthAfter = (month: string): string => monthOf(nextDay(lastDayOf(month)))

export const firstDayOf = (month: string): Day => toDay(`${month}-01`)

export const lastDayOf = (month: string): Day =>
  addDays(toDay(`${monthOf(addDays(firstDayOf(month), 31))}-01`), -1)

/** From its first instant to that of the next month. */
export const spanOf = (month: string, timeZone: string): { from: Date; to: Date } => ({
  from: startOfDay(firstDayOf(month), timeZone),
  to: startOfDay(firstDayOf(monthAfter(month)), timeZone),
})
