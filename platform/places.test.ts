import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createMarks, createPlaces } from './places.ts'

test('a place holds what was set there last, and what was never set is none', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9_000), fc.integer({ min: -5, max: 5 }))), (all) => {
      const places = createPlaces(-1)
      const known = new Map<number, number>()
      for (const [place, value] of all) {
        places.set(place, value)
        known.set(place, value)
      }
      for (const place of [-1, 0, 1_023, 1_024, 20_000, ...known.keys()])
        assert.equal(places.at(place), known.get(place) ?? -1)
    }),
  )
})

test('marks are what was named since they were cleared', () => {
  const marks = createMarks()
  marks.add(3)
  marks.add(5_000)
  assert.deepEqual(
    [3, 4, 5_000, 9_999, -1].map((place) => marks.has(place)),
    [true, false, true, false, false],
  )
  marks.clear()
  marks.add(4)
  assert.deepEqual(
    [3, 4, 5_000].map((place) => marks.has(place)),
    [false, true, false],
  )
})
