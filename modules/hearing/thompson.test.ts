import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chancesToBeBest } from './thompson.ts'

test('of two, the chance is that of a closed form', () => {
  // P(X > Y), X ~ Beta(2, 1), Y uniform: E[X] = 2/3
  const [first = 0, second = 0] = chancesToBeBest([
    { alpha: 2, beta: 1 },
    { alpha: 1, beta: 1 },
  ])
  assert.ok(Math.abs(first - 2 / 3) < 0.002, String(first))
  assert.ok(Math.abs(first + second - 1) < 1e-9)
})

test('the chances are a distribution, alike for alike arms, and better for a better one', () => {
  const arm = fc.record({
    alpha: fc.double({ min: 0.5, max: 500, noNaN: true }),
    beta: fc.double({ min: 0.5, max: 500, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(arm, { minLength: 1, maxLength: 12 }), arm, (arms, one) => {
      const better = { alpha: one.alpha + 5, beta: one.beta }
      const chances = chancesToBeBest([...arms, one, one, better])
      assert.ok(Math.abs(chances.reduce((sum, chance) => sum + chance, 0) - 1) < 1e-9)
      assert.ok(chances.every((chance) => chance >= 0))
      const [twin = 0, other = 0, best = 0] = chances.slice(-3)
      assert.ok(Math.abs(twin - other) < 1e-9)
      assert.ok(best >= twin - 1e-9)
    }),
    { numRuns: 50 },
  )
  assert.deepEqual(chancesToBeBest([]), [])
})
