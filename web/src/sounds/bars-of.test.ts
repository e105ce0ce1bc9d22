import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barsOf } from './bars-of.ts'

test('bars keep the loudest moment of each stretch, also with fewer peaks than bars', () => {
  assert.deepEqual(barsOf(Float32Array.from([0, 1, 0.5, 0.25]), 2), [1, 0.5])
  assert.equal(barsOf(Float32Array.from([1]), 4).length, 4)
  assert.deepEqual(barsOf(new Float32Array(0), 3), [0, 0, 0])
})
