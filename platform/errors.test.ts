import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusals } from './contract.ts'
import { Refusal } from './errors.ts'

const { too_little: tooLittle } = refusals({
  too_little: {
    status: 422,
    en: 'At least Rp{least}; {kind} of {count}.',
    id: 'Paling sedikit Rp{least}; {kind} dari {count}.',
    values: { kind: { tip: { en: 'a tip', id: 'tip' } } },
  },
})

test('amounts stand as people write them, codes as words, all else as it is', () => {
  const refusal = new Refusal(tooLittle, { least: 1234567, kind: 'tip', count: 5000 })
  assert.equal(refusal.text('en'), 'At least Rp1,234,567; a tip of 5000.')
  assert.equal(refusal.text('id'), 'Paling sedikit Rp1.234.567; tip dari 5000.')
  assert.equal(
    new Refusal(tooLittle, { least: '999', kind: 'other' }).text('en'),
    'At least Rp999; other of {count}.',
  )
})
