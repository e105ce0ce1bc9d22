import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shareByWeight } from './share-line.ts'

const weights = fc.uniqueArray(fc.record({ key: fc.uuid(), weight: fc.bigInt({ min: 1n, max: 10_000n }) }), {
  selector: (one) => one.key,
  minLength: 1,
  maxLength: 10,
})
const amounts = fc.oneof(fc.bigInt({ min: 0n, max: 50n }), fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 62n }))

test('parts add up to the whole, each within a rupiah of its exact value, in whatever order they are given', () => {
  fc.assert(
    fc.property(amounts, weights, fc.uuid(), (amount, parts, about) => {
      const sum = parts.reduce((total, part) => total + part.weight, 0n)
      const shares = shareByWeight(amount, parts, about)
      assert.equal(
        [...shares.values()].reduce((total, one) => total + one, 0n),
        amount,
      )
      for (const { key, weight } of parts) {
        const share = shares.get(key) ?? -1n
        assert.ok(share * sum > amount * weight - sum && share * sum < amount * weight + sum)
      }
      const again = shareByWeight(amount, parts.toReversed(), about)
      for (const [key, share] of shares) assert.equal(again.get(key), share)
    }),
  )
})

test('an odd rupiah goes to another person from line to line', () => {
  const halves = [
    { key: 'a', weight: 1n },
    { key: 'b', weight: 1n },
  ]
  const lucky = new Set(
    Array.from({ length: 40 }, (_, line) =>
      shareByWeight(1n, halves, `line ${line}`).get('a') === 1n ? 'a' : 'b',
    ),
  )
  assert.deepEqual([...lucky].sort(), ['a', 'b'])
})
