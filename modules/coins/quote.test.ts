import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { feeOf, type Method } from '../payments/index.ts'
import { computeTax, indonesia } from '../tax/index.ts'
import { aDay } from '../tax/testing.ts'
import { quotePrice, quotesFor } from './quote.ts'
import { amountFor, coinsFor, withTax } from './return-amount.ts'

const method = (fixedIdr: bigint, num: bigint, den: bigint): Method => ({
  id: 'test',
  provider: 'test',
  kind: 'qris',
  label: { en: 'test', id: 'uji' },
  minIdr: 1n,
  maxIdr: 10_000_000_000n,
  fee: { fixedIdr, num, den },
  expiresInSeconds: 3_600,
  refunds: true,
  channel: 'test',
})
const vatOn = (priceIdr: bigint) =>
  computeTax(
    indonesia.filter((one) => one.series === 'id.vat' && one.effect === 'tax'),
    { of: 'price', gross: priceIdr, subject: 'coins', day: aDay },
  )[0]
const prices = fc.bigInt(1n, 1_000_000_000n)
const fees = fc.record({ fixedIdr: fc.bigInt(0n, 10_000n), num: fc.bigInt(0n, 150n) })

test('Rp10,000 by QRIS at 0.7 %: amount, fee and 11 % tax on both, line by line', () => {
  const { vat, ...quote } = quotePrice(10_000n, method(0n, 7n, 1_000n), vatOn)
  assert.deepEqual(quote, {
    method: 'test',
    amountIdr: 10_000n,
    gatewayIdr: 79n,
    vatIdr: 1_109n,
    totalIdr: 11_188n,
  })
  assert.equal(vat?.taxIdr, 1_109n)
  assert.equal(feeOf(method(0n, 7n, 1_000n), 11_188n), 79n)
})

test('what is asked for covers the price, its tax and the fee of the whole; the fee is nowhere above need', () => {
  fc.assert(
    fc.property(prices, fees, fc.boolean(), (amountIdr, { fixedIdr, num }, taxed) => {
      const way = method(fixedIdr, num, 1_000n)
      const tax = taxed ? vatOn : () => undefined
      const quote = quotePrice(amountIdr, way, tax)
      assert.equal(quote.totalIdr, quote.amountIdr + quote.gatewayIdr + quote.vatIdr)
      assert.equal(quote.vatIdr, tax(quote.amountIdr + quote.gatewayIdr)?.taxIdr ?? 0n)
      assert.ok(quote.gatewayIdr >= feeOf(way, quote.totalIdr))
      if (quote.gatewayIdr > 0n) {
        const less = quote.gatewayIdr - 1n
        const total = amountIdr + less + (tax(amountIdr + less)?.taxIdr ?? 0n)
        assert.ok(less < feeOf(way, total), 'a rupiah less would not cover the fee')
      }
    }),
  )
})

test('a way to pay that does not take the total is not offered', () => {
  const small = { ...method(0n, 0n, 1n), maxIdr: 10_999n }
  assert.deepEqual(quotesFor(10_000n, [small], vatOn), [])
  assert.equal(quotesFor(10_000n, [{ ...small, maxIdr: 11_100n }], vatOn).length, 1)
})

test('what goes back for a price leaves exactly the price when payments takes off its part of the tax', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 5_000n), fc.bigInt(0n, 999n), fc.bigInt(0n, 100n), (coins, code, percent) => {
      const vatIdr = vatOn(coins * 100n)?.taxIdr ?? 0n
      const paid = { vatIdr, payableIdr: coins * 100n + vatIdr + code }
      const part = (coins * percent) / 100n
      const amountIdr = amountFor(part, paid)
      const vatBack = amountIdr === paid.payableIdr ? vatIdr : (vatIdr * amountIdr) / paid.payableIdr
      assert.equal(amountIdr - vatBack, part * 100n)
      assert.equal(coinsFor(amountIdr - vatBack), part)
      assert.ok(amountIdr <= paid.payableIdr)
    }),
  )
  assert.throws(() => withTax(2n, { vatIdr: 0n, payableIdr: 1n }), /no more goes back/)
})
