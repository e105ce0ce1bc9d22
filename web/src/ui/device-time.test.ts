import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceTime } from './device-time.ts'

test('a time that was picked is told in the zone it was picked in, by name', () => {
  const noon = '2026-11-24T12:00:00Z'
  assert.equal(deviceTime('id', noon, 'Asia/Jakarta'), '24 Nov 2026, 19.00 WIB')
  assert.equal(deviceTime('id', noon, 'Asia/Makassar'), '24 Nov 2026, 20.00 WITA')
  assert.equal(deviceTime('en', noon, 'Asia/Jayapura'), '24 Nov 2026, 21:00 GMT+9')
})
