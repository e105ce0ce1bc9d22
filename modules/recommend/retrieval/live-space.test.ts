import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { IalsSettings } from '../models/ials.ts'
import { openItemSpace } from '../models/item-space.ts'
import { normals } from '../models/normals.ts'
import { type LiveSpace, openLiveSpace } from './live-space.ts'

const dims = 8
const settings: IalsSettings = { dims, unseen: 0.05, regular: 0.02, sweeps: 1, seed: 1 }

function gramOf(vectors: Float32Array): Float32Array {
  const gram = new Float32Array(dims * dims)
  for (let from = 0; from < vectors.length; from += dims)
    for (let row = 0; row < dims; row++)
      for (let column = 0; column < dims; column++)
        gram[row * dims + column] =
          (gram[row * dims + column] ?? 0) + (vectors[from + row] ?? 0) * (vectors[from + column] ?? 0)
  return gram
}

function spaceOf(vectors: Float32Array, kind: 'simd' | 'plain', capacity = vectors.length / dims): LiveSpace {
  const fitted = vectors.length / dims
  const space = openLiveSpace(capacity, { gram: gramOf(vectors), fitted }, settings, undefined, kind)
  for (let slot = 0; slot < fitted; slot++)
    space.place(slot, vectors.subarray(slot * dims, (slot + 1) * dims))
  return space
}

test('the nearest are those with the highest products, of few and of many', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 8_000, max: 12_000 })),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 1, max: 10_000 }),
      fc.constantFrom('simd' as const, 'plain' as const),
      (count, k, every, seed, kind) => {
        const vectors = normals(count * dims, 1, seed)
        const query = normals(dims, 1, seed + 1)
        const mayCome = (slot: number): boolean => slot % every !== 0
        const near = spaceOf(vectors, kind).nearest(query, k, mayCome)
        const scores = Array.from({ length: count }, (_, slot) =>
          query.reduce((sum, value, d) => sum + value * (vectors[slot * dims + d] ?? 0), 0),
        )
        const wanted = scores
          .map((score, slot) => ({ score, slot }))
          .filter(({ score, slot }) => score > 1e-5 && mayCome(slot))
          .sort((a, b) => b.score - a.score)
          .slice(0, k)
        const got = [...near.ids].flatMap((slot, place) => {
          const score = near.scores[place] ?? 0
          return score > 1e-5 ? [{ slot, score }] : []
        })
        assert.equal(got.length, wanted.length)
        got.forEach(({ score, slot }, place) => {
          assert.ok(Math.abs(score - (wanted[place]?.score ?? 0)) < 1e-4)
          assert.ok(Math.abs(score - (scores[slot] ?? 0)) < 1e-4 && mayCome(slot))
        })
      },
    ),
    { numRuns: 80 },
  )
})

test('folding in is what the model of the replay does', () => {
  const vectors = normals(50 * dims, 1, 5)
  const model = openItemSpace(vectors, settings)
  for (const kind of ['simd', 'plain'] as const) {
    const space = spaceOf(vectors, kind, 80)
    const [folded, wanted] = [space.foldIn([3, 9, 40]), model.foldIn([3, 9, 40])]
    folded.forEach((value, at) => assert.ok(Math.abs(value - (wanted[at] ?? 9)) < 1e-4))
  }
})

test('what has no room, or is gone, is not there', () => {
  const space = spaceOf(normals(10 * dims, 1, 5), 'simd', 6)
  const query = Float32Array.from(space.vectorAt(3))
  const slotsNear = (): number[] => [...space.nearest(query, 10, () => true).ids]
  assert.equal(slotsNear()[0], 3)
  assert.ok(slotsNear().every((slot) => slot < 6))
  space.clear(3)
  assert.ok(!slotsNear().includes(3))
  space.clear(-1)
  space.place(600, query)
  assert.deepEqual(
    [...space.vectorAt(600)],
    Array.from({ length: dims }, () => 0),
  )
  assert.deepEqual(
    [...space.foldIn([-1, 600])],
    Array.from({ length: dims }, () => 0),
  )
  assert.equal(space.nearest(query, 0, () => true).ids.length, 0)
})
