import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bestPlaces } from './best-places.ts'

test('the best places are as many as asked for, each once, and none outside is better', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5, max: 5 })),
      fc.integer({ min: 1, max: 40 }),
      (values, most) => {
        const found = bestPlaces(Float64Array.from(values), most)
        assert.equal(found.length, Math.min(most, values.length))
        assert.equal(new Set(found).size, found.length)
        const inside = found.map((at) => values[at] ?? Number.NaN)
        const outside = values.filter((_, at) => !found.includes(at))
        assert.ok(Math.min(...inside) >= Math.max(...outside) || inside.length === 0 || outside.length === 0)
      },
    ),
  )
})
