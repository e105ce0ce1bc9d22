import assert from 'node:assert/strict'
import test from 'node:test'
import { factsOf, priceOf } from './about-line.ts'

test('known facts come first and in order, unknown ones are shown as they are', () => {
  assert.deepEqual(
    factsOf({ zebra: 'x', coins: '50', count: 'many', item: 'mawar' }).map((fact) => [fact.name, fact.form]),
    [
      ['item', 'text'],
      ['count', 'text'],
      ['coins', 'count'],
      ['zebra', 'text'],
    ],
  )
})

test('a price line leads from what was given to what is one’s own, with nothing left over', () => {
  assert.deepEqual(priceOf({ worthIdr: '5000', creatorIdr: '4000' }, '3000'), {
    worth: 5000n,
    platform: 1000n,
    others: 1000n,
    mine: 3000n,
  })
  assert.equal(priceOf({ worthIdr: '5000', creatorIdr: '4000' }, '4001'), undefined)
})
