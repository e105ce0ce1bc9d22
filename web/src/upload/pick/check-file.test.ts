import assert from 'node:assert/strict'
import test from 'node:test'
import { checkFile, megabytes } from './check-file.ts'

const limits = { maxBytes: 1000, maxSeconds: 60, accept: ['video/*'] }

test('what can be refused here is refused before it is sent', () => {
  assert.equal(checkFile({ bytes: 0, type: 'video/mp4', name: 'a.mp4' }, limits), 'empty')
  assert.equal(checkFile({ bytes: 1001, type: 'video/mp4', name: 'a.mp4' }, limits), 'tooLarge')
  assert.equal(checkFile({ bytes: 10, type: 'video/mp4', name: 'a.mp4', seconds: 61 }, limits), 'tooLong')
  assert.equal(checkFile({ bytes: 10, type: 'image/png', name: 'a.png' }, limits), 'notVideo')
})

test('what the browser does not know is left to the server', () => {
  assert.equal(checkFile({ bytes: 10, type: '', name: 'a.mkv' }, limits), undefined)
  assert.equal(checkFile({ bytes: 10, type: 'audio/ogg', name: 'a.ogg' }, limits), undefined)
  assert.equal(checkFile({ bytes: 1000, type: 'video/mp4', name: 'a.mp4', seconds: 60.4 }, limits), undefined)
})

test('sizes keep the digits that tell something', () => {
  const mb = 1024 * 1024
  assert.deepEqual(
    [512 * mb, 52.4 * mb, 1.23 * mb, 40_000, 1, 0].map(megabytes),
    [512, 52, 1.2, 0.04, 0.01, 0],
  )
})
