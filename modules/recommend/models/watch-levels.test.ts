import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fillLevels, medianOfLevels } from './watch-levels.ts'

const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 })
const medianOf = (list: readonly number[]): number => medianOfLevels(Float64Array.from(list), 0, list.length)

test('heads that know the quantile tell it to within a level', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat({ max: 3 }),
      (levels, quantile, from) => {
        const targets = new Float64Array(from + levels).fill(-1)
        fillLevels(targets, from, levels, quantile)
        assert.ok(targets.subarray(0, from).every((one) => one === -1))
        const told = medianOfLevels(targets, from, levels)
        assert.ok(Math.abs(told - quantile) <= 1 / (levels + 1) + 1e-12, `${told} for ${quantile}`)
      },
    ),
  )
})

test('the median is between 0 and 1, and rises with every chance', () => {
  fc.assert(
    fc.property(chances, fc.nat({ max: 11 }), (list, at) => {
      const told = medianOf(list)
      assert.ok(told >= 0 && told <= 1)
      const more = list.map((one, place) => (place === at ? (one + 1) / 2 : one))
      assert.ok(medianOf(more) >= told - 1e-12)
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
        assert.ok(Math.abs(medianOf(list) - 0.5 / slope) < 1e-9)
      },
    ),
  )
})

test('a higher level is not likelier than a lower one, whatever its head says', () => {
  assert.equal(medianOf([0.6, 0.9, 0.4]), medianOf([0.6, 0.6, 0.4]))
  assert.ok(Math.abs(medianOf([0.6, 0.9, 0.4]) - 0.625) < 1e-12)
})

test('skipped at once or watched to the end, each as likely: the mean lies between, the median on the likelier side', () => {
  assert.ok(medianOf([0.45, 0.45, 0.45]) < 0.25)
  assert.ok(medianOf([0.55, 0.55, 0.55]) > 0.75)
})
