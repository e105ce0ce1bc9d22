import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { armOf, freePlaces, placeOf, placesInAll, spread } from './assign.ts'

const keyOf = (n: number): string => `0198f0e2-7c1a-7000-8000-${n.toString(16).padStart(12, '0')}`
const viewers = Array.from({ length: 20_000 }, (_, n) => keyOf(n))
const experiment = (salt: string, firstPlace: number, places: number, arms: number) => ({
  salt,
  firstPlace,
  places,
  arms: Array.from({ length: arms }, (_, at) => at),
})

/** Σ (observed − expected)² ÷ expected. */
const chiSquare = (counts: readonly number[]): number => {
  const expected = counts.reduce((sum, one) => sum + one, 0) / counts.length
  return counts.reduce((sum, one) => sum + (one - expected) ** 2 / expected, 0)
}

test('the same salt and viewer are always in the same place: it is written down here', () => {
  assert.equal(spread('salt', keyOf(1)), 0.41676736416765436)
})

test('viewers are spread evenly, whatever the salt', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 40 }), (salt) => {
      const counts = Array.from({ length: 10 }, () => 0)
      for (const key of viewers.slice(0, 5_000)) {
        const at = Math.floor(spread(salt, key) * 10)
        counts[at] = (counts[at] ?? 0) + 1
      }
      // 9 degrees of freedom: above 40 comes once in 100,000.
      assert.ok(chiSquare(counts) < 40, String(chiSquare(counts)))
    }),
    { numRuns: 50, seed: 3 },
  )
})

test('a viewer is in one experiment at most, in as many as its share says, and in each arm as many', () => {
  const running = [experiment('a', 0, 200, 2), experiment('b', 200, 300, 3)]
  const counts = new Map<string, number>()
  for (const key of viewers) {
    const found = armOf(running, key)
    const name = found ? `${found.experiment.salt}${found.arm}` : 'none'
    counts.set(name, (counts.get(name) ?? 0) + 1)
    const place = placeOf(key)
    assert.equal(found?.experiment.salt, place < 200 ? 'a' : place < 500 ? 'b' : undefined)
  }
  const share = (name: string): number => (counts.get(name) ?? 0) / viewers.length
  for (const name of ['a0', 'a1', 'b0', 'b1', 'b2']) assert.ok(Math.abs(share(name) - 0.1) < 0.01, name)
  assert.ok(Math.abs(share('none') - 0.5) < 0.015)
})

test('who shared an arm is spread over the arms of the next experiment in the same places', () => {
  const counts = [0, 0, 0, 0]
  for (const key of viewers) {
    const before = armOf([experiment('first', 0, 1_000, 2)], key)
    const after = armOf([experiment('second', 0, 1_000, 2)], key)
    const at = 2 * (before?.arm ?? 0) + (after?.arm ?? 0)
    counts[at] = (counts[at] ?? 0) + 1
  }
  assert.ok(chiSquare(counts) < 25, String(counts))
})

test('free places are given where nobody holds any', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 600 }), { maxLength: 8 }), fc.nat(7), (sizes, gone) => {
      const held: { firstPlace: number; places: number }[] = []
      for (const places of sizes) {
        const firstPlace = freePlaces(held, places)
        if (firstPlace === undefined) continue
        held.push({ firstPlace, places })
        if (held.length > gone) held.splice(gone, 1)
      }
      const taken = new Set<number>()
      for (const { firstPlace, places } of held)
        for (let at = firstPlace; at < firstPlace + places; at++) {
          assert.ok(at < placesInAll && !taken.has(at))
          taken.add(at)
        }
    }),
  )
})
