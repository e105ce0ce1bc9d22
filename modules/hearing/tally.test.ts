import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { giniOf } from '../tuning/index.ts'
import { guaranteeOf } from './guarantee.ts'
import { goalOf, stepOf } from './climb.ts'
import { meanOf } from './posterior.ts'
import { addVote, noTally, rateOf, type Tally } from './tally.ts'

const vote = fc.record({
  finished: fc.constantFrom(0 as const, 1 as const),
  liked: fc.constantFrom(0 as const, 1 as const),
  isYoung: fc.boolean(),
  atMs: fc.integer({ min: 0, max: 14 * 86_400_000 }),
})
const sumOf = (votes: readonly (typeof vote extends fc.Arbitrary<infer V> ? V : never)[]): Tally =>
  votes.reduce(
    (tally, { finished, liked, isYoung, atMs }) =>
      addVote(tally, { votes: 1, finished, liked }, isYoung, atMs),
    noTally,
  )

test('the order of votes, and when a finish is reported, change nothing', () => {
  fc.assert(
    fc.property(fc.array(vote, { maxLength: 30 }), (votes) => {
      const now = 15 * 86_400_000
      const one = rateOf(sumOf(votes), 0.5, 30, now)
      const other = rateOf(sumOf(votes.toReversed()), 0.5, 30, now)
      assert.ok(Math.abs(one.alpha - other.alpha) < 1e-6 && Math.abs(one.beta - other.beta) < 1e-6)
    }),
  )
  const whole = addVote(noTally, { votes: 1, finished: 1, liked: 0 }, false, 1_000)
  const later = addVote(
    addVote(noTally, { votes: 1, finished: 0, liked: 0 }, false, 1_000),
    { votes: 0, finished: 1, liked: 0 },
    false,
    1_000,
  )
  assert.deepEqual(later, whole)
})

test('a vote of three days ago weighs 1/e', () => {
  const tally = addVote(noTally, { votes: 1, finished: 1, liked: 0 }, false, 0)
  assert.ok(Math.abs(rateOf(tally, 0.5, 30, 3 * 86_400_000).alpha - (1 + Math.exp(-1))) < 1e-12)
})

test('whatever number of made-up viewers, a clip moves by no more than so many votes', () => {
  fc.assert(
    fc.property(fc.array(vote, { maxLength: 40 }), fc.integer({ min: 0, max: 5_000 }), (honest, fakes) => {
      let tally = sumOf(honest.map((one) => ({ ...one, isYoung: false, atMs: 0 })))
      const before = rateOf(tally, 0.5, 30, 0)
      for (let fake = 0; fake < fakes; fake++)
        tally = addVote(tally, { votes: 1, finished: 1, liked: 1 }, true, 0)
      const after = rateOf(tally, 0.5, 30, 0)
      const bound = 30 + honest.length / 2
      assert.ok(after.alpha - before.alpha <= 3 * bound + 1e-6)
      assert.ok(Math.abs(after.setAside - Math.max(0, fakes - bound)) < 1e-6)
    }),
    { numRuns: 40 },
  )
})

test('nothing is promised that there is not', () => {
  const count = fc.integer({ min: 0, max: 1_000_000 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), count, count, (perMille, slots, uploads) => {
      const guarantee = guaranteeOf({ perMille, slots, uploads }, { least: 0, most: 30 })
      assert.ok(guarantee * Math.max(1, uploads) * 1000 <= perMille * slots)
      assert.ok(guarantee <= 30)
    }),
  )
  assert.equal(guaranteeOf({ perMille: 50, slots: 40_000, uploads: 40 }, { least: 0, most: 100 }), 50)
  assert.equal(guaranteeOf({ perMille: 50, slots: 0, uploads: 9 }, { least: 3, most: 100 }), 3)
})

test('there are three steps, and only the likely better climb', () => {
  const at = (served: number, chance: number) => stepOf(served, 30, chance)
  assert.deepEqual([at(0, 0.1), at(29, 0.9)], ['first', 'first'])
  assert.deepEqual([at(30, 0.61), at(149, 0.61), at(150, 0.61)], ['second', 'second', 'third'])
  assert.deepEqual([at(30, 0.6), at(300, 0.2), at(750, 0.2)], ['resting', 'resting', 'through'])
  assert.deepEqual([goalOf(3, 30), goalOf(30, 30), goalOf(150, 30), goalOf(900, 30)], [30, 150, 750, 750])
  assert.deepEqual([stepOf(4, 0, 1), stepOf(5, 0, 1)], ['first', 'second'])
})

test('how uneven', () => {
  assert.equal(giniOf([5, 5, 5]), 0)
  assert.equal(giniOf([0, 0, 0, 12]), 0.75)
  assert.equal(giniOf([0, 0]), undefined)
  assert.equal(meanOf({ alpha: 3, beta: 1 }), 0.75)
})
