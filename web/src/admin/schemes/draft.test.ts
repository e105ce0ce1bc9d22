import assert from 'node:assert/strict'
import test from 'node:test'
import { fractionOf, readSeconds, readShare, sameShare, startsFrom } from './draft.ts'

test('shares become exact fractions', () => {
  assert.deepEqual(fractionOf(5500), { num: '55', den: '100' })
  assert.deepEqual(fractionOf(5550), { num: '555', den: '1000' })
  assert.deepEqual(fractionOf(3333), { num: '3333', den: '10000' })
  assert.equal(readShare('0'), 0)
  assert.equal(readShare('55,5'), 5550)
  assert.equal(readShare('101'), undefined)
  assert.equal(sameShare({ num: '55', den: '100' }, { num: '11', den: '20' }), true)
  assert.equal(sameShare({ num: '55', den: '100' }, { num: '56', den: '100' }), false)
})

test('a cap is in whole seconds, up to the most', () => {
  assert.equal(readSeconds('60', 60), 60)
  for (const bad of ['', '0', '61', '1.5', 'x']) assert.equal(readSeconds(bad, 60), undefined, bad)
})

test('a rule begins with a period', () => {
  assert.deepEqual(startsFrom('2026-11-24', true, 2), ['2026-11-30', '2026-12-07'])
  assert.deepEqual(startsFrom('2026-11-30', true, 1), ['2026-11-30'])
  assert.deepEqual(startsFrom('2026-11-29', true, 1), ['2026-11-30']) // a Sunday
  assert.deepEqual(startsFrom('2026-11-02', false, 3), ['2026-12-01', '2027-01-01', '2027-02-01'])
  assert.deepEqual(startsFrom('2027-01-01', false, 1), ['2027-01-01'])
})
