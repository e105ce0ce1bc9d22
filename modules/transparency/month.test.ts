import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstDayOf, lastDayOf, monthAfter, spanOf } from './month.ts'

test('months end when they end', () => {
  assert.deepEqual(['2026-01', '2026-02', '2028-02', '2026-11', '2026-12'].map(lastDayOf), [
    '2026-01-31',
    '2026-02-28',
    '2028-02-29',
    '2026-11-30',
    '2026-12-31',
  ])
  assert.equal(firstDayOf('2026-12'), '2026-12-01')
  assert.deepEqual(['2026-01', '2026-12'].map(monthAfter), ['2026-02', '2027-01'])
})

test('a month is one of the stage’s clock', () => {
  const { from, to } = spanOf('2026-11', 'Asia/Jakarta')
  assert.deepEqual(
    [from.toISOString(), to.toISOString()],
    ['2026-10-31T17:00:00.000Z', '2026-11-30T17:00:00.000Z'],
  )
})
