import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createFieldCipher, type FieldKind } from './encrypt-field.ts'

const secrets = {
  a: 'first secret with more than thirty-two characters',
  b: 'another secret with as many characters ok',
}
const cipher = createFieldCipher({ current: 'a', secrets })
const kinds: FieldKind[] = ['name', 'national_id', 'account_number', 'slip']

test('what is sealed opens to the same text, and never looks the same twice', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.uuid(),
      fc.string({ unit: 'grapheme' }),
      (kind, owner, text) => {
        const sealed = cipher.seal(kind, owner, text)
        assert.equal(cipher.open(kind, owner, sealed), text)
        assert.notEqual(cipher.seal(kind, owner, text), sealed)
      },
    ),
  )
})

test('a value that was changed, or moved to another field, owner or key, does not open', () => {
  const sealed = cipher.seal('national_id', 'sari', '3174015705010001')
  assert.throws(() => cipher.open('national_id', 'budi', sealed))
  assert.throws(() => cipher.open('tax_id', 'sari', sealed))
  assert.throws(() => cipher.open('national_id', 'sari', sealed.replace('a.', 'b.')))
  assert.throws(() => cipher.open('national_id', 'sari', sealed.replace('a.', 'gone.')))
  const [id = '', body = ''] = sealed.split('.')
  const bytes = Buffer.from(body, 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.throws(
      () => cipher.open('national_id', 'sari', `${id}.${changed.toString('base64url')}`),
      `byte ${at}`,
    )
  }
})

test('weak or missing secrets are refused at the start', () => {
  assert.throws(() => createFieldCipher({ current: 'c', secrets }))
  assert.throws(() => createFieldCipher({ current: 'a', secrets: { a: 'short' } }))
  assert.throws(() => createFieldCipher({ current: 'a.b', secrets: { 'a.b': secrets.a } }))
})
