import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createWatchHead } from './watch-head.ts'
import { createWatchTimes } from './watch-times.ts'

const durationMs = 10_000
/** Of a clip that is left at any part of it, as likely at one as at another: a quantile is a part. */
function even(levels: number, from = 0) {
  const times = createWatchTimes({ buckets: 1, stretches: levels + 1 })
  const count = 3_201
  times.fit(
    new Float32Array(count).fill(durationMs),
    Float32Array.from({ length: count }, (_, at) => (durationMs * at) / (count - 1)),
    count,
  )
  return createWatchHead(from, levels, times)
}
const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 })
const medianOf = (list: readonly number[]): number =>
  even(list.length).medianMs(Float64Array.from(list), durationMs) / durationMs
const near = (one: number, other: number, by = 1e-3): void =>
  assert.ok(Math.abs(one - other) <= by, `${one} is not ${other}`)

test('heads that know the watch tell it to within a level, as median and as mean', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat({ max: 3 }),
      (levels, part, from) => {
        const head = even(levels, from)
        const targets = new Float64Array(from + levels).fill(-1)
        head.fillTargets(targets, durationMs, part * durationMs)
        assert.ok(targets.subarray(0, from).every((one) => one === -1))
        near(head.medianMs(targets, durationMs) / durationMs, part, 1 / (levels + 1) + 1e-3)
        near(head.meanMs(targets, durationMs) / durationMs, part, 0.5 / (levels + 1) + 1e-3)
      },
    ),
  )
})

test('median and mean are a watch that may be, and rise with every chance', () => {
  fc.assert(
    fc.property(chances, fc.nat({ max: 11 }), (list, at) => {
      const head = even(list.length)
      const more = list.map((one, place) => (place === at ? (one + 1) / 2 : one))
      for (const told of [head.medianMs, head.meanMs]) {
        const ms = told(Float64Array.from(list), durationMs)
        assert.ok(ms >= 0 && ms <= durationMs + 1e-6)
        assert.ok(told(Float64Array.from(more), durationMs) >= ms - 1e-9)
      }
    }),
  )
})

test('chances that fall on a straight line have their median where the line says', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      (levels, slope) => {
        const list = Array.from({ length: levels }, (_, at) =>
          Math.max(0, 1 - (slope * (at + 1)) / (levels + 1)),
        )
        const after = Math.ceil((0.5 / slope) * (levels + 1))
        // The last stretch, to 1, ends at no chance whatever the slope.
        if (after > levels || slope * (after / (levels + 1)) > 1) return
        near(medianOf(list), 0.5 / slope)
      },
    ),
  )
})

test('a higher level is not likelier than a lower one, whatever its head says', () => {
  assert.equal(medianOf([0.6, 0.9, 0.4]), medianOf([0.6, 0.6, 0.4]))
  near(medianOf([0.6, 0.9, 0.4]), 0.625)
})

test('skipped at once or watched to the end: the median lies on the likelier side, the mean between, by its parts', () => {
  const head = even(3)
  for (const [chance, isLong] of [
    [0.45, false],
    [0.55, true],
  ] as const) {
    const all = Float64Array.of(chance, chance, chance)
    assert.ok(isLong ? head.medianMs(all, durationMs) > 7_500 : head.medianMs(all, durationMs) < 2_500)
    near(head.meanMs(all, durationMs), 1_250 + chance * 7_500, 5)
    const parts = [0, 1, 2].map((level) => chance * head.gainMs(durationMs, level))
    near(
      head.meanMs(all, durationMs),
      head.leastMs(durationMs) + parts.reduce((sum, one) => sum + one, 0),
      1e-9,
    )
  }
})
