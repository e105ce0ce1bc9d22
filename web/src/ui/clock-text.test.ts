import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockText } from './clock-text.ts'

test('times read as a clock', () => {
  assert.equal(clockText(65_300), '1:05')
  assert.equal(clockText(65_390, true), '1:05.3')
  assert.equal(clockText(-5), '0:00')
  assert.equal(clockText(59_990, true), '0:59.9')
})
