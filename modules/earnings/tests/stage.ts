import assert from 'node:assert/strict'
import { fakeClock, type Scope, seededIds, testDatabase } from '../../../platform/testing/index.ts'
import { assertSound } from '../../ledger/testing.ts'
import type { EarningsConfig, EarningsDeps } from '../index.ts'
import { testEarnings } from '../testing.ts'

export const day = 86_400_000

export async function stage(
  t: Scope,
  options: {
    config?: Partial<EarningsConfig>
    operators?: number
    more?: Pick<EarningsDeps, 'handOn' | 'toAccounts' | 'creatorsBefore'>
    max?: number
  } = {},
) {
  const { max, ...rest } = options
  const db = await testDatabase(t, {
    modules: ['identity', 'ledger', 'earnings'],
    ...(max === undefined ? {} : { max }),
  })
  const clock = fakeClock('2026-11-02T03:00:00Z')
  const ids = seededIds('earnings', clock)
  return { db, clock, ids, ...(await testEarnings({ db, clock, ids, ...rest })) }
}

/** Rows and ledger agree, and the ledger with itself. */
export async function assertLaws(stage: Awaited<ReturnType<typeof testEarnings>>): Promise<void> {
  assert.deepEqual((await stage.earnings.audit()).faults, [])
  await assertSound(stage.ledger)
}
