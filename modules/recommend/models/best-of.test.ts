import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bestOf } from './best-of.ts'

test('the best are those that sorting puts first, of equals the first', () => {
  const scores = fc.array(fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constant(-Infinity)), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(scores, fc.nat({ max: 70 }), (list, k) => {
      const values = Float32Array.from(list)
      const sorted = list
        .map((score, item) => ({ score, item }))
        .filter(({ score }) => score !== -Infinity)
        .sort((a, b) => b.score - a.score || a.item - b.item)
        .slice(0, k)
      const best = bestOf(values, k)
      assert.deepEqual(
        [...best.ids],
        sorted.map(({ item }) => item),
      )
      assert.deepEqual(
        [...best.scores],
        sorted.map(({ score }) => score),
      )
    }),
  )
})
