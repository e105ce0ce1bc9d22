import assert from 'node:assert/strict'
import test from 'node:test'
import { address } from './address.ts'
import { errorFromReply } from './api-error.ts'

test('params are filled and escaped, empty query values left out', () => {
  assert.equal(
    address('/v1/tags/:tag/videos', { tag: 'a/b c' }, { cursor: undefined, limit: 3 }),
    '/v1/tags/a%2Fb%20c/videos?limit=3',
  )
  assert.equal(address('/v1/feed'), '/v1/feed')
})

test('a forgotten parameter is a mistake in our code, not a request', () => {
  assert.throws(() => address('/v1/videos/:videoId'), /needs videoId/)
})

test('the error envelope is read; anything else is broken', () => {
  const told = errorFromReply(409, {
    error: { code: 'handle_taken', message: 'Sudah dipakai.', requestId: 'r1' },
  })
  assert.deepEqual(
    [told.code, told.status, told.message, told.requestId],
    ['handle_taken', 409, 'Sudah dipakai.', 'r1'],
  )
  assert.equal(errorFromReply(502, '<html>').code, 'broken')
})
