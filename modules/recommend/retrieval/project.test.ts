import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normals } from '../models/normals.ts'
import { fitProjections, project, type Rows } from './project.ts'

const dims = 4
const rowsOf = (rows: readonly (readonly number[])[]): Rows => {
  const starts = new Int32Array(rows.length + 1)
  rows.forEach((row, at) => {
    starts[at + 1] = (starts[at] ?? 0) + row.length
  })
  return { starts, ids: Int32Array.from(rows.flat()) }
}
const cosine = (a: Float32Array, b: Float32Array): number => {
  const product = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, one, at) => sum + one * (y[at] ?? 0), 0)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}

test('a clip that nobody watched stands where its attributes are known to', () => {
  const attributes = 12
  const truth = normals((attributes + 1) * dims, 1, 7)
  const pick = normals(3_000, 100, 8)
  const rows = Array.from({ length: 400 }, (_, clip) => [
    ...new Set([0, 1, 2].map((at) => 1 + (Math.abs(Math.round(pick[clip * 3 + at] ?? 0)) % attributes))),
  ])
  const vectors = new Float32Array(rows.length * dims)
  const mean = new Float32Array(dims)
  rows.forEach((row, clip) => {
    project(truth, row, mean)
    vectors.set(mean, clip * dims)
  })
  const known = new Uint8Array(rows.length).fill(1)
  const fitted = fitProjections(vectors, known, rowsOf(rows), attributes, dims)
  const wanted = new Float32Array(dims)
  for (const cold of [[1, 2], [3, 7, 11], [5]]) {
    project(truth, cold, wanted)
    assert.ok(project(fitted, cold, mean))
    assert.ok(cosine(wanted, mean) > 0.97, `${cold}: ${cosine(wanted, mean)}`)
  }
})

test('of what no known clip has nothing is said, whatever number it has', () => {
  const fitted = fitProjections(
    new Float32Array(2 * dims).fill(1),
    Uint8Array.of(1, 0),
    rowsOf([[1], [2]]),
    2,
    dims,
  )
  const to = new Float32Array(dims)
  assert.equal(project(fitted, [1], to), true)
  assert.equal(project(fitted, [2], to), false)
  assert.equal(project(fitted, [99], to), false)
  assert.equal(project(fitted, [], to), false)
  assert.ok(to.every((value) => value === 0))
})

test('what is said never grows beyond what was seen', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }), {
        minLength: 1,
        maxLength: 30,
      }),
      fc.integer({ min: 1, max: 1_000 }),
      (rows, seed) => {
        const vectors = normals(rows.length * dims, 1, seed)
        const known = new Uint8Array(rows.length).fill(1)
        const fitted = fitProjections(vectors, known, rowsOf(rows), 6, dims)
        const mean = new Float32Array(dims)
        const lossOf = (projections: Float32Array): number => {
          let loss = projections.reduce((sum, one) => sum + one ** 2, 0)
          rows.forEach((row, clip) => {
            project(projections, row, mean)
            mean.forEach((one, k) => {
              loss += (one - (vectors[clip * dims + k] ?? 0)) ** 2
            })
          })
          return loss
        }
        const best = lossOf(fitted)
        assert.ok(best <= lossOf(new Float32Array(fitted.length)) + 1e-3)
        for (let at = dims; at < fitted.length; at += 3) {
          // The only minimum: a step to any side from nearly there loses nearly nothing or more.
          const aside = fitted.slice()
          aside[at] = (aside[at] ?? 0) + 0.3
          assert.ok(lossOf(aside) > best - 0.05)
        }
      },
    ),
    { numRuns: 60 },
  )
})
