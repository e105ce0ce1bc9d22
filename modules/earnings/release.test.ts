import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { planRelease } from './release.ts'

const owed = fc.array(fc.record({ fraud: fc.boolean(), owedIdr: fc.bigInt({ min: 0n, max: 2_000n }) }), {
  maxLength: 5,
})

test('a release is shared out whole; what is not fraud takes at most its percentage, nobody more than is owed', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 3_000n }),
      owed,
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 50 }),
      (amount, deductions, COLLECT_PERCENT, RESERVE_PERCENT) => {
        const inOrder = deductions.toSorted((a, b) => Number(b.fraud) - Number(a.fraud))
        const plan = planRelease(amount, inOrder, { COLLECT_PERCENT, RESERVE_PERCENT })
        assert.equal(plan.collectedIdr + plan.keptBackIdr + plan.availableIdr, amount)
        assert.ok(plan.availableIdr >= 0n && plan.keptBackIdr >= 0n)
        let others = 0n
        for (const { deduction, amountIdr } of plan.collected) {
          assert.ok(amountIdr > 0n && amountIdr <= deduction.owedIdr)
          if (!deduction.fraud) others += amountIdr
        }
        assert.ok(others * 100n <= amount * BigInt(COLLECT_PERCENT))
      },
    ),
  )
})

test('half of a release goes to what is owed; once fraud is confirmed, all that is needed', () => {
  const config = { COLLECT_PERCENT: 50, RESERVE_PERCENT: 0 }
  const debt = (fraud: boolean) => [{ fraud, owedIdr: 900n }]
  assert.equal(planRelease(1_001n, debt(false), config).collectedIdr, 500n)
  assert.equal(planRelease(1_001n, debt(true), config).collectedIdr, 900n)
  assert.equal(planRelease(600n, debt(true), config).availableIdr, 0n)
})
