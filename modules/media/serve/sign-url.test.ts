import assert from 'node:assert/strict'
import test from 'node:test'
import { checkSignature, signAsset } from './sign-url.ts'

const now = new Date('2026-11-23T03:20:00Z')
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
const given = signAsset('secret one', 'asset-a', now, 6)

test('it works for at least the hours asked, and no longer than one more', () => {
  assert.ok(checkSignature('secret one', 'asset-a', given, now))
  assert.ok(checkSignature('secret one', 'asset-a', given, later(6)))
  assert.equal(checkSignature('secret one', 'asset-a', given, later(7.1)), undefined)
})

test('it is the same within the hour, so that an address can be cached', () => {
  assert.deepEqual(signAsset('secret one', 'asset-a', later(0.5), 6), given)
})

test('another asset, secret, end or signature is refused', () => {
  assert.equal(checkSignature('secret one', 'asset-b', given, now), undefined)
  assert.equal(checkSignature('secret two', 'asset-a', given, now), undefined)
  assert.equal(
    checkSignature('secret one', 'asset-a', { ...given, e: String(Number(given.e) + 3600) }, now),
    undefined,
  )
  assert.equal(checkSignature('secret one', 'asset-a', { ...given, s: 'AAAA' }, now), undefined)
  assert.equal(checkSignature('secret one', 'asset-a', {}, now), undefined)
})
