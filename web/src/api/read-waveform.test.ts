import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWaveform } from './read-waveform.ts'

test('peaks are read from signed bytes, and anything else is none', () => {
  const peaks = Buffer.from(Int8Array.from([0, 64, -127, 127]).buffer).toString('base64')
  assert.deepEqual(
    [...(readWaveform({ rate: 100, peaks })?.values ?? [])].map((one) => Math.round(one * 100)),
    [0, 50, 100, 100],
  )
  for (const wrong of [null, 7, {}, { peaks: 7 }]) assert.equal(readWaveform(wrong), undefined)
})
