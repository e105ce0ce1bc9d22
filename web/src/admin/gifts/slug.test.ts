import assert from 'node:assert/strict'
import test from 'node:test'
import { slugOf } from './slug.ts'

test('a name becomes an address of letters, digits and single dashes', () => {
  assert.equal(slugOf('Mawar Merah!'), 'mawar-merah')
  assert.equal(slugOf('  Kué & Kopi — 2 '), 'kue-kopi-2')
  assert.equal(slugOf('!!!'), '')
  assert.match(slugOf('a '.repeat(60)), /^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/)
})
