import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { amountMax, parseExact, wholeRupiah, writeExact } from './amounts.ts'

test('law I2: every amount goes through JSON unchanged, beyond 2^53 too', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: amountMax }), fc.string(), (amount, text) => {
      const json = writeExact({ amount, text, list: [amount], nothing: undefined })
      assert.deepEqual(parseExact(json), { amount: String(amount), text, list: [String(amount)] })
      assert.equal(wholeRupiah(String(amount)), amount)
      assert.equal(wholeRupiah(`${amount}.00`), amount)
    }),
  )
})

test('what is no whole amount of rupiah is none', () => {
  for (const text of [
    '',
    '-1',
    '1.5',
    '1.05',
    '1e4',
    '0x10',
    ' 1',
    '1,000',
    '9223372036854775808',
    '١',
    '1.',
    null,
    7,
  ])
    assert.equal(wholeRupiah(text), undefined, String(text))
})
