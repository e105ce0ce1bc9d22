import assert from 'node:assert/strict'
import test from 'node:test'
import { eachDay, partOf, rupiahForEye, sumByState, todayOf } from './earned.ts'

test('amounts are summed exactly, beyond 2^53', () => {
  const sums = sumByState([
    { state: 'verified', micro: '9007199254740993' },
    { state: 'verified', micro: '1' },
    { state: 'estimated', micro: '5' },
  ])
  assert.deepEqual(
    sums.map((sum) => [sum.state, sum.micro, sum.days]),
    [
      ['estimated', 5n, 1],
      ['verified', 9007199254740994n, 2],
      ['final', 0n, 0],
    ],
  )
})

test('a period has each of its days once, over a month end too', () => {
  assert.deepEqual(eachDay('2026-11-29', '2026-12-02'), [
    '2026-11-29',
    '2026-11-30',
    '2026-12-01',
    '2026-12-02',
  ])
  assert.deepEqual(eachDay('2026-11-22', '2026-11-22'), ['2026-11-22'])
})

test('parts and pictures', () => {
  assert.equal(partOf(1n, 0n), undefined)
  assert.equal(partOf(55n, 100n), 0.55)
  assert.equal(rupiahForEye('1234567890'), 1234.567)
})

test('today is Jakarta’s date, and never outside the running period', () => {
  const running = { firstDay: '2026-11-16', lastDay: '2026-11-22', days: [] }
  assert.equal(todayOf(running, Date.parse('2026-11-21T17:00:00Z')), '2026-11-22')
  assert.equal(todayOf(running, Date.parse('2031-01-01T00:00:00Z')), '2026-11-16')
})
