import assert from 'node:assert/strict'
import test from 'node:test'
import { type PartDraft, readParts, readPercent } from './parts.ts'

const draft = (key: string, handle: string, percent: string): PartDraft => ({ key, handle, percent })

test('percentages are read in both spellings, to the hundredth and no finer', () => {
  assert.equal(readPercent('12,5'), 1250)
  assert.equal(readPercent(' 12.50 % '), 1250)
  assert.equal(readPercent('100'), 10_000)
  for (const bad of ['', '0', '0,00', '12,345', '-3', '101', '1e2', 'abc'])
    assert.equal(readPercent(bad), undefined, bad)
})

test('what is not given is the owner’s, and the whole is always 10,000', () => {
  const reading = readParts([draft('1', '@Rani.Rasa', '33,33'), draft('2', 'budi.pola', '12')], 'sari.senja')
  assert.equal(reading.own, 10_000 - 3333 - 1200)
  assert.equal(reading.ready, true)
})

test('nobody twice, not oneself, and something must be left', () => {
  const twice = readParts([draft('1', 'rani.rasa', '10'), draft('2', '@rani.rasa', '10')], 'sari.senja')
  assert.deepEqual([...twice.faults], [['2', 'twice']])
  assert.deepEqual([...readParts([draft('1', 'sari.senja', '10')], 'sari.senja').faults], [['1', 'self']])
  assert.equal(readParts([draft('1', 'rani.rasa', '100')], 'sari.senja').ready, false)
  assert.equal(
    readParts([draft('1', 'rani.rasa', '60'), draft('2', 'budi.pola', '60')], 'sari.senja').own,
    -2000,
  )
  assert.equal(readParts([], 'sari.senja').ready, false)
})
