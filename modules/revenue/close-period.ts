import { addDays, dayOf } from '../../platform/clock.ts'
import { assert } from '../../platform/errors.ts'
import type { RevenueDeps } from './deps.ts'
import { fixPeriod, type NotYet } from './fix-period.ts'
import { daysOf, type Period, periodOf } from './period.ts'
import { postPeriod } from './post-period.ts'
import { publishPeriod } from './publish-period.ts'
import { firstDayEver } from './store.ts'
import * as store from './store-periods.ts'

export type ClosePeriodResult =
  | { readonly status: 'closed' | 'closed before'; readonly period: Period; readonly hash: string }
  | NotYet

/** Closes a period: fixes what each creator is due (marked first, one transaction), moves whole units to the creators'
 *  pending earnings, signs and publishes the document. Safe to repeat after a crash at any point: the instant of
 *  closing, all amounts and the key are fixed with the mark, so the document comes out byte for byte the same. */
export async function closePeriod(deps: RevenueDeps, period: Period): Promise<ClosePeriodResult> {
  const before = await store.findPeriod(deps.db, period)
  if (before?.state === 'closed') return { status: 'closed before', period, hash: before.hash ?? '' }
  if (before === undefined) {
    const refused = await fixPeriod(deps, period)
    if (refused !== undefined) return refused
  }
  const row = await store.findPeriod(deps.db, period)
  assert(row !== undefined, 'the period was just written')
  await postPeriod(deps, row)
  return { status: 'closed', period, hash: await publishPeriod(deps, row) }
}

/** Closes, in order, every period that is over and whose days are all shared; stops at the first that is not ready.
 *  @returns what was closed now, and last of all the one that stopped it, if any did */
export async function closeDuePeriods(deps: RevenueDeps): Promise<ClosePeriodResult[]> {
  const results: ClosePeriodResult[] = []
  for (const period of await duePeriods(deps)) {
    const result = await closePeriod(deps, period)
    results.push(result)
    if (result.status !== 'closed' && result.status !== 'closed before') break
  }
  return results
}

/** Periods that are over and not closed, the oldest first. */
export async function duePeriods(deps: RevenueDeps): Promise<Period[]> {
  const begin = await firstDayEver(deps.db)
  if (begin === undefined) return []
  const today = dayOf(deps.clock.now(), deps.timeZone)
  const latest = await store.latestPeriod(deps.db)
  const due: Period[] = []
  let day =
    latest === undefined ? begin : latest.state === 'closed' ? addDays(latest.lastDay, 1) : latest.lastDay
  for (;;) {
    const period = periodOf(day, deps.config.PERIOD)
    const last = daysOf(period).at(-1)
    assert(last !== undefined, 'a period has days')
    if (last >= today) return due
    due.push(period)
    day = addDays(last, 1)
  }
}
