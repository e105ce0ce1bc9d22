import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type Tx } from '../../../platform/db/index.ts'
import { assertTables, rowsRead } from '../../../platform/testing/index.ts'
import { vatPayable } from '../../tax/index.ts'
import { bankAccount, incomeAccount, lossesAccount, refundsAccount, unappliedAccount } from '../accounts.ts'
import { unappliedAccount as exported } from '../index.ts'
import { listPayments } from '../store.ts'
import { sumPaid } from '../store-totals.ts'
import { tables } from '../tables.ts'
import { aPayment, payerNamed, paymentNamed } from '../testing.ts'
import { desk, operator, sold } from './desk.ts'

test('the tables are those that the statements name', async (t) => {
  const { db } = await desk(t)
  await assertTables(db, 'payments', tables)
})

test('I4: the same payment asked for again is the same; with another body it is refused', async (t) => {
  const { request, payments } = await desk(t)
  const one = aPayment('satu', { totalIdr: 50_000n })
  const [a, b] = [await request(one), await request(one)]
  assert.deepEqual(a, b)
  assert.ok(a.codeIdr > 0n && a.codeIdr < 1_000n && a.payableIdr === 50_000n + a.codeIdr)
  assert.deepEqual(a.instructions, {
    kind: 'bank_transfer',
    payTo: payments.config.PAY_TO,
    payableIdr: String(a.payableIdr),
  })
  await assert.rejects(
    request({ ...one, totalIdr: 1n, lines: [{ what: { en: 'x', id: 'x' }, amountIdr: 1n }] }),
    {
      message: /payment_differs/,
    },
  )
  const racing = Array.from({ length: 5 }, () => request(aPayment('balapan')))
  assert.equal(new Set((await Promise.all(racing)).map((p) => p.payableIdr)).size, 1)
})

test('I9: a confirmed transfer is applied once, to the rupiah; nothing stays unapplied', async (t) => {
  const { request, payments, applied, holds, sound } = await desk(t)
  const asked = await request(aPayment('a', { totalIdr: 11_100n, vatIdr: 1_100n }))
  const answers = await Promise.all(
    ['BCA 0007', ' bca  0007 ', 'BCA 0007'].map((ref) => payments.confirm(operator, asked.id, ref)),
  )
  assert.deepEqual(new Set(answers.map((one) => one.state)), new Set(['paid']))
  assert.deepEqual(applied, [asked.id])
  assert.equal(await holds(sold), 10_000n)
  assert.equal(await holds(vatPayable), 1_100n)
  assert.equal(await holds(incomeAccount), asked.codeIdr)
  assert.equal(await holds(bankAccount), -asked.payableIdr)
  assert.equal(await holds(exported), 0n)
  await sound()
})

test('one bank reference is one payment, and a settled payment stays what it is', async (t) => {
  const { request, payments, ended, sound } = await desk(t)
  const [a, b, c] = [await request(aPayment('a')), await request(aPayment('b')), await request(aPayment('c'))]
  assert.equal(new Set([a.payableIdr, b.payableIdr, c.payableIdr]).size, 3)
  await payments.confirm(operator, a.id, 'BCA 1')
  await assert.rejects(payments.confirm(operator, b.id, 'bca 1'), { message: /payment_reference_used/ })
  await assert.rejects(payments.confirm(operator, a.id, 'BCA 2'), { message: /payment_settled/ })
  await assert.rejects(payments.decline(operator, a.id, 'tidak ada'), { message: /payment_settled/ })
  await assert.rejects(payments.cancel(a.payerId, a.id), { message: /payment_settled/ })
  assert.equal((await payments.decline(operator, b.id, 'tidak ada')).reason, 'tidak ada')
  await assert.rejects(payments.confirm(operator, b.id, 'BCA 3'), { message: /payment_settled/ })
  assert.equal((await payments.cancel(c.payerId, c.id)).state, 'cancelled')
  assert.deepEqual(ended, [`${b.id} declined`, `${c.id} cancelled`])
  await assert.rejects(payments.confirm(operator, paymentNamed('nothing'), 'X 1'), {
    message: /payment_not_found/,
  })
  await assert.rejects(payments.cancel(payerNamed('siti'), c.id), { message: /not_found/ })
  await sound()
})

test('I9: two operators confirm at once with two references: one of them is told, and the money came once', async (t) => {
  const { request, payments, applied, sound } = await desk(t)
  const { id } = await request(aPayment('a'))
  const answers = await Promise.allSettled(
    ['BCA 1', 'BCA 2'].map((ref) => payments.confirm(operator, id, ref)),
  )
  assert.deepEqual(answers.map((one) => one.status).toSorted(), ['fulfilled', 'rejected'])
  assert.deepEqual(applied, [id])
  await sound()
})

