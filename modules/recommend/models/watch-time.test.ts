import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fitWatchTimes } from './watch-time.ts'

const watch = fc.record({
  durationMs: fc.integer({ min: 1, max: 60 }).map((tenths) => tenths * 1_000),
  watchMs: fc.integer({ min: 0, max: 90_000 }),
})
const watches = fc.array(watch, { minLength: 1, maxLength: 120 })
const buckets = fc.integer({ min: 1, max: 12 })

test('a quantile becomes the watch again that it was made of', () => {
  fc.assert(
    fc.property(watches, buckets, (list, count) => {
      const times = fitWatchTimes(list, count)
      for (const one of list) {
        const quantile = times.quantileOf(one)
        assert.ok(quantile > 0 && quantile < 1)
        assert.equal(times.watchMsAt(one.durationMs, quantile), one.watchMs)
      }
    }),
  )
})

test('of clips of one duration, who watched longer has the higher quantile, and every duration has an answer', () => {
  fc.assert(
    fc.property(watches, buckets, watch, watch, (list, count, one, other) => {
      const times = fitWatchTimes(list, count)
      const [less, more] = [Math.min(one.watchMs, other.watchMs), Math.max(one.watchMs, other.watchMs)]
      const { durationMs } = one
      assert.ok(
        times.quantileOf({ durationMs, watchMs: less }) <= times.quantileOf({ durationMs, watchMs: more }),
      )
      assert.ok(times.watchMsAt(durationMs, 0.2) <= times.watchMsAt(durationMs, 0.8))
      assert.ok(list.some(({ watchMs }) => watchMs === times.watchMsAt(durationMs, 1)))
    }),
  )
})

test('duration alone moves no quantile', () => {
  const list = [10, 100].flatMap((seconds) =>
    Array.from({ length: 50 }, (_, at) => ({ durationMs: seconds * 1_000, watchMs: at * seconds * 20 })),
  )
  const times = fitWatchTimes(list, 2)
  assert.equal(
    times.quantileOf({ durationMs: 10_000, watchMs: 5_000 }),
    times.quantileOf({ durationMs: 100_000, watchMs: 50_000 }),
  )
})
