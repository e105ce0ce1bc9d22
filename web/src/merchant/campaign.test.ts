import assert from 'node:assert/strict'
import test from 'node:test'
import { spentPart, sumDays } from './campaign.ts'

test('days add up, reasons one by one', () => {
  const sum = sumDays([
    { impressions: 10, clicks: 1, unbilled: { repeat: 2 } },
    { impressions: 5, clicks: 0, unbilled: { repeat: 1, robot: 4 } },
  ])
  assert.deepEqual(sum, { impressions: 15, clicks: 1, unbilled: { repeat: 3, robot: 4 } })
})

test('the part that is spent', () => {
  assert.equal(spentPart({ spentMicro: '70000000000', totalBudgetIdr: '140000' }), 0.5)
  assert.equal(spentPart({ spentMicro: '0', totalBudgetIdr: '140000' }), 0)
})
