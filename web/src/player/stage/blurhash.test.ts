import assert from 'node:assert/strict'
import test from 'node:test'
import { decode } from 'blurhash'
import { decodeBlurhash } from './blurhash.ts'

test('agrees with the reference decoder, pixel by pixel', () => {
  for (const hash of [
    'LEHV6nWB2yk8pyo0adR*.7kCMdnj',
    'LGF5]+Yk^6#M@-5c,1J5@[or[Q6.',
    'L6PZfSi_.AyE_3t7t7R**0o#DgR4',
  ]) {
    assert.deepEqual([...(decodeBlurhash(hash, 16, 24) ?? [])], [...decode(hash, 16, 24)])
  }
})

test('text that is no hash gives nothing', () => {
  for (const hash of ['', 'x', 'not a hash', 'LEHV6nWB2yk8pyo0adR*.7kCMdn']) {
    assert.equal(decodeBlurhash(hash, 4, 4), undefined)
  }
})
