import assert from 'node:assert/strict'
import test from 'node:test'
import { steady } from './steady.ts'

test('the same said again is the same object; anything else replaces it', () => {
  const keep = steady<{ a: number } | undefined>()
  assert.equal(keep(undefined), undefined)
  const first = keep({ a: 1 })
  assert.equal(keep({ a: 1 }), first)
  assert.deepEqual(keep({ a: 2 }), { a: 2 })
  assert.equal(keep(undefined), undefined)
})
