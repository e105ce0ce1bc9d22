import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Billable, type CampaignLeft, dayKey, planBill } from './bill-plan.ts'

const campaigns = ['a', 'b', 'c']
const days = ['2026-11-22', '2026-11-23']
const aBatch = fc.record({
  impressions: fc.array(
    fc.record({
      ticketId: fc.uuid(),
      campaignId: fc.constantFrom(...campaigns, 'gone'),
      day: fc.constantFrom(...days),
      priceMicro: fc.bigInt(1n, 50n),
    }),
    { maxLength: 80 },
  ),
  total: fc.bigInt(0n, 600n),
  daily: fc.bigInt(1n, 400n),
  spent: fc.bigInt(0n, 200n),
  balance: fc.bigInt(0n, 600n),
})

const left = (total: bigint, daily: bigint): Map<string, CampaignLeft> =>
  new Map(
    campaigns.map((id) => [
      id,
      { merchantId: id === 'c' ? 'y' : 'x', totalLeftMicro: total, dailyBudgetMicro: daily },
    ]),
  )

test('law: never above a total, a day or a balance; charges are what was billed; a free one had no room', () => {
  fc.assert(
    fc.property(aBatch, ({ impressions, total, daily, spent, balance }) => {
      const before = new Map(campaigns.flatMap((id) => days.map((day) => [dayKey(id, day), spent] as const)))
      const balances = new Map([
        ['x', balance],
        ['y', balance],
      ])
      const { outcomes, charges } = planBill(impressions, left(total, daily), before, balances)
      const sum = (of: (one: Billable) => boolean) =>
        impressions.reduce(
          (micro, one, at) => (outcomes[at] === undefined && of(one) ? micro + one.priceMicro : micro),
          0n,
        )
      for (const id of campaigns) {
        assert.ok(sum((one) => one.campaignId === id) <= total)
        for (const day of days) {
          const ofDay = sum((one) => one.campaignId === id && one.day === day)
          assert.ok(ofDay === 0n || spent + ofDay <= daily)
          const charge = charges.find((one) => one.campaignId === id && one.day === day)
          assert.equal(charge?.micro ?? 0n, ofDay)
        }
      }
      assert.ok(sum((one) => one.campaignId !== 'c') <= balance)
      assert.equal(
        sum((one) => one.campaignId === 'gone'),
        0n,
      )
      if (total === 600n && balance === 600n && daily === 400n && spent === 0n && impressions.length < 8)
        assert.ok(impressions.every((one, at) => outcomes[at] === undefined || one.campaignId === 'gone'))
    }),
    { numRuns: 500 },
  )
})

test('each reason, and the next cheaper impression still fits', () => {
  const impression = (campaignId: string, priceMicro: bigint): Billable => ({
    ticketId: 't',
    campaignId,
    day: 'd',
    priceMicro,
  })
  const plan = (limits: { total: bigint; daily: bigint; balance: bigint }) =>
    planBill(
      [impression('a', 30n), impression('a', 30n), impression('a', 5n)],
      left(limits.total, limits.daily),
      new Map(),
      new Map([['x', limits.balance]]),
    ).outcomes
  assert.deepEqual(plan({ total: 40n, daily: 99n, balance: 99n }), [undefined, 'total_budget', undefined])
  assert.deepEqual(plan({ total: 99n, daily: 40n, balance: 99n }), [undefined, 'daily_budget', undefined])
  assert.deepEqual(plan({ total: 99n, daily: 99n, balance: 40n }), [undefined, 'balance', undefined])
})
