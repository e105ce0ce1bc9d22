import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { spreadOf } from './spread.ts'

test('all equal: no inequality, and each one counts', () => {
  const spread = spreadOf(Array.from({ length: 200 }, () => 7n))
  assert.deepEqual(spread, {
    creators: 200,
    effectiveCreatorsHundredths: 20_000n,
    giniBasisPoints: 0n,
    topTenthBasisPoints: 1_000n,
    topHundredthBasisPoints: 100n,
    topTenth: 20,
    topHundredth: 2,
  })
})

test('worked by hand: 1, 2, 3, 4 have a Gini of 0.25 and count as 3.33', () => {
  const spread = spreadOf([3n, 1n, 4n, 2n])
  assert.equal(spread.giniBasisPoints, 2_500n)
  assert.equal(spread.effectiveCreatorsHundredths, 333n)
  assert.equal(spread.topTenthBasisPoints, 4_000n)
})

test('Gini is the mean difference of any two, halved and over the mean; units and order do not matter', () => {
  const amounts = fc.array(fc.bigInt({ min: 1n, max: 10n ** 15n }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(amounts, fc.bigInt({ min: 1n, max: 1_000n }), (list, unit) => {
      const spread = spreadOf(list)
      const n = BigInt(list.length)
      const sum = list.reduce((total, one) => total + one, 0n)
      let differences = 0n
      for (const a of list) for (const b of list) differences += a > b ? a - b : b - a
      assert.equal(spread.giniBasisPoints, (differences * 10_000n) / (2n * n * sum))
      assert.deepEqual(spreadOf(list.map((one) => one * unit).toReversed()), spread)
      assert.ok(spread.effectiveCreatorsHundredths >= 99n && spread.effectiveCreatorsHundredths <= n * 100n)
    }),
  )
})
