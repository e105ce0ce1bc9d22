import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, toDay } from '../../platform/clock.ts'
import { daysOf, isPeriod, periodOf, toPeriod } from './period.ts'

test('weeks are those of ISO 8601, also around New Year', () => {
  for (const [day, week] of [
    ['2026-11-22', '2026-W47'],
    ['2026-11-23', '2026-W48'],
    ['2021-01-03', '2020-W53'],
    ['2021-01-04', '2021-W01'],
    ['2024-12-30', '2025-W01'],
    ['2027-01-01', '2026-W53'],
  ] as const)
    assert.equal(periodOf(toDay(day), 'week'), week)
})

test('every day is one of the days of its period, and of no other', () => {
  const day = fc.integer({ min: 0, max: 40_000 }).map((count) => addDays(toDay('1990-01-01'), count))
  fc.assert(
    fc.property(day, fc.constantFrom('week', 'month'), (one, kind) => {
      const period = periodOf(one, kind)
      assert.ok(isPeriod(period))
      const days = daysOf(period)
      assert.ok(days.includes(one))
      assert.ok(kind === 'month' ? days.length >= 28 && days.length <= 31 : days.length === 7)
      for (const inside of days) assert.equal(periodOf(inside, kind), period)
    }),
  )
})

test('a name that is no period is refused', () => {
  for (const name of ['2026-W54', '2026-W00', '2025-W53', '2026-13', '2026-1', '2026', 'W47', ''])
    assert.throws(() => toPeriod(name), RangeError, name)
  assert.equal(toPeriod('2026-W53'), '2026-W53')
})
