import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { putTogether } from './put-together.ts'

const groups = fc
  .uniqueArray(
    fc.record({
      name: fc.string({ minLength: 1 }),
      people: fc.integer({ min: 0, max: 30 }),
      amount: fc.bigInt({ min: 1n, max: 10n ** 12n }),
    }),
    { selector: (one) => one.name, maxLength: 8 },
  )
  .map((list) =>
    list.map(({ name, people, amount }) => ({
      of: [name],
      people,
      figures: [people === 0 ? 0n : amount],
    })),
  )

test('nothing is about fewer than ten people, nothing is lost, and nothing small can be worked out', () => {
  fc.assert(
    fc.property(groups, (list) => {
      const shown = putTogether(list)
      const some = list.filter((group) => group.people > 0)
      if (shown === undefined) {
        assert.ok(some.every((group) => group.people < 10))
        return
      }
      const sum = (all: readonly { figures: readonly bigint[] }[]) =>
        all.reduce((total, one) => total + (one.figures[0] ?? 0n), 0n)
      assert.equal(sum(shown), sum(some))
      assert.deepEqual(
        shown.flatMap((group) => group.of).toSorted(),
        some.flatMap((group) => group.of).toSorted(),
      )
      for (const group of shown) {
        assert.ok(group.people >= 10)
        const small = some.filter((one) => group.of.includes(one.of[0] ?? '') && one.people < 10)
        // Whoever knows all other figures still does not know the small ones: a large group hides them.
        if (small.length > 0) assert.ok(group.of.length > small.length)
      }
    }),
  )
})

test('groups about nobody say nothing; without any there is nothing to say', () => {
  assert.deepEqual(putTogether([]), [])
  assert.deepEqual(putTogether([{ of: ['tip'], people: 0, figures: [0n] }]), [])
})
