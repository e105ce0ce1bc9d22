import assert from 'node:assert/strict'
import test from 'node:test'
import { pollDelay } from './poll-delay.ts'

test('asks quickly at first, never more often than before, and never slower than twice a minute', () => {
  const delays = Array.from({ length: 40 }, (_, asked) => pollDelay(asked))
  assert.ok((delays[0] ?? 0) <= 2000)
  for (const [at, delay] of delays.entries()) assert.ok(at === 0 || delay >= (delays[at - 1] ?? 0))
  assert.equal(delays.at(-1), 30_000)
})

test('the first minute asks about a dozen times, the first hour less than 150 times', () => {
  const within = (ms: number): number => {
    let asked = 0
    for (let passed = 0; passed < ms; passed += pollDelay(asked++));
    return asked
  }
  assert.ok(within(60_000) <= 14)
  assert.ok(within(3_600_000) < 150)
})
