import { addDays, type Day, dayOf, startOfDay, toDay } from '../../platform/clock.ts'
import type { RevenueDeps } from './deps.ts'
import type { DayEstimate } from './estimate-day.ts'
import { findDay } from './store.ts'
import { accuracyOf, correctionsOf, estimatedAt, replaceEstimates } from './store-estimates.ts'

/** How good the figures were that creators saw while a day ran, in ten-thousandths (500 is 5 %). */
export interface Accuracy {
  /** Creators' periods that were compared; nothing is told below ten of them. */
  readonly creatorPeriods: number
  readonly medianError: number | null
  /** Part of them whose estimate was within 5 % of what became final. */
  readonly withinFivePercent: number | null
}

/** By how much an estimate is likely to change: eight of ten days fell between. */
export interface ExpectedCorrection {
  readonly low: number
  readonly high: number
  readonly days: number
  /** The creator's own days, or, while there are few, those of all. */
  readonly of: 'own' | 'all'
}

const ENOUGH = 10
const PERIODS = 13
const DAYS_BACK = 60
const OWN_DAYS = 14

/** Writes down the estimates of days that are not shared out yet. The first that is written after a day's end is its last:
 *  what a creator was told when the day was over. */
export async function keepEstimates(
  deps: RevenueDeps,
  estimate: (day: Day) => Promise<DayEstimate>,
): Promise<Day[]> {
  const { db, clock, timeZone } = deps
  const today = dayOf(clock.now(), timeZone)
  const kept: Day[] = []
  for (const day of [addDays(today, -1), today]) {
    if (await findDay(db, day)) continue
    const before = await estimatedAt(db, day)
    if (before !== null && before >= startOfDay(toDay(addDays(day, 1)), timeZone)) continue
    const { at, tallies } = await estimate(day)
    await db.transaction((tx) =>
      replaceEstimates(
        tx,
        day,
        [...tallies].map(([creatorId, tally]) => [day, creatorId, tally.micro, at.toISOString()].join('\t')),
      ),
    )
    kept.push(day)
  }
  return kept
}

export async function readAccuracy({ db }: RevenueDeps): Promise<Accuracy> {
  const { creatorPeriods, medianError, withinFivePercent } = await accuracyOf(db, PERIODS)
  if (creatorPeriods < ENOUGH) return { creatorPeriods: 0, medianError: null, withinFivePercent: null }
  return {
    creatorPeriods,
    medianError,
    withinFivePercent: Math.floor((withinFivePercent * 10_000) / creatorPeriods),
  }
}

/** @returns undefined while too little is known */
export async function expectedCorrection(
  { db, clock, timeZone }: RevenueDeps,
  creatorId: string,
): Promise<ExpectedCorrection | undefined> {
  const first = addDays(dayOf(clock.now(), timeZone), -DAYS_BACK)
  const own = await correctionsOf(db, creatorId, first)
  if (own.days >= OWN_DAYS && own.low !== null && own.high !== null)
    return { low: own.low, high: own.high, days: own.days, of: 'own' }
  const all = await correctionsOf(db, undefined, first)
  if (all.days < ENOUGH || all.low === null || all.high === null) return undefined
  return { low: all.low, high: all.high, days: all.days, of: 'all' }
}
