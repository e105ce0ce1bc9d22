import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { auc, gauc, mae, recallAt, xauc } from './metrics.ts'

const rows = fc.array(
  fc.record({
    score: fc.integer({ min: 0, max: 6 }),
    label: fc.constantFrom(0, 1),
    group: fc.nat({ max: 3 }),
  }),
  { minLength: 2, maxLength: 40 },
)
type Row = { readonly score: number; readonly label: 0 | 1; readonly group: number }

/** Over all pairs that differ in what came, how often the greater was scored higher. */
function byPairs(list: readonly Row[], came: (row: Row) => number): number {
  let right = 0
  let pairs = 0
  for (const one of list)
    for (const other of list)
      if (came(one) > came(other)) {
        pairs++
        right += one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0
      }
  return right / pairs
}
const near = (one: number, other: number): void =>
  assert.ok(Number.isNaN(other) ? Number.isNaN(one) : Math.abs(one - other) < 1e-12, `${one} is not ${other}`)
const scoresOf = (list: readonly Row[]) => Float64Array.from(list, ({ score }) => score)
const labelsOf = (list: readonly Row[]) => Uint8Array.from(list, ({ label }) => label)

test('AUC and XAUC are what counting pairs gives', () => {
  fc.assert(
    fc.property(rows, fc.array(fc.nat({ max: 5 }), { minLength: 40, maxLength: 40 }), (list, seconds) => {
      near(
        auc(scoresOf(list), labelsOf(list)),
        byPairs(list, ({ label }) => label),
      )
      const actual = Float64Array.from(list, (_, at) => seconds[at] ?? 0)
      near(
        xauc(scoresOf(list), actual),
        byPairs(list, (row) => actual[list.indexOf(row)] ?? 0),
      )
    }),
  )
})

test('GAUC is the AUC within groups, by their size', () => {
  fc.assert(
    fc.property(rows, (list) => {
      let sum = 0
      let weight = 0
      for (const group of new Set(list.map((row) => row.group))) {
        const own = list.filter((row) => row.group === group)
        const one = byPairs(own, ({ label }) => label)
        if (Number.isNaN(one)) continue
        sum += one * own.length
        weight += own.length
      }
      near(
        gauc(
          scoresOf(list),
          labelsOf(list),
          Int32Array.from(list, (row) => row.group),
        ),
        sum / weight,
      )
    }),
  )
})

test('recall counts wanted pairs over all lists, MAE means what it says', () => {
  const lists = [
    { ranked: Int32Array.of(4, 7, 1), wanted: new Set([7, 1, 9]) },
    { ranked: Int32Array.of(2), wanted: new Set([2]) },
    { ranked: Int32Array.of(), wanted: new Set([5]) },
  ]
  assert.equal(recallAt(2, lists), 2 / 5)
  assert.equal(recallAt(3, lists), 3 / 5)
  assert.equal(mae(Float64Array.of(1, 5), Float64Array.of(2, 2)), 2)
  assert.ok(Number.isNaN(recallAt(3, [])))
})
