import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tileAt } from './tile-at.ts'

const sheet = { columns: 10, rows: 2, width: 90, height: 160, everyMs: 1000 }

test('one tile a second, row by row', () => {
  assert.deepEqual(tileAt(sheet, 0), { x: 0, y: 0 })
  assert.deepEqual(tileAt(sheet, 9_999), { x: 810, y: 0 })
  assert.deepEqual(tileAt(sheet, 10_000), { x: 0, y: 160 })
})

test('never outside of the sheet', () => {
  fc.assert(
    fc.property(fc.integer({ min: -5000, max: 500_000 }), (ms) => {
      const { x, y } = tileAt(sheet, ms)
      assert.ok(x >= 0 && x < 900 && y >= 0 && y < 320)
    }),
  )
})
