import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coWatched, nearestKept } from './co-watched.ts'
import { type FitInput, fitSpace } from './fit-space.ts'
import { plantedFit } from './testing.ts'
import { pairsOf } from '../models/pairs.ts'

const ials = { dims: 16, unseen: 0.05, regular: 0.02, sweeps: 8, seed: 3 }
const planted = (change: Partial<FitInput> = {}): FitInput => ({
  ...plantedFit(),
  ials,
  ownFrom: 10,
  ...change,
})

const nearest = (vectors: Float32Array, clip: number, clips: number): number[] => {
  const { dims } = ials
  const product = (other: number): number => {
    let sum = 0
    for (let k = 0; k < dims; k++) sum += (vectors[clip * dims + k] ?? 0) * (vectors[other * dims + k] ?? 0)
    return sum
  }
  return Array.from({ length: clips }, (_, other) => other)
    .filter((other) => other !== clip)
    .sort((a, b) => product(b) - product(a))
    .slice(0, 5)
}

test('clips of one taste lie together, also those that nobody has watched yet', () => {
  const input = planted()
  const { vectors, recall, heldOut, pairs } = fitSpace(input)
  // Every tenth clip has no viewer: only its tag says whose it is.
  for (const clip of [4, 13, 20, 30, 41, 60])
    assert.ok(
      nearest(vectors, clip, input.clips).filter((other) => other % 4 === clip % 4).length >= 4,
      `${clip}`,
    )
  // By chance, it would be an eighth.
  assert.ok(heldOut > 200 && recall > 0.3, `${recall} of ${heldOut}`)
  assert.equal(pairs, input.wanted.ids.length)
})

test('the same events give the same fit', () => {
  assert.deepEqual(fitSpace(planted()), fitSpace(planted()))
})

test('vectors that have collapsed are refused', () => {
  assert.throws(() => fitSpace(planted({ ials: { ...ials, regular: 1e4 } })), /collapsed/)
})

test('where nobody has wanted anything before the last day, nothing is foretold', () => {
  const input = planted()
  const { recall, heldOut } = fitSpace({ ...input, wantedAt: input.wantedAt.map(() => 5) })
  assert.ok(Number.isNaN(recall))
  assert.equal(heldOut, 0)
})

test('clips that the same viewers wanted are each other’s nearest; two viewers are not enough', () => {
  const viewers = [...Array(9)].map((_, at) => new Set(at % 3 === 0 ? [0, 1, 4] : [0, 1, 2]))
  const together = coWatched(pairsOf([...viewers, new Set([3])], 5))
  const of = (clip: number): number[] =>
    [...together.subarray(clip * nearestKept, (clip + 1) * nearestKept)].filter((one) => one >= 0)
  assert.deepEqual(of(0), [1, 2, 4])
  assert.deepEqual(of(3), [])
  assert.equal(of(2)[0], 0)
})
