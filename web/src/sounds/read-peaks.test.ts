import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barsOf, peaksIn } from './read-peaks.ts'

test('peaks are read from signed bytes, and anything else is none', () => {
  const peaks = Buffer.from(Int8Array.from([0, 64, -127, 127]).buffer).toString('base64')
  assert.deepEqual(
    [...peaksIn({ rate: 100, peaks })].map((one) => Math.round(one * 100)),
    [0, 50, 100, 100],
  )
  for (const wrong of [null, 7, {}, { peaks: 7 }]) assert.equal(peaksIn(wrong).length, 0)
})

test('bars keep the loudest moment of each stretch, also with fewer peaks than bars', () => {
  assert.deepEqual(barsOf(Float32Array.from([0, 1, 0.5, 0.25]), 2), [1, 0.5])
  assert.equal(barsOf(Float32Array.from([1]), 4).length, 4)
  assert.deepEqual(barsOf(new Float32Array(0), 3), [0, 0, 0])
})
