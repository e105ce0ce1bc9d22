import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openArena } from './kernels.ts'
import { normals } from './normals.ts'
import { openSieve, sieveCells } from './sieve.ts'

const dot = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, value, k) => sum + value * (other[k] ?? 0), 0)

/** What comes through, by both kinds of kernels. */
function sifted(vectors: readonly Float32Array[], query: Float32Array, least: number): number[] {
  const dims = query.length
  const through = (['simd', 'plain'] as const).map((kind) => {
    const sieve = openSieve(
      openArena(sieveCells(vectors.length, dims, vectors.length), kind),
      vectors.length,
      dims,
      vectors.length,
    )
    vectors.forEach((vector, item) => sieve.set(item, vector))
    sieve.ask(query)
    const count = sieve.through(0, vectors.length, least)
    return [...sieve.found.view.subarray(0, count)]
  })
  assert.deepEqual(through[0], through[1])
  return through[0] ?? []
}

test('nothing that is above comes to be left out, and little else comes through', () => {
  let [above, more] = [0, 0]
  fc.assert(
    fc.property(
      fc.constantFrom(4, 8, 16, 64),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: -1, max: 3, noNaN: true }),
      fc.constantFrom(1e-3, 1, 40),
      (dims, count, seed, least, spread) => {
        const all = normals(count * dims, spread, seed)
        const vectors = Array.from({ length: count }, (_, at) => all.subarray(at * dims, (at + 1) * dims))
        const query = normals(dims, 1 / spread, seed + 1)
        const due = vectors.flatMap((vector, item) => (dot(vector, query) > least ? [item] : []))
        const came = sifted(vectors, query, least)
        const through = new Set(came)
        assert.ok(due.every((item) => through.has(item)))
        above += due.length
        more += came.length - due.length
      },
    ),
  )
  assert.ok(more < 0.1 * above, `${more} beside ${above}`)
})

test('zeros and what was cleared never come through', () => {
  const vectors = [new Float32Array(8), Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0)]
  assert.deepEqual(sifted(vectors, vectors[1] ?? new Float32Array(8), 0), [1])
  assert.deepEqual(sifted(vectors, new Float32Array(8), 0), [])
  const sieve = openSieve(openArena(sieveCells(1, 8, 1)), 1, 8, 1)
  const query = Float32Array.of(1, 1, 1, 1, 1, 1, 1, 1)
  sieve.set(0, query)
  sieve.ask(query)
  assert.equal(sieve.through(0, 1, 0), 1)
  sieve.clear(0)
  assert.equal(sieve.through(0, 1, 0), 0)
})
