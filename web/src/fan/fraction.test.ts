import assert from 'node:assert/strict'
import test from 'node:test'
import { isWhole, percentText, rupiahText } from './fraction.ts'

test('rates are percentages where that is short and exact', () => {
  assert.equal(percentText('12/100', 'id'), '12%')
  assert.equal(percentText('3/25', 'en'), '12%')
  assert.equal(percentText('1/200', 'id'), '0,5%')
  assert.equal(percentText('1/200', 'en'), '0.5%')
  assert.equal(percentText('1/2', 'en'), '50%')
  assert.equal(percentText('11/12', 'id'), '11/12')
  assert.equal(percentText('1', 'id'), '100%')
})

test('steps keep four decimals and say when there is more', () => {
  assert.equal(rupiahText('275000/3', 'id'), 'Rp91.666,6666…')
  assert.equal(rupiahText('275000/3', 'en'), 'Rp91,666.6666…')
  assert.equal(rupiahText('11000', 'id'), 'Rp11.000')
  assert.equal(rupiahText('1/4', 'en'), 'Rp0.25')
  assert.equal(rupiahText('18014398509481985/2', 'en'), 'Rp9,007,199,254,740,992.5')
})

test('the whole is known in any form', () => {
  assert.deepEqual(['1', '12/12', '11/12'].map(isWhole), [true, true, false])
})
