import assert from 'node:assert/strict'
import test from 'node:test'
import { clockText, timeLeft } from './time-left.ts'

const words = { day: 'd', hour: 'h' }
const text = (ms: number): string => clockText(timeLeft(ms, 0), words)

test('days and hours, then a clock', () => {
  assert.equal(text(2 * 86_400_000 + 5 * 3_600_000), '2 d 5 h')
  assert.equal(text(86_400_000), '1 d 0 h')
  assert.equal(text(86_399_000), '23:59:59')
  assert.equal(text(3_600_000), '1:00:00')
  assert.equal(text(427_000), '07:07')
})

test('a begun second counts, and what is over stays at nothing', () => {
  assert.equal(text(1), '00:01')
  assert.equal(text(0), '00:00')
  assert.equal(timeLeft(0, 5000).over, true)
  assert.equal(timeLeft(5001, 5000).over, false)
})
