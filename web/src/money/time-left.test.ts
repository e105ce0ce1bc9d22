import assert from 'node:assert/strict'
import test from 'node:test'
import { timeLeft } from './time-left.ts'

const from = '2026-11-01T00:00:00Z'
const until = '2026-12-01T00:00:00Z'

test('time left is told in days, hours and minutes, and never below zero', () => {
  assert.deepEqual(timeLeft(from, until, Date.parse('2026-11-28T21:29:30Z')), {
    over: false,
    days: 2,
    hours: 2,
    minutes: 30,
    passed: (27 * 86_400 + 21 * 3600 + 29 * 60 + 30) / (30 * 86_400),
  })
  assert.deepEqual(timeLeft(from, until, Date.parse('2026-12-01T00:00:00Z')), {
    over: true,
    days: 0,
    hours: 0,
    minutes: 0,
    passed: 1,
  })
  assert.equal(timeLeft(from, until, Date.parse('2026-10-01T00:00:00Z')).passed, 0)
})
