import assert from 'node:assert/strict'
import test from 'node:test'
import { daysBetween, estimate } from './estimate.ts'

const plan = {
  cpmIdr: 20_000n,
  dailyBudgetIdr: 20_000n,
  totalBudgetIdr: 140_000n,
  startsOn: '2026-11-23',
  endsOn: null,
}

test('the total lasts as long as the daily budget allows', () => {
  assert.deepEqual(estimate(plan), { impressions: 7000n, aDay: 1000n, days: 7, spendIdr: 140_000n })
})

test('a last day may cut it short', () => {
  assert.deepEqual(estimate({ ...plan, endsOn: '2026-11-25' }), {
    impressions: 3000n,
    aDay: 1000n,
    days: 3,
    spendIdr: 60_000n,
  })
})

test('a last day beyond the money changes nothing, and a part of a day is a day', () => {
  assert.equal(estimate({ ...plan, endsOn: '2027-11-25' })?.days, 7)
  assert.equal(estimate({ ...plan, totalBudgetIdr: 140_001n })?.days, 8)
})

test('nonsense has no estimate', () => {
  assert.equal(estimate({ ...plan, cpmIdr: 0n }), undefined)
  assert.equal(estimate({ ...plan, endsOn: '2026-11-22' }), undefined)
  assert.equal(estimate({ ...plan, endsOn: 'soon' }), undefined)
})

test('days are counted over the end of a month', () => {
  assert.equal(daysBetween('2026-11-30', '2026-12-01'), 2)
})
