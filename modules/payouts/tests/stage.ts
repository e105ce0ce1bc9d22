import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { fakeClock, seededIds, testDatabase } from '../../../platform/testing/index.ts'
import { availableAccount } from '../../earnings/index.ts'
import { assertSound } from '../../ledger/testing.ts'
import { clearingAccount, type PayoutsConfig, type PayoutsDeps } from '../index.ts'
import { testPayouts } from '../testing.ts'

/** Payouts of the test's own, at noon in Jakarta on 23 November 2026. */
export async function stage(
  t: TestContext,
  config: Partial<PayoutsConfig> = {},
  more: Partial<PayoutsDeps> = {},
) {
  const clock = fakeClock('2026-11-23T05:00:00Z')
  const db = await testDatabase(t, { modules: ['ledger', 'tax', 'videos', 'earnings', 'payouts'], max: 12 })
  const ids = seededIds(t.name, clock)
  const house = await testPayouts({ db, clock, ids, config, more })
  const balance = async (id: string) => {
    const [found] = await house.ledger.balances([id])
    return {
      posted: found ? found.creditsPosted - found.debitsPosted : 0n,
      pendingIn: found?.creditsPending ?? 0n,
      pendingOut: found?.debitsPending ?? 0n,
    }
  }
  return {
    ...house,
    house,
    clock,
    db,
    ids,
    balance,
    available: async (accountId: string): Promise<bigint> => {
      const { posted, pendingOut } = await balance(availableAccount(accountId))
      return posted - pendingOut
    },
    clearing: (provider = 'bank-file') => balance(clearingAccount(provider).id),
    /** I1–I3, I5, I7, I11 by the ledger's proofs, I9 and the rest by payouts' own. */
    async sound(): Promise<void> {
      await assertSound(house.ledger)
      const { checks } = await house.payouts.audit()
      assert.deepEqual(
        checks.filter((one) => !one.ok),
        [],
      )
      const held = await house.earnings.audit((ids) => house.payouts.paidOut(ids))
      assert.deepEqual(held.faults, [])
    },
  }
}
