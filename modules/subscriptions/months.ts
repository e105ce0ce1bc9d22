/** Months by the calendar of the stage's time zone. A subscription that begins on the 31st ends on the last day of a
 *  shorter month and on the 31st again of a longer one: each end is counted from the beginning, never from the end
 *  before. Pure. */
import { dayOf, type Day, startOfDay, toDay } from '../../platform/clock.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** The same day `months` later, or the last one of that month. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const count = year * 12 + (month - 1) + months
  const [toYear, toMonth] = [Math.floor(count / 12), (count % 12) + 1]
  const last = new Date(Date.UTC(toYear, toMonth, 0)).getUTCDate()
  return toDay(`${String(toYear).padStart(4, '0')}-${two(toMonth)}-${two(Math.min(date, last))}`)
}

/** The instant `months` after `anchor`, at the same time of day. */
export function monthsAfter(anchor: Date, months: number, timeZone: string): Date {
  const day = dayOf(anchor, timeZone)
  const sinceMidnight = anchor.getTime() - startOfDay(day, timeZone).getTime()
  return new Date(startOfDay(addMonths(day, months), timeZone).getTime() + sinceMidnight)
}

/** What of a price belongs to the part of the month that is left, rounded down. */
export function restOf(priceIdr: bigint, from: Date, until: Date, now: Date): bigint {
  const whole = BigInt(until.getTime() - from.getTime())
  const left = BigInt(until.getTime() - Math.max(now.getTime(), from.getTime()))
  if (left <= 0n || whole <= 0n) return 0n
  return left >= whole ? priceIdr : (priceIdr * left) / whole
}
