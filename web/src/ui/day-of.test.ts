import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayOf } from './day-of.ts'

test('a day is that of the stage, not of the browser nor of Greenwich', () => {
  assert.equal(dayOf('2026-11-22T16:59:59.999Z'), '2026-11-22')
  assert.equal(dayOf('2026-11-22T17:00:00.000Z'), '2026-11-23')
  assert.equal(dayOf(Date.parse('2026-11-22T18:00:00Z')), '2026-11-23')
})
