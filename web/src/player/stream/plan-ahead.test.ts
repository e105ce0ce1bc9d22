import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { guessIndexBytes, nextTypical, planAhead } from './plan-ahead.ts'

const line = (bitsPerSecond: number | undefined, more = {}) => ({
  bitsPerSecond,
  bitrate: 800_000,
  typicalWatchSeconds: 6,
  answerMs: 100,
  saving: false,
  ...more,
})

test('a slow line has more in hand than a fast one, an unmeasured one is taken for slow', () => {
  const [fast, slow] = [planAhead('front', line(20e6)).seconds, planAhead('front', line(1.2e6)).seconds]
  assert.ok(fast < 2 && slow > 10)
  assert.ok(planAhead('front', line(undefined)).seconds > 5)
})

test('where answers take long, more is in hand on the same line', () => {
  const [near, far] = [20, 300].map((answerMs) => planAhead('front', line(20e6, { answerMs })).seconds)
  assert.ok((near ?? 9) < 1 && (far ?? 0) > 1.3)
})

test('saving data readies nothing but the clip in front', () => {
  for (const role of ['next', 'later', 'idle'] as const)
    assert.equal(planAhead(role, line(20e6, { saving: true })).seconds, 0)
  assert.ok(planAhead('front', line(20e6, { saving: true })).seconds > 0)
})

test('whoever leaves early needs less of the next clip', () => {
  const [short, long] = [2, 12].map((typicalWatchSeconds) =>
    planAhead('next', line(20e6, { typicalWatchSeconds })),
  )
  assert.ok((short?.seconds ?? 9) < (long?.seconds ?? 0))
})

test('the next is never readied further than the clip in front', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100e6 }),
      fc.integer({ min: 1, max: 60 }),
      (bps, typicalWatchSeconds) => {
        const at = line(bps, { typicalWatchSeconds })
        const [front, next, later] = [planAhead('front', at), planAhead('next', at), planAhead('later', at)]
        assert.ok(front.seconds > next.seconds && next.seconds > later.seconds && front.step < front.seconds)
      },
    ),
  )
})

test('the typical look follows slowly and is bounded', () => {
  assert.equal(nextTypical(6, 6), 6)
  assert.ok(nextTypical(6, 1) < 6 && nextTypical(6, 1) > 4)
  assert.ok(nextTypical(6, 10_000) <= 6 + 24 * 0.2)
  assert.ok(guessIndexBytes(15_000) < 25_000)
})
