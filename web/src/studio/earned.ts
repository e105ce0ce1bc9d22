/** Sums for the eye of a creator. Amounts are exact: decimal strings of µIDR in, bigint out. */
import type { Reply } from '#api/routes.ts'
import { dayOf } from '#ui/day-of.ts'

export type Earnings = Reply<'GET /v1/studio/earnings'>
export type EarningsDay = Earnings['days'][number]
export type MoneyState = Earnings['state']
export type DayExplained = Reply<'GET /v1/studio/earnings/:day'>

const MONEY_STATES: readonly MoneyState[] = ['estimated', 'verified', 'final']

export interface StateSum {
  readonly state: MoneyState
  readonly micro: bigint
  readonly days: number
}

/** How much of the period stands in which state. */
export function sumByState(days: readonly Pick<EarningsDay, 'state' | 'micro'>[]): StateSum[] {
  return MONEY_STATES.map((state) => {
    const of = days.filter((day) => day.state === state)
    return { state, micro: of.reduce((sum, day) => sum + BigInt(day.micro), 0n), days: of.length }
  })
}

/** Every day of the period, also those without earnings or still to come, so that a chart keeps its shape. */
export function eachDay(firstDay: string, lastDay: string): string[] {
  const days: string[] = []
  const end = Date.parse(`${lastDay}T00:00:00Z`)
  for (let at = Date.parse(`${firstDay}T00:00:00Z`); at <= end && days.length < 400; at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

/** For a picture only: a chart needs no millionths. */
export const rupiahForEye = (micro: string): number => Number(BigInt(micro) / 1000n) / 1000

/** part / whole as a fraction for display, exact to 1/10 000; undefined of nothing. */
export function partOf(part: bigint, whole: bigint): number | undefined {
  return whole === 0n ? undefined : Number((part * 10_000n) / whole) / 10_000
}

/** The stage's date: the device's clock, unless it lies outside the running period and so can't be right. */
export function todayOf(running: Pick<Earnings, 'firstDay' | 'lastDay' | 'days'>, now: number): string {
  const told = dayOf(now)
  if (told >= running.firstDay && told <= running.lastDay) return told
  return running.days.reduce((last, one) => (one.day > last ? one.day : last), running.firstDay)
}
