import assert from 'node:assert/strict'
import test from 'node:test'
import { arrivalOf } from './payout-facts.ts'

const paid = (requestedAt: string, endedAt: string | null, state: 'paid' | 'returned' = 'paid') => ({
  state,
  requestedAt,
  endedAt,
})
const now = Date.parse('2026-11-23T00:00:00Z')

test('arrival is the median of what was paid, and unknown before', () => {
  assert.equal(arrivalOf([paid('2026-11-01T00:00:00Z', '2026-11-09T00:00:00Z', 'returned')], now), undefined)
  const arrival = arrivalOf(
    [
      paid('2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'),
      paid('2026-11-03T00:00:00Z', '2026-11-05T00:00:00Z'),
      paid('2026-11-06T00:00:00Z', '2026-11-16T00:00:00Z'),
    ],
    now,
  )
  assert.deepEqual(arrival, { at: new Date('2026-11-25T00:00:00Z'), of: 3 })
})

test('only the last five count', () => {
  const old = paid('2025-01-01T00:00:00Z', '2025-03-01T00:00:00Z')
  const fresh = [1, 2, 3, 4, 5].map((day) =>
    paid(`2026-11-0${day}T00:00:00Z`, `2026-11-0${day + 1}T00:00:00Z`),
  )
  assert.deepEqual(arrivalOf([old, old, old, ...fresh], now), { at: new Date('2026-11-24T00:00:00Z'), of: 5 })
})
