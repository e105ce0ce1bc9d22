import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normals } from '../models/normals.ts'
import { clusters, interestsMax } from './clusters.ts'

const dims = 8
/** So many clips around an axis each. */
function around(axes: readonly number[]): Float32Array {
  const vectors = normals(axes.length * dims, 0.1, 3)
  axes.forEach((axis, at) => {
    vectors[at * dims + axis] = 1 + (vectors[at * dims + axis] ?? 0)
  })
  return vectors
}

test('three tastes are three interests, the largest first, the same each time', () => {
  const axes = Array.from({ length: 60 }, (_, at) => (at % 6 === 0 ? 5 : at % 6 < 3 ? 2 : 0))
  const vectors = around(axes)
  const found = clusters(vectors, axes.length, dims)
  assert.deepEqual(
    found.map((places) => [places.length, new Set(places.map((at) => axes[at])).size]),
    [
      [30, 1],
      [20, 1],
      [10, 1],
    ],
  )
  assert.deepEqual(clusters(vectors, axes.length, dims), found)
})

test('every clip is in one interest, and a few clips are one', () => {
  for (const count of [1, 2, 9, 10, 100]) {
    const vectors = normals(count * dims, 1, count)
    const found = clusters(vectors, count, dims)
    assert.ok(found.length <= Math.max(1, Math.min(interestsMax, Math.floor(count / 5))))
    assert.deepEqual(
      found.flat().toSorted((a, b) => a - b),
      [...Array(count).keys()],
    )
  }
  const same = clusters(new Float32Array(20 * dims).fill(1), 20, dims)
  assert.deepEqual(
    same.map((places) => places.length),
    [20],
  )
})
