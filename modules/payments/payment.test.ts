import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { paymentStates } from './contract.ts'
import { bankTransfer } from './manual.ts'
import { midtransMethods } from './midtrans.ts'
import { feeOf, mayBecome, type PaymentState, shareOf } from './payment.ts'
import { xenditMethods } from './xendit.ts'

const zState = fc.constantFrom(...paymentStates)

test('law: whatever is said in whatever order, a state never comes back once it was left', () => {
  fc.assert(
    fc.property(fc.array(zState, { maxLength: 30 }), (said) => {
      let state: PaymentState = 'waiting'
      const been = new Set<PaymentState>([state])
      for (const next of said) {
        if (!mayBecome(state, next)) continue
        assert.ok(!been.has(next), `${state} → ${next}`)
        state = next
        been.add(next)
      }
      assert.ok(been.size <= 4)
    }),
  )
})

test('law: money that was paid is never called expired, cancelled or declined', () => {
  for (const from of ['paid', 'refunding', 'refunded', 'charged_back'] as const)
    for (const to of ['waiting', 'expired', 'cancelled', 'declined'] as const) assert.ok(!mayBecome(from, to))
})

test('law: a share of what goes back is never more than there is, and all of it when all goes back', () => {
  const amounts = fc.tuple(fc.bigInt(1n, 2n ** 63n - 1n), fc.bigInt(0n, 10_000n), fc.bigInt(0n, 10_000n))
  fc.assert(
    fc.property(amounts, ([whole, a, b]) => {
      const [part, amount] = [(whole * a) / 10_000n, (whole * b) / 10_000n]
      const share = shareOf(part, amount, whole)
      assert.ok(share >= 0n && share <= part && share <= amount)
      assert.equal(shareOf(part, whole, whole), part)
    }),
  )
})

test('law: a fee is never more than the amount of any payment that the method takes', () => {
  for (const method of [bankTransfer(3), ...midtransMethods, ...xenditMethods])
    for (const amount of [method.minIdr, method.minIdr + 1n, method.maxIdr])
      assert.ok(feeOf(method, amount) >= 0n && feeOf(method, amount) < amount, method.id)
})

test('the price list is rounded up: QRIS takes 0.7 %', () => {
  const qris = midtransMethods.find((one) => one.id === 'midtrans.qris')
  assert.ok(qris)
  assert.deepEqual(
    [1_500n, 50_000n, 50_001n].map((amount) => feeOf(qris, amount)),
    [11n, 350n, 351n],
  )
})
