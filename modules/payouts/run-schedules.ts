/** Payouts that make themselves: once a week or a month, of all that is available. */
import { dayOf } from '../../platform/clock.ts'
import { Refusal } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { payoutRefusals } from './contract-refusals.ts'
import { type RequestDeps, reserve } from './request-payout.ts'
import { scheduledSince } from './schedule.ts'
import { dueSchedules, markServed } from './store-payees.ts'

const atOnce = 200

/** Obstacles that a later run of the same period may find gone. With any other the period is over without a payout:
 *  too little is not asked for again until the next one. */
const passing: ReadonlySet<string> = new Set([
  payoutRefusals.payee_on_hold.code,
  payoutRefusals.payee_not_verified.code,
  payoutRefusals.bank_account_missing.code,
])

/** A period is served once: its mark and its payout are one transaction, and the payout's id is made from both.
 *  @returns how many were requested */
export async function runSchedules(deps: RequestDeps): Promise<number> {
  const today = dayOf(deps.clock.now(), deps.timeZone)
  const since = { weekly: scheduledSince('weekly', today), monthly: scheduledSince('monthly', today) }
  let requested = 0
  for (const { accountId, kind } of await dueSchedules(deps.db, since, atOnce)) {
    const day = since[kind]
    const payoutId = uuidFrom('payouts.scheduled', accountId, kind, day)
    try {
      await deps.earnings.openFor(deps.db, [accountId])
      const isNew = await deps.db.transaction(async (tx) => {
        await markServed(tx, accountId, day)
        return reserve(deps, tx, accountId, { payoutId, trigger: 'schedule', askedIdr: null })
      })
      if (isNew) requested++
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown
      if (!passing.has(thrown.spec.code)) await deps.db.transaction((tx) => markServed(tx, accountId, day))
    }
  }
  return requested
}
