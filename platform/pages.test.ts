import assert from 'node:assert/strict'
import test from 'node:test'
import { nextChange, pageOf, placeOf, readPlace, writePlace } from './pages.ts'

const place = (n: number) => ({
  at: new Date('2026-11-23T03:00:00.123Z'),
  id: `019aaaaa-0000-7000-8000-00000000000${n}`,
})

test('a place comes back as it was, anything else is none', () => {
  assert.deepEqual(readPlace(writePlace(place(1))), place(1))
  for (const text of ['', 'x', 'MTIz', Buffer.from('1.2').toString('base64url')]) {
    assert.equal(readPlace(text), undefined)
    assert.throws(() => placeOf(text), { message: /cursor_unknown/ })
  }
  assert.equal(placeOf(undefined), undefined)
})

test('a page says where the next one begins, and the last one that there is none', () => {
  const rows = [place(3), place(2), place(1)]
  const first = pageOf(rows, 2, (row) => row)
  assert.deepEqual(first.rows, rows.slice(0, 2))
  assert.deepEqual(placeOf(first.nextCursor ?? undefined), place(2))
  assert.deepEqual(
    pageOf(rows, 3, (row) => row),
    { rows, nextCursor: null },
  )
  assert.deepEqual(
    pageOf(rows.slice(3), 3, (row) => row),
    { rows: [], nextCursor: null },
  )
})

test('a reader of changes goes on after a full page, and looks back a little when it has caught up', () => {
  const rows = [place(1), place(2)]
  const next = (limit: number) => readPlace(nextChange(rows, limit, 'before', (row) => row))
  assert.deepEqual(next(2), place(2))
  assert.deepEqual(next(3), { ...place(2), at: new Date(place(2).at.getTime() - 10_000) })
  assert.equal(
    nextChange([], 3, 'before', () => place(1)),
    'before',
  )
})
