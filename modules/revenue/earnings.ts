import { addDays, type Day, dayOf, daysBetween, toDay } from '../../platform/clock.ts'
import { availableAccount, pendingAccount, reserveAccount } from '../earnings/index.ts'
import { accrualAccount } from './accounts.ts'
import type { RevenueDeps } from './deps.ts'
import type { DayEstimate } from './estimate-day.ts'
import type { EarningState } from './explain.ts'
import { type Period, periodOf } from './period.ts'
import { type DayRow, daysFrom } from './store.ts'
import { findPeriod } from './store-periods.ts'
import { creatorDays } from './store-rows.ts'

export interface EarningDay {
  readonly day: Day
  readonly period: Period
  readonly state: EarningState
  readonly micro: bigint
  readonly paidViews: number
}

export interface Earned {
  /** Ascending; days without earnings are there with 0 once they are shared out. */
  readonly days: readonly EarningDay[]
  /** µIDR on the accrual account: verified, not yet posted. */
  readonly accruedMicro: bigint
  /** Whole units earned from any source and not paid out: on hold, payable or kept back. */
  readonly pending: bigint
}

// An estimate walks the whole day: only days that can still be open are estimated.
const ESTIMATED_DAYS = 3

/** What a creator earned from `first` to `last`, both included, and what stands on the creator's accounts. */
export async function readEarnings(
  deps: RevenueDeps,
  estimate: (day: Day) => Promise<DayEstimate>,
  creatorId: string,
  first: Day,
  last: Day,
): Promise<Earned> {
  const today = dayOf(deps.clock.now(), deps.timeZone)
  const shared = new Map<string, DayRow>()
  for (const row of await daysFrom(deps.db, first, last)) if (row.state === 'shared') shared.set(row.day, row)
  const own = new Map((await creatorDays(deps.db, creatorId, first, last)).map((row) => [row.day, row]))
  const states = new Map<string, EarningState>()
  const stateOf = async (period: string): Promise<EarningState> => {
    const known = states.get(period)
    if (known !== undefined) return known
    const state = (await findPeriod(deps.db, period))?.state === 'closed' ? 'final' : 'verified'
    states.set(period, state)
    return state
  }
  const days: EarningDay[] = []
  for (const day of daysBetween(first, last < today ? last : today)) {
    const row = shared.get(day)
    const period = periodOf(day, deps.config.PERIOD)
    if (row !== undefined) {
      const mine = own.get(day)
      const amount = { micro: mine?.micro ?? 0n, paidViews: Number(mine?.rowCount ?? 0n) }
      days.push({ day: toDay(day), period, state: await stateOf(row.period), ...amount })
    } else if (day > addDays(today, -ESTIMATED_DAYS)) {
      const tally = (await estimate(day)).tallies.get(creatorId)
      const amount = { micro: tally?.micro ?? 0n, paidViews: tally?.paidViews ?? 0 }
      days.push({ day, period, state: 'estimated', ...amount })
    }
  }
  const whole = [pendingAccount(creatorId), availableAccount(creatorId), reserveAccount(creatorId)]
  const accounts = await deps.ledger.balances([accrualAccount(creatorId), ...whole])
  const standing = (id: string): bigint => {
    const found = accounts.find((one) => one.id === id)
    return found === undefined ? 0n : found.creditsPosted - found.debitsPosted - found.debitsPending
  }
  return {
    days,
    accruedMicro: standing(accrualAccount(creatorId)),
    pending: whole.reduce((sum, id) => sum + standing(id), 0n),
  }
}
