import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normals } from '../models/normals.ts'
import { createNearness, nearest } from './nearness.ts'

const dims = 8

/** Clips whose slot is their number; every fifth has no vector. */
function stage(count: number, seed: number) {
  const vectors = normals(count * dims, 1, seed)
  const vectorAt = (slot: number): Float32Array =>
    slot < 0 || slot >= count || slot % 5 === 4
      ? new Float32Array(dims)
      : vectors.subarray(slot * dims, (slot + 1) * dims)
  const slotOf = (number: number): number => (number < count ? number : -1)
  return { vectorAt, nearness: createNearness({ slotOf }), live: { dims, vectorAt } }
}

function cosineOf(a: Float32Array, b: Float32Array): number {
  const product = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, value, k) => sum + value * (y[k] ?? 0), 0)
  const length = Math.sqrt(product(a, a) * product(b, b))
  return length === 0 ? 0 : product(a, b) / length
}

test('each candidate is as near as the cosine of the two vectors says, page after page', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_500 }),
      fc.array(fc.uniqueArray(fc.integer({ min: -1, max: 1_600 }), { maxLength: 1_200 }), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.nat(1_500),
      fc.integer({ min: 1, max: 9_999 }),
      fc.integer({ min: 1, max: 3 }),
      (count, pages, other, seed, every) => {
        const { nearness, live, vectorAt } = stage(count, seed)
        for (const numbers of pages) {
          const among = numbers.map((number) => ({ number }))
          const places = numbers.map((_, at) => at).filter((at) => at % every === 0)
          const near = nearness(live, among, places)(other)
          if (other >= count || other % 5 === 4) {
            assert.equal(near, undefined)
            continue
          }
          assert.equal(near?.length, numbers.length)
          for (const [at, number] of numbers.entries()) {
            const cosine = at % every === 0 ? cosineOf(vectorAt(number), vectorAt(other)) : 0
            const wanted = nearest * Math.max(0, cosine)
            assert.ok(Math.abs((near?.[at] ?? -1) - wanted) <= 0.501, `${near?.[at]} for ${wanted}`)
          }
        }
      },
    ),
    { numRuns: 30 },
  )
})