test('a bank transfer that nobody saw expires, and stays expired', async (t) => {
  const { request, payments, clock, ended } = await desk(t)
  const { id } = await request(aPayment('a'))
  clock.advance(3 * 86_400_000 - 1)
  assert.equal(await payments.expireDue(), 0)
  clock.advance(1)
  assert.equal(await payments.expireDue(), 1)
  assert.equal(await payments.expireDue(), 0)
  assert.deepEqual(ended, [`${id} expired`])
  await assert.rejects(payments.confirm(operator, id, 'BCA 1'), { message: /payment_settled/ })
})

test('what the seller throws undoes mark, money and number; the next try takes the same number', async (t) => {
  const { request, payments, holds, sound, ledger } = await desk(t)
  let isBroken = true
  payments.onPaid('coins.purchase', async (tx, payment) => {
    if (isBroken) throw new Error('no coins today')
    await ledger.openAccounts(tx, [sold])
    const { id, totalIdr } = payment
    return [{ id, debit: unappliedAccount.id, credit: sold.id, ledger: 1, amount: totalIdr, code: 1 }]
  })
  const { id } = await request(aPayment('koin', { purpose: 'coins.purchase' }))
  await assert.rejects(payments.confirm(operator, id, 'BCA 1'), /no coins today/)
  assert.equal((await payments.find([id]))[0]?.state, 'waiting')
  assert.equal(await holds(bankAccount), 0n)
  isBroken = false
  assert.equal((await payments.confirm(operator, id, 'BCA 1')).invoice, 'INV/2026/000001')
  const next = await request(aPayment('lagi'))
  assert.equal((await payments.confirm(operator, next.id, 'BCA 2')).invoice, 'INV/2026/000002')
  await sound()
})

test('I9: a seller that applies one rupiah too little or too much is refused', async (t) => {
  const { request, payments, ledger, holds } = await desk(t)
  let off = -1n
  payments.onPaid('subscription', async (tx, { id, totalIdr }) => {
    await ledger.openAccounts(tx, [sold])
    return [{ id, debit: unappliedAccount.id, credit: sold.id, ledger: 1, amount: totalIdr + off, code: 1 }]
  })
  const { id, codeIdr } = await request(aPayment('s', { purpose: 'subscription' }))
  for (const wrong of [-1n, 1n, codeIdr + 1n]) {
    off = wrong
    await assert.rejects(payments.confirm(operator, id, 'BCA 1'), /applied to the rupiah/)
  }
  assert.equal(await holds(sold), 0n)
  off = codeIdr
  assert.equal((await payments.confirm(operator, id, 'BCA 1')).state, 'paid')
  assert.equal(await holds(incomeAccount), 0n, 'the code was credited by the seller')
})

test('I2: amounts at 2^53 and beyond stay exact', async (t) => {
  const { request, payments, holds, sound } = await desk(t)
  const large = 2n ** 53n + 1n
  const a = await request(aPayment('besar', { totalIdr: large }))
  assert.equal(a.totalIdr, large)
  await payments.confirm(operator, a.id, 'BCA 1')
  assert.equal(await holds(sold), large)
  await assert.rejects(request(aPayment('terlalu', { totalIdr: 2n ** 63n })), {
    message: /payment_out_of_range/,
  })
  await assert.rejects(request(aPayment('kode', { totalIdr: 2n ** 63n - 1n })), {
    message: /payment_out_of_range/,
  })
  await sound()
})

test('I9: a refund is owed, then sent by bank, once; VAT goes back in proportion', async (t) => {
  const { request, payments, refund, holds, sound } = await desk(t)
  const { id, payableIdr } = await request(aPayment('a', { totalIdr: 11_100n, vatIdr: 1_100n }))
  await assert.rejects(refund(id, 100n), { message: /payment_not_paid/ })
  await payments.confirm(operator, id, 'BCA 1')
  await assert.rejects(refund(id, payableIdr + 1n), { message: /refund_too_large/ })
  const back = await refund(id, 5_550n)
  assert.equal(back.state, 'refunding')
  assert.equal(back.refundedIdr, 5_550n)
  assert.deepEqual(await refund(id, 5_550n), back)
  await assert.rejects(refund(id, 100n), { message: /payment_not_paid/ })
  assert.equal(await holds(refundsAccount), 5_550n)
  const vatBack = (1_100n * 5_550n) / payableIdr
  assert.equal(await holds(vatPayable), 1_100n - vatBack)
  await sound()
  assert.equal((await payments.confirmRefund(operator, id, 'BCA 9')).state, 'refunded')
  assert.equal((await payments.confirmRefund(operator, id, 'bca 9')).state, 'refunded')
  await assert.rejects(payments.confirmRefund(operator, id, 'BCA 10'), { message: /payment_settled/ })
  assert.equal(await holds(refundsAccount), 0n)
  assert.equal(await holds(bankAccount), -(payableIdr - 5_550n))
  await sound()
})

