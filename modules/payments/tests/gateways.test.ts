/** Both gateways, through their real adapters, with everything that a gateway does wrong. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '../../../platform/testing/index.ts'
import { createLedger } from '../../ledger/index.ts'
import { clearingAccount, lossesAccount, refundsAccount, unmatchedAccount } from '../accounts.ts'
import { createPayments, paymentsConfig } from '../index.ts'
import { aPayment } from '../testing.ts'
import { desk, operator, sold } from './desk.ts'

const gateways = [
  { provider: 'midtrans', qris: 'midtrans.qris', bank: 'midtrans.va.bca', wallet: 'midtrans.gopay' },
  { provider: 'xendit', qris: 'xendit.qris', bank: 'xendit.va.bca', wallet: 'xendit.dana' },
] as const

for (const { provider, qris, bank, wallet } of gateways) {
  const started = async (t: Parameters<typeof desk>[0], more: Parameters<typeof aPayment>[1] = {}) => {
    const house = await desk(t)
    const { id } = await house.request(aPayment('a', { method: qris, totalIdr: 50_000n, ...more }))
    await house.jobs.drain()
    return { ...house, id }
  }

  test(`${provider}: each way to pay has its instructions, asked for once`, async (t) => {
    const { request, payments, jobs, gateway } = await desk(t)
    const kinds: string[] = []
    for (const method of [qris, bank, wallet]) {
      const asked = await request(aPayment(method, { method }))
      assert.equal(asked.instructions, null)
      assert.equal(asked.codeIdr, 0n)
      await jobs.drain()
      const read = await payments.read(asked.payerId, asked.id)
      assert.ok(read.instructions && read.providerReference)
      kinds.push(read.instructions.kind)
    }
    assert.deepEqual(kinds, ['qris', 'virtual_account', 'ewallet'])
    assert.equal(gateway.calls.length, 3)
  })

  test(`${provider}: the page starts a payment that no job has started yet`, async (t) => {
    const { request, payments } = await desk(t)
    const { id, payerId } = await request(aPayment('a', { method: qris }))
    assert.equal((await payments.read(payerId, id)).instructions?.kind, 'qris')
  })

  test(`I9 ${provider}: a notice pays once; twice, replayed and out of order change nothing`, async (t) => {
    const { id, payments, gateway, jobs, applied, holds, sound } = await started(t)
    const early = gateway.notice(id)
    await gateway.pay(id, { tell: 2 })
    await jobs.drain()
    const paid = gateway.notice(id)
    for (const { headers, raw } of [paid, early, paid, early]) await payments.receive(provider, headers, raw)
    await jobs.drain()
    assert.deepEqual(applied, [id])
    assert.equal(await holds(clearingAccount(provider)), -50_000n)
    assert.equal(await holds(sold), 50_000n)
    // The gateway forgets: what was paid stays paid.
    gateway.become(id, { state: 'expired' })
    const backwards = gateway.notice(id)
    await payments.receive(provider, backwards.headers, backwards.raw)
    await jobs.drain()
    assert.equal((await payments.find([id]))[0]?.state, 'paid')
    await sound()
  })

  test(`I4 ${provider}: the same notice is kept once, and again handled changes nothing`, async (t) => {
    const { id, payments, gateway, jobs } = await started(t)
    const { headers, raw } = await gateway.pay(id, { tell: 0 })
    const kept = await Promise.all([1, 2, 3].map(() => payments.receive(provider, headers, raw)))
    assert.deepEqual(kept.toSorted(), [false, false, true])
    assert.equal(await jobs.drain(), 1)
    assert.equal((await payments.find([id]))[0]?.state, 'paid')
  })

  test(`I3 ${provider}: a forged notice is refused and credits nothing, and can’t take a true one’s place`, async (t) => {
    const { id, payments, gateway, jobs, applied } = await started(t)
    const asked = gateway.calls.length
    gateway.become(id, { state: 'paid' })
    const { headers: all, raw } = gateway.notice(id)
    const { 'webhook-id': _, ...headers } = all
    const forged = Buffer.from(raw.toString().replace(/"signature_key":"./, '"signature_key":"x'))
    const badHeaders = { ...headers, 'x-callback-token': `${headers['x-callback-token']}x` }
    for (const bad of [
      forged,
      Buffer.alloc(0),
      Buffer.from([0xff, 0xfe, 0x00]),
      Buffer.from('{"a":'),
      Buffer.from('[]'),
      // Its very bytes, sent by someone who does not know the token.
      ...(provider === 'xendit' ? [raw] : []),
    ])
      await assert.rejects(payments.receive(provider, badHeaders, bad), { message: /webhook_refused/ })
    await assert.rejects(payments.receive(provider, {}, forged), { message: /webhook_refused/ })
    await jobs.drain()
    assert.deepEqual(applied, [])
    assert.equal(gateway.calls.length, asked, 'nobody was asked')
    await payments.receive(provider, headers, raw)
    await jobs.drain()
    assert.deepEqual(applied, [id])
  })

  test(`I3 ${provider}: a signed notice of a payment that was not paid credits nothing: the gateway is asked`, async (t) => {
    const { id, payments, gateway, jobs, applied, state } = await started(t)
    gateway.become(id, { state: 'paid' })
    const { headers, raw } = gateway.notice(id)
    gateway.become(id, { state: 'waiting' })
    await payments.receive(provider, headers, raw)
    await jobs.drain()
    assert.deepEqual(applied, [])
    assert.equal(await state(id), 'waiting')
  })

  for (const [what, change, kind] of [
    ['amount', { amount: '49999' }, 'amount_differs'],
    ['larger amount', { amount: '5000000' }, 'amount_differs'],
    ['currency', { currency: 'USD' }, 'currency_differs'],
  ] as const)
    test(`I3 ${provider}: a wrong ${what} credits nothing and is named`, async (t) => {
      const { id, payments, gateway, jobs, applied, state, open, sound } = await started(t)
      gateway.become(id, { state: 'paid', ...change })
      const { headers, raw } = gateway.notice(id)
      await payments.receive(provider, headers, raw)
      await jobs.drain()
      assert.deepEqual(applied, [])
      assert.equal(await state(id), 'waiting')
      const found = await open()
      assert.deepEqual(
        found.map((one) => [one.kind, one.paymentId, one.expectedIdr]),
        [[kind, id, 50_000n]],
      )
      await payments.resolveDifference(operator, found[0]?.id ?? '', 'salah bayar, sudah dikembalikan')
      assert.equal(await state(id), 'declined')
      await sound()
    })

  test(`${provider}: while it is down nothing is lost, and it is left alone for longer and longer`, async (t) => {
    const { request, payments, gateway, jobs, clock, state } = await desk(t)
    const { id, payerId } = await request(aPayment('a', { method: qris }))
    gateway.fault('down')
    await assert.rejects(jobs.drain(), { name: 'ProviderAway' })
    gateway.fault('error')
    assert.equal((await payments.read(payerId, id)).instructions, null)
    assert.equal(await payments.poll(), 0, 'it is left alone')
    clock.advance(6_000)
    gateway.fault('garbage')
    assert.equal(await payments.poll(), 1)
    clock.advance(6_000)
    assert.equal(await payments.poll(), 0, 'for longer')
    clock.advance(6_000)
    assert.equal(await payments.poll(), 1)
    assert.equal(await state(id), 'waiting')
    await gateway.pay(id, { tell: 0 })
    clock.advance(30_000)
    assert.equal(await payments.poll(), 1)
    assert.equal(await state(id), 'paid', 'without any notice')
  })

  test(`I9 ${provider}: a notice that comes while the gateway is down is acted on later`, async (t) => {
    const { id, gateway, jobs, state, payments } = await started(t)
    await gateway.pay(id)
    gateway.fault('down')
    await assert.rejects(jobs.drain(), { name: 'ProviderAway' })
    assert.equal(await state(id), 'waiting')
    await payments.poll()
    await jobs.drain()
    assert.equal(await state(id), 'paid')
  })

  test(`I4 ${provider}: an answer after the timeout is the same charge, not a second one`, async (t) => {
    const { request, payments, gateway, jobs, applied, sound } = await desk(t)
    const { id } = await request(aPayment('a', { method: bank, totalIdr: 20_000n }))
    gateway.fault('late')
    await assert.rejects(jobs.drain(), { name: 'ProviderAway' })
    // It was made all the same, and paid before we ever heard of it.
    await gateway.pay(id)
    await jobs.drain()
    assert.deepEqual(applied, [id])
    const [paid] = await payments.find([id])
    assert.equal(paid?.state, 'paid')
    assert.ok(paid.providerReference)
    await sound()
  })

  test(`I4 ${provider}: a charge whose answer was never heard is found by asking, paid or not`, async (t) => {
    const { request, payments, gateway, jobs, applied } = await desk(t)
    const { id } = await request(aPayment('a', { method: bank, totalIdr: 20_000n }))
    gateway.fault('late')
    await assert.rejects(jobs.drain(), { name: 'ProviderAway' })
    await gateway.pay(id, { tell: 0 })
    assert.equal(await payments.poll(), 1)
    assert.deepEqual(applied, [id])
  })

  test(`${provider}: a lost answer’s instructions are found again`, async (t) => {
    const { request, payments, gateway, jobs } = await desk(t)
    const { id, payerId } = await request(aPayment('a', { method: bank }))
    gateway.fault('late')
    await assert.rejects(jobs.drain(), { name: 'ProviderAway' })
    assert.equal((await payments.read(payerId, id)).instructions?.kind, 'virtual_account')
  })

  test(`I9 ${provider}: nothing expires while the gateway can’t say that nothing was paid`, async (t) => {
    const { id, payments, gateway, clock, state, ended } = await started(t)
    clock.advance(3_600_000 + 60_000)
    gateway.fault('down')
    await payments.poll()
    assert.equal(await state(id), 'waiting')
    clock.advance(600_000)
    await payments.poll()
    assert.equal(await state(id), 'expired')
    assert.deepEqual(ended, [`${id} expired`])
    assert.notEqual(gateway.charge(id)?.state, 'waiting')
  })

  test(`I9 ${provider}: paid in the last second is paid, not expired`, async (t) => {
    const { id, payments, gateway, clock, state } = await started(t)
    await gateway.pay(id, { tell: 0 })
    clock.advance(3_600_000 + 60_000)
    await payments.poll()
    assert.equal(await state(id), 'paid')
  })

  test(`I9 ${provider}: paid between the question and the cancelling is paid, not expired`, async (t) => {
    const { id, payments, gateway, clock, state } = await started(t)
    clock.advance(3_600_000 + 60_000)
    gateway.before(provider === 'midtrans' ? '/expire' : '/cancel', () =>
      gateway.become(id, { state: 'paid' }),
    )
    await payments.poll()
    assert.equal(await state(id), 'paid')
  })

  test(`I9 ${provider}: money for a payment that ended is held apart, named, and goes back`, async (t) => {
    const { id, payments, gateway, jobs, applied, state, holds, open, sound } = await started(t)
    const [payment] = await payments.find([id])
    await payments.cancel(payment?.payerId ?? '', id)
    gateway.become(id, { state: 'paid' })
    for (let times = 0; times < 2; times++) {
      const { headers, raw } = gateway.notice(id)
      await payments.receive(provider, headers, raw)
      await jobs.drain()
    }
    assert.equal(await state(id), 'cancelled')
    assert.deepEqual(applied, [])
    assert.equal(await holds(unmatchedAccount), 50_000n)
    await sound()
    const [late, ...others] = await open()
    assert.deepEqual([late?.kind, late?.foundIdr, others], ['paid_late', 50_000n, []])
    await payments.resolveDifference(operator, late?.id ?? '', 'kembalikan')
    assert.equal(await holds(unmatchedAccount), 0n)
    assert.equal(await holds(refundsAccount), 50_000n)
    await jobs.drain()
    assert.equal(gateway.charge(id)?.state, 'refunded')
    await sound()
    await payments.takeInSettlement(
      provider,
      'a.csv',
      gateway.settlementFile(provider, () => 350n),
    )
    assert.equal(await holds(refundsAccount), 0n)
    assert.equal(await holds(clearingAccount(provider)), 0n)
    await sound()
  })

  test(`${provider}: cancelling asks the gateway, which may know better`, async (t) => {
    const { id, payments, gateway, state } = await started(t)
    const [payment] = await payments.find([id])
    gateway.fault('down')
    await assert.rejects(payments.cancel(payment?.payerId ?? '', id), { message: /provider_away/ })
    assert.equal(await state(id), 'waiting')
    gateway.become(id, { state: 'paid' })
    await assert.rejects(payments.cancel(payment?.payerId ?? '', id), { message: /payment_settled.*paid/ })
    assert.equal(await state(id), 'paid')
  })

  test(`I9 ${provider}: a refund is sent by the gateway once, and leaves with the settlement`, async (t) => {
    const { id, payments, gateway, jobs, refund, holds, state, sound } = await started(t)
    await gateway.pay(id)
    await jobs.drain()
    await refund(id, 50_000n, 'tidak jadi')
    assert.equal(await state(id), 'refunding')
    gateway.fault('late')
    await assert.rejects(jobs.drain(), { name: 'ProviderAway' })
    await payments.sendRefund(id)
    await payments.sendRefund(id)
    assert.equal(await state(id), 'refunded')
    assert.equal(gateway.charge(id)?.refunded, 50_000n)
    assert.equal(await holds(sold), 0n)
    assert.equal(await holds(refundsAccount), 50_000n)
    await sound()
    const { differences } = await payments.takeInSettlement(
      provider,
      'a.csv',
      gateway.settlementFile(provider, () => 350n),
    )
    assert.deepEqual(differences, [])
    assert.equal(await holds(refundsAccount), 0n)
    await sound()
  })

  test(`${provider}: what the gateway can’t give back, the operator sends`, async (t) => {
    const { id, payments, gateway, jobs, refund, state, sound } = await started(t, { method: bank })
    await gateway.pay(id)
    await jobs.drain()
    await refund(id, 50_000n)
    assert.equal(await jobs.drain(), 0)
    assert.equal(await state(id), 'refunding')
    assert.equal((await payments.confirmRefund(operator, id, 'BCA 7')).state, 'refunded')
    await sound()
  })

  test(`I9 ${provider}: a chargeback takes back what is there; the rest is a loss with a name`, async (t) => {
    const { id, payments, gateway, jobs, ledger, holds, state, sound } = await started(t)
    await gateway.pay(id)
    await jobs.drain()
    await ledger.submit([
      { id, debit: sold.id, credit: clearingAccount('elsewhere').id, ledger: 1, amount: 1n, code: 1 },
    ])
    assert.equal((await payments.chargeBack(id, 'surat bank')).state, 'charged_back')
    assert.equal((await payments.chargeBack(id, 'surat bank')).state, 'charged_back')
    assert.equal(await holds(refundsAccount), 50_000n)
    assert.equal(await holds(sold), 0n)
    assert.equal(await holds(lossesAccount), 0n)
    gateway.become(id, { state: 'charged_back' })
    await payments.takeInSettlement(
      provider,
      'a.csv',
      gateway.settlementFile(provider, () => 350n),
    )
    assert.equal(await holds(refundsAccount), 0n)
    assert.equal(await state(id), 'charged_back')
    await sound()
  })

  test(`I2 ${provider}: an amount beyond 2^53 is compared digit by digit`, async (t) => {
    const { payments, gateway, jobs, state, request, open } = await desk(t)
    const { id } = await request(aPayment('a', { method: qris, totalIdr: 9_999_999n }))
    await jobs.drain()
    // As a JS number, this and 2^53 are the same.
    gateway.become(id, { state: 'paid', amount: '9007199254740993' })
    const { headers, raw } = gateway.notice(id)
    await payments.receive(provider, headers, raw)
    await jobs.drain()
    assert.equal(await state(id), 'waiting')
    assert.equal((await open())[0]?.foundIdr, 9_007_199_254_740_993n)
  })
}

test('midtrans: a chargeback that the gateway tells is taken back', async (t) => {
  const { request, gateway, jobs, state, holds, sound } = await desk(t)
  const { id } = await request(aPayment('a', { method: 'midtrans.gopay' }))
  await jobs.drain()
  await gateway.pay(id)
  await jobs.drain()
  gateway.become(id, { state: 'charged_back' })
  await gateway.pay(id)
  await jobs.drain()
  assert.equal(await state(id), 'charged_back')
  assert.equal(await holds(refundsAccount), 10_000n)
  await sound()
})

test('midtrans: a refund made at the gateway itself is followed', async (t) => {
  const { request, gateway, jobs, state, holds, sound } = await desk(t)
  const { id } = await request(aPayment('a', { method: 'midtrans.gopay' }))
  await jobs.drain()
  await gateway.pay(id)
  await jobs.drain()
  gateway.become(id, { state: 'refunded' })
  await gateway.pay(id)
  await jobs.drain()
  assert.equal(await state(id), 'refunded')
  assert.equal(await holds(refundsAccount), 10_000n)
  await sound()
})

test('a notice for a payment of another provider, or of nobody, is kept and moves nothing', async (t) => {
  const { request, payments, gateway, jobs, state } = await desk(t)
  const { id } = await request(aPayment('a', { method: 'xendit.qris' }))
  await jobs.drain()
  gateway.recall({ provider: 'midtrans', reference: 'order-7', channel: 'qris', amountIdr: 5n })
  const { headers, raw } = await gateway.pay('order-7', { tell: 0 })
  await payments.receive('midtrans', headers, raw)
  await jobs.drain()
  assert.equal(await state(id), 'waiting')
  await assert.rejects(payments.receive('doku', headers, raw), { message: /webhook_refused/ })
})

test('a payment whose provider was switched off ends in time, or when its payer says so', async (t) => {
  const { db, ids, jobs, request, clock } = await desk(t)
  const [one, two] = [aPayment('a', { method: 'xendit.qris' }), aPayment('b', { method: 'xendit.qris' })]
  await request(one)
  await request(two)
  // The same desk after a restart without keys.
  const payments = createPayments({
    db,
    clock,
    ids,
    jobs,
    ledger: createLedger({ db, clock }),
    identity: { findMany: async () => [] },
    config: paymentsConfig.defaults(),
    log: silentLog,
  })
  assert.equal((await payments.cancel(one.payerId, one.id)).state, 'cancelled')
  assert.equal(await payments.poll(), 0)
  clock.advance(3_600_000)
  assert.equal(await payments.expireDue(), 1)
  assert.equal((await payments.find([two.id]))[0]?.state, 'expired')
})

test('limits of a way to pay are told', async (t) => {
  const { request } = await desk(t)
  await assert.rejects(request(aPayment('a', { method: 'midtrans.qris', totalIdr: 10_000_001n })), {
    message: /payment_out_of_range/,
  })
})
