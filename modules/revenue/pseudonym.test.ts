import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { pseudonyms, uuidText } from './pseudonym.ts'

test('a name is half of an HMAC, steady in a period and another in the next', () => {
  const key = '0199c0de-1111-7000-8000-000000000001'
  const [november, december] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  const name = pseudonyms(november)(key)
  assert.deepEqual(name, createHmac('sha256', november).update(key).digest().subarray(0, 16))
  assert.deepEqual(pseudonyms(november)(key), name)
  assert.notDeepEqual(pseudonyms(december)(key), name)
  assert.equal(uuidText(Buffer.from(key.replaceAll('-', ''), 'hex')), key)
})
