import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clampRanges, lengthOf } from './clamp.ts'

test('what is empty, backwards or outside the clip is dropped; what sticks out is cut', () => {
  const claimed: [number, number][] = [
    [0, 0],
    [500, 100],
    [9_000, 12_000],
    [10_000, 11_000],
    [-50, 20],
  ]
  assert.deepEqual(clampRanges(claimed, 10_000), [9_000, 10_000, 0, 20])
})

test('nothing outside the clip is ever kept, nothing is added, and clamping twice changes nothing', () => {
  const ms = fc.double({ min: -1e9, max: 1e9, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(ms, ms), { maxLength: 20 }),
      fc.integer({ min: 1, max: 600_000 }),
      (claimed, duration) => {
        const kept = clampRanges(claimed, duration)
        assert.equal(kept.length % 2, 0)
        assert.ok(kept.every((at) => Number.isInteger(at) && at >= 0 && at <= duration))
        const claimedMs = claimed.reduce(
          (sum, [start, end]) => sum + Math.max(0, Math.ceil(end - start) + 1),
          0,
        )
        assert.ok(lengthOf(kept) <= claimedMs)
        const pairs = Array.from({ length: kept.length / 2 }, (_, n): [number, number] => [
          kept[2 * n] ?? 0,
          kept[2 * n + 1] ?? 0,
        ])
        assert.deepEqual(clampRanges(pairs, duration), kept)
      },
    ),
  )
})
