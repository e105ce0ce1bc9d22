import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platformIncome } from '../../coins/index.ts'
import { assertSound } from '../../ledger/testing.ts'
import { lossesAccount, refundsAccount, unappliedAccount } from '../../payments/index.ts'
import { payFor } from '../../payments/testing.ts'
import { vatPayable } from '../../tax/index.ts'
import { giftNamed, giftStage, type GiftStage } from '../testing.ts'

const day = 86_400_000
const aTip = (name: string, more: object = {}) => ({
  tipId: giftNamed(name),
  target: { handle: 'sari' },
  amountIdr: 10_000n,
  method: 'midtrans.qris',
  message: 'Terima kasih',
  ...more,
})

async function sound(stage: GiftStage): Promise<void> {
  await assertSound(stage.ledger)
  assert.deepEqual((await stage.earnings.audit()).faults, [])
  assert.deepEqual(await stage.payments.audit(), [])
  assert.equal(await stage.holds(unappliedAccount), 0n)
}

async function people(stage: GiftStage) {
  return { sari: stage.people.add('sari'), budi: stage.people.add('budi') }
}

test('a paid tip is nine tenths the creator’s, whatever way it was paid; tax and fee come on top', async (t) => {
  const stage = await giftStage(t)
  const { gifts, earnings, holds, desk } = stage
  const { sari, budi } = await people(stage)
  const price = gifts.priceTip(10_000n)
  assert.equal(price.creatorIdr, 9_000n)
  assert.ok(price.quotes.length > 2)
  for (const quote of price.quotes) assert.equal(quote.totalIdr, 10_000n + quote.gatewayIdr + quote.vatIdr)
  const answers = await Promise.all([1, 2, 3].map(() => gifts.tip(budi, aTip('one'))))
  const paymentId = answers[0]?.tip.paymentId ?? ''
  assert.equal(new Set(answers.map((one) => one.tip.paymentId)).size, 1)
  assert.deepEqual(await gifts.received(sari, undefined, 9), [])
  await payFor(desk, paymentId)
  assert.equal((await earnings.balances(sari)).pendingIdr, 9_000n)
  const quote = price.quotes.find((one) => one.method === 'midtrans.qris')
  assert.equal(await holds(platformIncome), 1_000n + (quote?.gatewayIdr ?? 0n))
  assert.equal(await holds(vatPayable), quote?.vatIdr)
  assert.deepEqual(
    (await gifts.received(sari, undefined, 9)).map((one) => [one.kind, one.state, one.message]),
    [['tip', 'sent', 'Terima kasih']],
  )
  await stage.jobs.drain()
  assert.deepEqual(
    stage.told.map((one) => [one.kind, one.worthIdr]),
    [['tip', '10000']],
  )
  stage.people.add('dewi')
  for (const more of [{ amountIdr: 20_000n }, { target: { handle: 'dewi' } }, { method: 'bank-transfer' }])
    await assert.rejects(gifts.tip(budi, aTip('one', more)), { message: /tip_id_used/ })
  await sound(stage)
})

test('tips have limits, a receiver that is not the giver, and a way to pay', async (t) => {
  const stage = await giftStage(t)
  const { budi, sari } = await people(stage)
  const refused = (more: object, code: RegExp, who = budi) =>
    assert.rejects(stage.gifts.tip(who, aTip('x', more)), { message: code })
  await refused({ amountIdr: 4_999n }, /tip_out_of_range/)
  await refused({ amountIdr: 5_000_001n }, /tip_out_of_range/)
  await refused({ method: 'seashells' }, /method_not_found/)
  await refused({ target: { handle: 'nobody' } }, /receiver_not_found/)
  await refused({}, /gift_to_oneself/, sari)
})

test('a tip that is not paid lapses and is nobody’s', async (t) => {
  const stage = await giftStage(t)
  const { sari, budi } = await people(stage)
  const { tip } = await stage.gifts.tip(budi, aTip('one', { method: 'bank-transfer' }))
  stage.clock.advance(4 * day)
  await stage.payments.expireDue()
  assert.deepEqual(
    (await stage.gifts.sent(budi, undefined, 9)).map((one) => one.state),
    ['lapsed'],
  )
  assert.equal((await stage.earnings.balances(sari)).pendingIdr, 0n)
  assert.ok(tip)
  await sound(stage)
})

test('a tip given back comes out of what is on hold, to the rupiah', async (t) => {
  const stage = await giftStage(t)
  const { sari, budi } = await people(stage)
  const { tip } = await stage.gifts.tip(budi, aTip('one'))
  const paid = await payFor(stage.desk, tip.paymentId)
  await stage.db.transaction((tx) => stage.payments.refund(tx, tip.paymentId, paid.payableIdr, 'salah orang'))
  assert.equal((await stage.earnings.balances(sari)).pendingIdr, 0n)
  assert.equal(await stage.holds(refundsAccount), paid.payableIdr)
  // What is left is the gateway's fee: the stage was given it, and loses it.
  assert.equal(await stage.holds(platformIncome), tip.gatewayIdr)
  assert.equal(-(await stage.holds(lossesAccount)), tip.gatewayIdr)
  assert.deepEqual(
    (await stage.gifts.received(sari, undefined, 9)).map((one) => one.state),
    ['returned'],
  )
  await sound(stage)
})

test('a chargeback after the hold is the stage’s loss, not the creator’s', async (t) => {
  const stage = await giftStage(t)
  const { sari, budi } = await people(stage)
  const { tip } = await stage.gifts.tip(budi, aTip('one'))
  await payFor(stage.desk, tip.paymentId)
  stage.clock.advance(30 * day)
  await stage.earnings.releaseDue()
  assert.equal((await stage.earnings.balances(sari)).availableIdr, 9_000n)
  await stage.payments.chargeBack(tip.paymentId, 'ditarik bank')
  assert.equal((await stage.earnings.balances(sari)).availableIdr, 9_000n)
  assert.equal(-(await stage.holds(lossesAccount)), 9_000n + tip.gatewayIdr)
  await sound(stage)
})
