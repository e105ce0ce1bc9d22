import assert from 'node:assert/strict'
import test from 'node:test'
import { readCursor, writeCursor } from './cursor.ts'

test('a cursor comes back as it was, anything else is none', () => {
  const cursor = { at: new Date('2026-11-23T03:00:00.123Z'), id: '019aaaaa-0000-7000-8000-000000000001' }
  assert.deepEqual(readCursor(writeCursor(cursor)), cursor)
  for (const text of ['', 'x', 'MTIz', Buffer.from('1.2').toString('base64url')])
    assert.equal(readCursor(text), undefined)
})
