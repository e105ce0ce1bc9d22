import assert from 'node:assert/strict'
import test from 'node:test'
import { checkSignup, tidyHandle } from './check-signup.ts'

test('a good form has no faults, an empty one has all three', () => {
  assert.deepEqual(
    checkSignup({ handle: 'sari.senja', displayName: 'Sari', password: 'senja-di-pantai' }),
    {},
  )
  assert.deepEqual(checkSignup({ handle: '', displayName: ' ', password: 'pendek' }), {
    handle: 'handleShape',
    displayName: 'nameMissing',
    password: 'passwordShort',
  })
})

test('handles start and end with a letter or digit', () => {
  for (const handle of ['.sari', 'sari.', 'sa', '_x_', 'a'.repeat(31)]) {
    assert.equal(
      checkSignup({ handle, displayName: 'x', password: 'x'.repeat(10) }).handle,
      'handleShape',
      handle,
    )
  }
})

test('typing is tidied, not refused', () => {
  assert.equal(tidyHandle('@Sari Senja!'), 'sari.senja')
  assert.equal(tidyHandle('DAPUR-Bu_Ina'), 'dapur.bu_ina')
})
