import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rowsOf } from './draft-row.ts'

const here = (id: string, changedAt: number, isDirty: boolean, title = 'di sini') => ({
  ...{ id, title, changedAt, isDirty, durationMs: 1000, width: 1080, height: 1920, revision: 1 },
})
const there = (id: string, at: string, title = 'di panggung') => ({
  ...{
    id,
    title,
    changedAt: at,
    revision: 1,
    durationMs: 2000,
    width: 1080,
    height: 1920,
    bytes: 1,
    cover: null,
  },
  ...{ createdAt: at, device: null, changedHere: true, removedAt: null, restorableUntil: null, render: null },
})

test('a draft in both places is one row; unsent changes name it, and the newest is first', () => {
  const rows = rowsOf(
    [here('a', 9_000, true), here('b', 9_500, false), here('c', 1_000, true)],
    [there('a', '1970-01-01T00:00:05Z'), there('b', '1970-01-01T00:00:07Z')],
    new Set(),
  )
  assert.deepEqual(
    rows.map(({ id, title, changedAt }) => [id, title, changedAt]),
    [
      ['a', 'di sini', 9_000],
      ['b', 'di panggung', 7_000],
      ['c', 'di sini', 1_000],
    ],
  )
})

test('without the stage those of the device are shown; what was taken away is not', () => {
  assert.deepEqual(
    rowsOf([here('a', 1, false), here('b', 2, true)], undefined, new Set(['b'])).map((row) => row.id),
    ['a'],
  )
})
