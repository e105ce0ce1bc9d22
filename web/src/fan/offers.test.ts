import assert from 'node:assert/strict'
import test from 'node:test'
import { chosenOffer, type Method, offersOf, type Quote } from './offers.ts'

const method = (id: string, minIdr: string, maxIdr: string): Method => ({
  id,
  kind: id === 'slow' ? 'bank_transfer' : 'qris',
  label: { en: id, id },
  minIdr,
  maxIdr,
})
const quote = (of: string, totalIdr: string): Quote => ({
  method: of,
  amountIdr: '10000',
  gatewayIdr: '0',
  taxIdr: '0',
  totalIdr,
})
const methods = [
  method('va', '10000', '50000000'),
  method('qris', '1000', '10000000'),
  method('bank', '20000', '9'),
]
const quotes = [quote('va', '15600'), quote('bank', '11100'), quote('qris', '11178'), quote('gone', '1')]

test('the cheapest that can be used comes first, what can not be used last, unknown methods not at all', () => {
  const offers = offersOf(quotes, methods)
  assert.deepEqual(
    offers.map((offer) => [offer.method.id, offer.outside]),
    [
      ['qris', undefined],
      ['va', undefined],
      ['bank', 'below'],
    ],
  )
})

test('what arrives at once comes before a cheaper transfer that someone must look at', () => {
  const both = [method('slow', '1', '99999'), method('qris', '1', '99999')]
  const offers = offersOf([quote('slow', '11100'), quote('qris', '11178')], both)
  assert.deepEqual(
    offers.map((offer) => offer.method.id),
    ['qris', 'slow'],
  )
})

test('the same way by two providers is offered once, the cheaper one', () => {
  const twice = [method('a', '1', '99999'), { ...method('b', '1', '99999'), label: { en: 'a', id: 'a' } }]
  const offers = offersOf([quote('a', '11200'), quote('b', '11100')], twice)
  assert.deepEqual(
    offers.map((offer) => offer.method.id),
    ['b'],
  )
})

test('a choice stands while it can be used', () => {
  const offers = offersOf(quotes, methods)
  assert.equal(chosenOffer(offers, 'va')?.method.id, 'va')
  assert.equal(chosenOffer(offers, 'bank')?.method.id, 'qris')
  assert.equal(chosenOffer(offers, undefined)?.method.id, 'qris')
  assert.equal(chosenOffer([], 'va'), undefined)
})

test('amounts beyond 2^53 are compared exactly', () => {
  const many = [method('a', '1', '9223372036854775807'), method('b', '1', '9223372036854775807')]
  const offers = offersOf([quote('a', '9007199254740994'), quote('b', '9007199254740993')], many)
  assert.equal(offers[0]?.method.id, 'b')
})
