import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { parseRange } from './parse-range.ts'

const etag = '"abc"'
const ask = (range: string | undefined, bytes = 1000, ifRange?: string) =>
  parseRange(range, ifRange, etag, bytes)

test('first and last byte, open end, suffix', () => {
  assert.deepEqual(ask('bytes=0-99'), { kind: 'part', start: 0, end: 99 })
  assert.deepEqual(ask('bytes=900-'), { kind: 'part', start: 900, end: 999 })
  assert.deepEqual(ask('bytes=900-5000'), { kind: 'part', start: 900, end: 999 })
  assert.deepEqual(ask('bytes=-100'), { kind: 'part', start: 900, end: 999 })
  assert.deepEqual(ask('bytes=-5000'), { kind: 'part', start: 0, end: 999 })
})

test('beyond the end is unsatisfiable; what is no range is the whole file', () => {
  for (const range of ['bytes=1000-', 'bytes=1000-1001', 'bytes=-0'])
    assert.deepEqual(ask(range), { kind: 'unsatisfiable' })
  for (const range of [undefined, '', 'bytes=-', 'bytes=9-1', 'items=0-1', 'bytes=0-1,5-6', 'bytes=a-b'])
    assert.deepEqual(ask(range), { kind: 'whole' })
})

test('If-Range counts only for this very file', () => {
  assert.equal(ask('bytes=0-9', 1000, etag).kind, 'part')
  assert.equal(ask('bytes=0-9', 1000, '"old"').kind, 'whole')
  assert.equal(ask('bytes=0-9', 1000, 'Mon, 23 Nov 2026 00:00:00 GMT').kind, 'whole')
})

test('a part lies within the file', () => {
  fc.assert(
    fc.property(
      fc.nat(2000),
      fc.option(fc.nat(2000)),
      fc.integer({ min: 1, max: 1500 }),
      (first, last, bytes) => {
        const answer = ask(`bytes=${first}-${last ?? ''}`, bytes)
        if (answer.kind === 'part')
          assert.ok(answer.start <= answer.end && answer.end < bytes && answer.start === first)
      },
    ),
  )
})
