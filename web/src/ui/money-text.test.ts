import assert from 'node:assert/strict'
import test from 'node:test'
import { moneyString, moneyText } from './money-text.ts'

test('rupiah are grouped the way each language groups them', () => {
  assert.equal(moneyString('1234567', 0, 'id'), 'Rp1.234.567')
  assert.equal(moneyString('1234567', 0, 'en'), 'Rp1,234,567')
  assert.equal(moneyString('999', 0, 'id'), 'Rp999')
})

test('millionths keep all six digits, so that columns line up', () => {
  assert.equal(moneyString('1', 6, 'id'), 'Rp0,000001')
  assert.equal(moneyString('12345678900', 6, 'en'), 'Rp12,345.678900')
})

test('amounts beyond 2^53 stay exact', () => {
  assert.equal(moneyString('9223372036854775807', 6, 'en'), 'Rp9,223,372,036,854.775807')
})

test('a minus is a minus sign, a plus only when asked for', () => {
  assert.deepEqual(moneyText(-1500n, { scale: 0, lang: 'id' }), { sign: '−', whole: '1.500', fraction: '' })
  assert.equal(moneyText('5', { scale: 0, lang: 'id', signed: true }).sign, '+')
  assert.equal(moneyText('0', { scale: 0, lang: 'id', signed: true }).sign, '')
})
