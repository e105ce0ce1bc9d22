import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Candidate, obstacleOf, plannedMicro, ranksBefore } from './eligibility.ts'

const noon = 500_000n
const viewer = { viewerKey: 'a viewer', shownToday: 0, shownMax: 4 }
const good: Candidate = {
  campaignId: 'c',
  merchantId: 'm',
  priceMicro: 20n,
  totalLeftMicro: 10_000n,
  dailyBudgetMicro: 1_000n,
  spentTodayMicro: 0n,
  merchantFreeMicro: 10_000n,
  outstandingMicro: 0n,
}

test('each obstacle, at its edge', () => {
  const edges: [Partial<Candidate>, Partial<typeof viewer>, ReturnType<typeof obstacleOf>][] = [
    [{}, {}, undefined],
    [{ merchantId: viewer.viewerKey }, {}, 'own_ad'],
    [{}, { shownToday: 4 }, 'shown_enough'],
    [{ totalLeftMicro: 20n }, {}, undefined],
    [{ totalLeftMicro: 39n, outstandingMicro: 20n }, {}, 'total_budget'],
    [{ dailyBudgetMicro: 100n, spentTodayMicro: 90n }, {}, 'daily_budget'],
    [{ spentTodayMicro: 530n }, {}, undefined],
    [{ spentTodayMicro: 531n }, {}, 'ahead_of_plan'],
    [{ spentTodayMicro: 500n, outstandingMicro: 40n }, {}, 'ahead_of_plan'],
    [{ merchantFreeMicro: 19n }, {}, 'balance'],
  ]
  for (const [change, who, expected] of edges)
    assert.equal(
      obstacleOf({ ...good, ...change }, { ...viewer, ...who }, noon),
      expected,
      JSON.stringify(who),
    )
})

test('a budget of one impression is offered once, even at midnight', () => {
  assert.equal(obstacleOf({ ...good, dailyBudgetMicro: 20n }, viewer, 0n), undefined)
  assert.equal(
    obstacleOf({ ...good, dailyBudgetMicro: 40n, spentTodayMicro: 20n }, viewer, 0n),
    'ahead_of_plan',
  )
})

test('the plan grows from a tenth to the whole of the budget and never beyond', () => {
  fc.assert(
    fc.property(
      fc.bigInt(1n, 10n ** 15n),
      fc.bigInt(0n, 1_000_000n),
      fc.bigInt(0n, 1_000_000n),
      (budget, one, two) => {
        const [early, late] = one < two ? [one, two] : [two, one]
        assert.ok(plannedMicro(budget, early) <= plannedMicro(budget, late))
        assert.equal(plannedMicro(budget, 1_000_000n), budget)
        assert.equal(plannedMicro(budget, 0n), budget / 10n)
      },
    ),
  )
})

test('ranking is a strict order: price first, then the smaller part of the day used', () => {
  assert.ok(ranksBefore({ ...good, priceMicro: 30n }, good))
  assert.ok(ranksBefore({ ...good, spentTodayMicro: 10n }, { ...good, spentTodayMicro: 20n }))
  assert.ok(
    ranksBefore(
      { ...good, spentTodayMicro: 20n, dailyBudgetMicro: 4_000n },
      { ...good, spentTodayMicro: 10n },
    ),
  )
  assert.ok(!ranksBefore(good, good))
})
