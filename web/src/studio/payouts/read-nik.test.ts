import assert from 'node:assert/strict'
import test from 'node:test'
import { inFours, readNik, yearsBetween } from './read-nik.ts'

test('a NIK is read while it is typed', () => {
  assert.deepEqual(readNik('3174 01', ''), { kind: 'typing', digits: 6 })
  assert.deepEqual(readNik('3174 0157 0501', '2001-05-17'), {
    kind: 'date',
    day: 17,
    month: 5,
    complete: false,
    differs: false,
  })
  assert.equal(readNik('3174 0157 0501 0001 9', '').kind, 'too-long')
})

test('a day of 41 to 71 is a woman’s, and is compared as the day it is', () => {
  const woman = readNik('3174015705010001', '2001-05-17')
  assert.ok(woman.kind === 'date' && woman.complete && !woman.differs)
  const man = readNik('3174011705010001', '2001-05-18')
  assert.ok(man.kind === 'date' && man.differs)
})

test('a NIK whose middle is no date is refused', () => {
  for (const middle of ['000501', '320501', '720501', '171301', '170001'])
    assert.equal(readNik(`317401${middle}0001`, '').kind, 'no-date')
})

test('digits stand in fours; a birthday counts from its own day', () => {
  assert.equal(inFours('31740157-0501 0001'), '3174 0157 0501 0001')
  assert.equal(yearsBetween('2008-11-24', '2026-11-23'), 17)
  assert.equal(yearsBetween('2008-11-23', '2026-11-23'), 18)
})
