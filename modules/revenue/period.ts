import { addDays, type Day, daysBetween, toDay, weekdayOf } from '../../platform/clock.ts'

/** A period is an ISO 8601 week ('2026-W47', Monday to Sunday) or a calendar month ('2026-11'). Its name alone
 *  says which, so a stage may change from one to the other and its old documents stay readable. */
export type PeriodKind = 'week' | 'month'

declare const periodBrand: unique symbol
export type Period = string & { readonly [periodBrand]: true }

// From the year 1000 to 2999: every day of every period can be written, and be stored as a date.
const NAME = /^([12]\d{3})-(?:W(0[1-9]|[1-4]\d|5[0-3])|(0[1-9]|1[0-2]))$/

export function isPeriod(text: string): text is Period {
  if (!NAME.test(text)) return false
  // A year without a 53rd week has no such period.
  return periodOf(firstDayOf(text), text.includes('W') ? 'week' : 'month') === text
}

export function toPeriod(text: string): Period {
  if (!isPeriod(text)) throw new RangeError(`not a period: ${text}`)
  return text
}

export function periodOf(day: Day, kind: PeriodKind): Period {
  if (kind === 'month') return brand(day.slice(0, 7))
  // ISO 8601: a week belongs to the year of its Thursday.
  const thursday = addDays(day, 3 - weekdayOf(day))
  const year = thursday.slice(0, 4)
  const days = (Date.parse(thursday) - Date.parse(`${year}-01-01`)) / 86_400_000
  return brand(`${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`)
}

export function daysOf(period: Period): Day[] {
  const first = firstDayOf(period)
  if (period.includes('W')) return daysBetween(first, addDays(first, 6))
  const inNextMonth = addDays(first, 31)
  return daysBetween(first, addDays(toDay(`${inNextMonth.slice(0, 7)}-01`), -1))
}

function firstDayOf(name: string): Day {
  if (!name.includes('W')) return toDay(`${name}-01`)
  const fourth = toDay(`${name.slice(0, 4)}-01-04`) // always in week 1
  return addDays(fourth, (Number(name.slice(6)) - 1) * 7 - weekdayOf(fourth))
}

const brand = (name: string): Period => name as Period
