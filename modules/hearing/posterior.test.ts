import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chanceAbove } from './posterior.ts'

test('the chances are those of closed forms', () => {
  // Beta(1, 1) is uniform; Beta(n, 1) has F(x) = xⁿ; Beta(1, n) has 1 − F(x) = (1 − x)ⁿ.
  for (const x of [0.01, 0.2, 0.5, 0.77, 0.99]) {
    assert.ok(Math.abs(chanceAbove({ alpha: 1, beta: 1 }, x) - (1 - x)) < 1e-9)
    assert.ok(Math.abs(chanceAbove({ alpha: 30, beta: 1 }, x) - (1 - x ** 30)) < 1e-9)
    assert.ok(Math.abs(chanceAbove({ alpha: 1, beta: 700 }, x) - (1 - x) ** 700) < 1e-9)
  }
  // I.₃(4, 6) = Σₖ≥₄ C(9, k) .3ᵏ .7⁹⁻ᵏ, the tail of a binomial.
  assert.ok(Math.abs(chanceAbove({ alpha: 4, beta: 6 }, 0.3) - (1 - 0.270340902)) < 1e-8)
})

test('what is above and what is below is all there is, and more is never likelier', () => {
  const part = fc.double({ min: 0.5, max: 900, noNaN: true })
  const rate = fc.double({ min: 0.001, max: 0.999, noNaN: true })
  fc.assert(
    fc.property(part, part, rate, rate, (alpha, beta, x, y) => {
      const above = chanceAbove({ alpha, beta }, x)
      assert.ok(above >= -1e-9 && above <= 1 + 1e-9)
      assert.ok(Math.abs(above + chanceAbove({ alpha: beta, beta: alpha }, 1 - x) - 1) < 1e-6)
      const other = chanceAbove({ alpha, beta }, y)
      assert.ok(x <= y ? above >= other - 1e-6 : above <= other + 1e-6)
    }),
  )
})
