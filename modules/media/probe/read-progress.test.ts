import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { progressReader } from './read-progress.ts'

const printed =
  'frame=10\nout_time_us=400000\nout_time=00:00:00.40\nprogress=continue\nframe=25\nout_time_us=1000000\nprogress=end\n'

test('the newest figures count, however the text is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(printed.length), { maxLength: 10 }), (cuts) => {
      const reader = progressReader()
      const at = [0, ...cuts.sort((a, b) => a - b), printed.length]
      for (let i = 1; i < at.length; i++) reader.push(printed.slice(at[i - 1], at[i]))
      assert.deepEqual(reader.read(), { outMs: 1000, frames: 25 })
    }),
  )
})

test('what ffmpeg does not know yet is no number', () => {
  const reader = progressReader()
  reader.push('out_time_us=N/A\nframe=0\n')
  assert.deepEqual(reader.read(), { outMs: 0, frames: 0 })
})
