import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { readChecksum, readReprDigest } from './read-digest.ts'
import { secondsLeft } from './read-upload-state.ts'

const at = (ms: number): Date => new Date(1_800_000_000_000 + ms)

test('the time left follows the speed so far, and is not told before it can be', () => {
  assert.equal(secondsLeft(50, at(0), at(10_000)), 10)
  assert.equal(secondsLeft(25, at(0), at(10_000)), 30)
  assert.equal(secondsLeft(1, at(0), at(10_000)), undefined)
  assert.equal(secondsLeft(50, at(0), at(500)), undefined)
  assert.equal(secondsLeft(undefined, at(0), at(10_000)), undefined)
  assert.equal(secondsLeft(50, undefined, at(10_000)), undefined)
  assert.equal(secondsLeft(100, at(0), at(10_000)), undefined)
})

test('digests are read as they are written, and nothing else is taken for one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const [base64, hex] = [Buffer.from(bytes).toString('base64'), Buffer.from(bytes).toString('hex')]
      assert.equal(readChecksum(`sha256 ${base64}`), hex)
      assert.equal(readReprDigest(`sha-256=:${base64}:`), hex)
      assert.equal(readReprDigest(`sha-512=:${base64}:, sha-256=:${base64}:;q=1`), hex)
    }),
  )
  fc.assert(
    fc.property(fc.string(), (text) => {
      const [checksum, digest] = [readChecksum(text), readReprDigest(text)]
      assert.ok(checksum === undefined || /^[0-9a-f]{64}$/.test(checksum))
      assert.ok(digest === undefined || digest === null || /^[0-9a-f]{64}$/.test(digest))
    }),
  )
  assert.equal(readReprDigest('md5=:1B2M2Y8AsgTpgAmY7PhCfg==:'), undefined)
})
