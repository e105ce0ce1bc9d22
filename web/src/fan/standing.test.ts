import assert from 'node:assert/strict'
import test from 'node:test'
import { standingOf, type Told } from './standing.ts'

const at = Date.parse('2026-11-23T00:00:00Z')
const running: Told = {
  state: 'active',
  cancelled: false,
  renewFrom: '2026-12-01T00:00:00Z',
  nextPriceIdr: '20000',
  waiting: null,
}

test('a running month is due once the next may be paid, and paying while that payment waits', () => {
  assert.equal(standingOf(running, at), 'running')
  assert.equal(standingOf({ ...running, renewFrom: '2026-11-23T00:00:00Z' }, at), 'due')
  assert.equal(standingOf({ ...running, renewFrom: '2026-11-01T00:00:00Z', waiting: {} }, at), 'paying')
})

test('what will not go on is never due', () => {
  assert.equal(
    standingOf({ ...running, renewFrom: '2026-11-01T00:00:00Z', nextPriceIdr: null }, at),
    'running',
  )
  assert.equal(standingOf({ ...running, cancelled: true, state: 'grace' }, at), 'ending')
  assert.equal(standingOf({ ...running, state: 'grace' }, at), 'grace')
  assert.equal(standingOf({ ...running, state: 'ended', cancelled: true }, at), 'ended')
  assert.equal(standingOf({ ...running, state: 'asked', waiting: {} }, at), 'asked')
})