test('I3: what was spent can’t be brought back: the refund is paid and the loss is named', async (t) => {
  const { request, payments, refund, ledger, holds, sound } = await desk(t)
  const { id, payableIdr } = await request(aPayment('a'))
  await payments.confirm(operator, id, 'BCA 1')
  await ledger.submit([
    { id: paymentNamed('spent'), debit: sold.id, credit: bankAccount.id, ledger: 1, amount: 9_000n, code: 1 },
  ])
  await refund(id, payableIdr)
  assert.equal(await holds(refundsAccount), payableIdr)
  assert.equal(await holds(lossesAccount), -(payableIdr - 1_000n))
  assert.equal(await holds(sold), 0n)
  await sound()
})

test('I9: a transfer that the bank took back is owed until the operator names the bank’s line', async (t) => {
  const { request, payments, holds, sound } = await desk(t)
  const { id, payableIdr } = await request(aPayment('a'))
  await payments.confirm(operator, id, 'BCA 1')
  await payments.chargeBack(id, 'surat bank')
  assert.equal(await holds(refundsAccount), payableIdr)
  assert.equal((await payments.confirmRefund(operator, id, 'BCA 2')).state, 'charged_back')
  assert.equal((await payments.confirmRefund(operator, id, 'BCA 2')).state, 'charged_back')
  assert.equal(await holds(refundsAccount), 0n)
  assert.equal(await holds(bankAccount), 0n)
  await sound()
})

test('waiting payments of one person and purpose have a number', async (t) => {
  const { request, payments } = await desk(t, { OPEN_MAX: 2 })
  const first = await request(aPayment('a'))
  await request(aPayment('b'))
  await assert.rejects(request(aPayment('c')), { message: /too_many_payments/ })
  await request(aPayment('d', { payerId: payerNamed('siti') }))
  await payments.cancel(first.payerId, first.id)
  await request(aPayment('c'))
  await assert.rejects(request(aPayment('e', { method: 'nothing' })), { message: /method_unknown/ })
})

test('what an operator looks for by its amount, and a month’s sums, are found without reading every payment', async (t) => {
  const { db } = await desk(t)
  await db.run(sql`
    insert into payments.payment (id, payer_id, purpose, subject_id, state, lines, vat_idr, total_idr, code_idr, fee_idr,
      method, provider, created_at, expires_at, ended_at, paid_at, invoice)
    select gen_random_uuid(), gen_random_uuid(), 'tip', gen_random_uuid(), 'paid', '[]', 0, 10000 + n, 0, 0, 'bank-transfer',
      'manual', at, at, at, at, 'X' || n
    from (select n, timestamptz '2026-11-23' - n * interval '1 hour' as at from generate_series(1, 5000) n) one`)
  await db.run(sql`analyze payments.payment`)
  for (const work of [
    (tx: Tx) => listPayments(tx, { payableIdr: 12_345n, limit: 51 }),
    (tx: Tx) => sumPaid(tx, new Date('2026-11-01T00:00:00Z'), new Date('2026-11-02T00:00:00Z')),
  ]) {
    const read = await rowsRead(db, 'payments.payment', work)
    assert.ok(read > 0 && read < 100, `${read} rows were read: ${work}`)
  }
})

test('lists are in pages, newest first', async (t) => {
  const { request, payments, clock } = await desk(t)
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    await request(aPayment(name))
    clock.advance(1_000)
  }
  const first = await payments.listOf(payerNamed('budi'), { limit: 2 })
  assert.deepEqual(
    first.payments.map((one) => one.id),
    [paymentNamed('e'), paymentNamed('d')],
  )
  const second = await payments.list({ state: 'waiting', before: first.next ?? '', limit: 10 })
  assert.deepEqual(
    second.payments.map((one) => one.id),
    [paymentNamed('c'), paymentNamed('b'), paymentNamed('a')],
  )
  assert.equal(second.next, null)
  const payableIdr = second.payments[0]?.payableIdr
  assert.deepEqual((await payments.list({ payableIdr })).payments.length, 1)
})
