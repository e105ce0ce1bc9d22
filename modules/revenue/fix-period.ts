import { addDays, type Day, dayOf } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { type Carry, carryOver, MICRO } from './carry.ts'
import type { RevenueDeps } from './deps.ts'
import { takeInIncome } from './take-in-income.ts'
import { daysOf, type Period } from './period.ts'
import { movedBy } from './share-splits.ts'
import { splitsOfPeriod } from './splits-of-period.ts'
import { keysAfter } from './sign-with.ts'
import { type DayRow, daysFrom, firstDayEver } from './store.ts'
import * as store from './store-periods.ts'
import { addSplits } from './store-splits.ts'

export type NotYet =
  /** The period is not over, or an earlier one is not closed yet. */
  | { readonly status: 'too early'; readonly period: Period }
  | { readonly status: 'days missing'; readonly period: Period; readonly days: readonly Day[] }

/** Fixes everything that a period's document will say, in one transaction: who is due what of the ad money, after splits;
 *  which movements of other income belong to it; when it was closed, and by which key it will be signed.
 *  @returns why not, or undefined when it is fixed now or was before */
export async function fixPeriod(deps: RevenueDeps, period: Period): Promise<NotYet | undefined> {
  const { db, clock } = deps
  const wanted = daysOf(period)
  return db.transaction(async (tx) => {
    await store.lockPeriods(tx) // one closing at a time: the next number in the chain is taken once
    if (await store.findPeriod(tx, period)) return undefined
    const latest = await store.latestPeriod(tx)
    const lastDay = wanted.at(-1)
    const begin = await firstDayEver(tx)
    assert(lastDay !== undefined, 'a period has days')
    if (begin === undefined || lastDay < begin || dayOf(clock.now(), deps.timeZone) <= lastDay)
      return { status: 'too early', period }
    // A stage's first period may have begun before the stage did; after that, not a day is left out.
    const days = wanted.filter((day) => latest !== undefined || day >= begin)
    const [firstDay] = days
    assert(firstDay !== undefined, 'at least its last day is left')
    const isNext = latest === undefined ? firstDay === begin : addDays(latest.lastDay, 1) === firstDay
    if (!isNext || latest?.state === 'closing') return { status: 'too early', period }
    const shared = (await daysFrom(tx, firstDay, lastDay)).filter((day) => day.state === 'shared')
    const have = new Set<string>(shared.map((row) => row.day))
    const missing = days.filter((day) => !have.has(day))
    if (missing.length > 0) return { status: 'days missing', period, days: missing }

    const accrued = shared.reduce((sum, row) => sum + row.platformMicro, 0n)
    const previous =
      latest === undefined
        ? undefined
        : carriesOf(latest, await daysFrom(tx, latest.firstDay, latest.lastDay))
    const platform = carryOver(previous?.platform.closingMicro ?? 0n, accrued)
    const sequence = (latest?.sequence ?? 0n) + 1n
    // A clock that was set back never makes a document older than the one before it.
    const now = latest !== undefined && latest.closedAt > clock.now() ? latest.closedAt : clock.now()
    await store.addPeriod(tx, {
      period,
      sequence,
      firstDay,
      lastDay,
      closedAt: now,
      creatorsOpeningMicro: previous?.creators.closingMicro ?? 0n,
      platformOpeningMicro: platform.openingMicro,
      platformAccruedMicro: platform.accruedMicro,
      platformPosted: platform.posted,
      heldBeforeMicro: previous?.heldMicro ?? 0n,
      incomeUntil: now,
      ...(await keysAfter(deps, tx, latest)),
    })
    await fixSplits(deps, tx, period, sequence, days)
    await store.fixCreators(tx, { sequence, firstDay, lastDay })
    await takeInIncome(deps, tx, { sequence, until: now, before: latest })
    return undefined
  })
}

async function fixSplits(
  deps: RevenueDeps,
  tx: Tx,
  period: Period,
  sequence: bigint,
  days: readonly Day[],
): Promise<void> {
  const splits = await splitsOfPeriod(deps, tx, period, days)
  if (splits.length === 0) return
  await addSplits(tx, sequence, splits)
  const sum = (of: (split: (typeof splits)[number]) => bigint) =>
    splits.reduce((total, split) => total + of(split), 0n)
  await store.fixSplitSums(
    tx,
    sequence,
    sum((split) => split.micro),
    sum(movedBy),
  )
}

/** What a period's row carries over to the next. */
export function carriesOf(row: store.PeriodRow, days: readonly DayRow[]) {
  const creators: Carry = {
    openingMicro: row.creatorsOpeningMicro,
    accruedMicro: row.creatorsAccruedMicro,
    posted: row.creatorsPosted,
    closingMicro: row.creatorsOpeningMicro + row.creatorsAccruedMicro - row.creatorsPosted * MICRO,
  }
  const platform = carryOver(row.platformOpeningMicro, row.platformAccruedMicro)
  assert(platform.posted === row.platformPosted, 'what is kept is what is computed')
  const held = days.reduce((sum, day) => sum + day.unattributedMicro, 0n)
  return { creators, platform, heldMicro: row.heldBeforeMicro + held }
}
