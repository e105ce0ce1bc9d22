import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createWatchTimes } from './watch-times.ts'

const watch = fc.record({
  durationMs: fc.integer({ min: 1, max: 60 }).map((tenths) => tenths * 1_000),
  watchedMs: fc.integer({ min: 0, max: 90_000 }),
})
type Watch = typeof watch extends fc.Arbitrary<infer T> ? T : never
const watches = fc.array(watch, { minLength: 60, maxLength: 400 })
const buckets = fc.integer({ min: 1, max: 12 })

function fitted(list: readonly Watch[], count: number) {
  const times = createWatchTimes({ buckets: count, stretches: 4 })
  const column = (of: (one: Watch) => number): Float32Array => Float32Array.from(list, of)
  times.fit(
    column(({ durationMs }) => durationMs),
    column(({ watchedMs }) => watchedMs),
    list.length,
  )
  return times
}

test('of clips of one duration, who watched longer has the higher quantile, and a quantile says a time that was watched', () => {
  fc.assert(
    fc.property(watches, buckets, watch, watch, (list, count, one, other) => {
      const times = fitted(list, count)
      const { durationMs } = one
      const [less, more] = [one.watchedMs, other.watchedMs].toSorted((a, b) => a - b)
      const [low, high] = [times.quantileOf(durationMs, less ?? 0), times.quantileOf(durationMs, more ?? 0)]
      assert.ok(low >= 0 && low <= high && high <= 1)
      assert.ok(times.watchMsAt(durationMs, 0.2) <= times.watchMsAt(durationMs, 0.8))
      for (const quantile of [0, 1])
        assert.ok(list.some((known) => known.watchedMs === times.watchMsAt(durationMs, quantile)))
    }),
  )
})

test('a quantile becomes the watch again that it was made of', () => {
  const list = Array.from({ length: 330 }, (_, at) => ({ durationMs: 10_000, watchedMs: 20 * at }))
  const times = fitted(list, 3)
  for (const watchedMs of [0, 500, 3_300, 6_000, 6_580]) {
    const again = times.watchMsAt(10_000, times.quantileOf(10_000, watchedMs))
    assert.ok(Math.abs(again - watchedMs) < 1, `${watchedMs} and then ${again}`)
  }
})

test('stretches rise, and their mean is the mean of what was watched', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 60, maxLength: 300 }), (list) => {
      const times = fitted(
        list.map((watchedMs) => ({ durationMs: 20_000, watchedMs })),
        5,
      )
      const means = [0, 1, 2, 3].map((stretch) => times.meanMsIn(20_000, stretch))
      assert.deepEqual(
        means,
        means.toSorted((a, b) => a - b),
      )
      const mean = list.reduce((sum, one) => sum + one, 0) / list.length
      const told = means.reduce((sum, one) => sum + one, 0) / means.length
      // Stretches of a list that 4 does not divide are not quite as long.
      assert.ok(Math.abs(told - mean) <= (2 * 60_000) / list.length, `${told} for ${mean}`)
    }),
  )
})

test('duration alone moves no quantile', () => {
  const list = [10, 100].flatMap((seconds) =>
    Array.from({ length: 50 }, (_, at) => ({ durationMs: seconds * 1_000, watchedMs: at * seconds * 20 })),
  )
  const times = fitted(list, 2)
  assert.equal(times.quantileOf(10_000, 5_000), times.quantileOf(100_000, 50_000))
  assert.ok(Math.abs(times.quantileOf(10_000, 5_000) - 0.5) < 0.03)
})

test('until there is enough, every part up to one and a half times is as likely', () => {
  const times = fitted([{ durationMs: 10_000, watchedMs: 10 }], 4)
  assert.equal(times.quantileOf(10_000, 7_500), 0.5)
  assert.equal(times.watchMsAt(10_000, 0.5), 7_500)
  assert.ok(Math.abs(times.meanMsIn(10_000, 3) - 13_125) < 1e-6)
})
