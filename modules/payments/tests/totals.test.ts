import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aPayment, payerNamed } from '../testing.ts'
import { desk, operator } from './desk.ts'

test('totals of a time: who paid how much, with what VAT, and what was owed back; nothing of another time', async (t) => {
  const { request, payments, clock, db } = await desk(t)
  const from = clock.now()
  const [one, two, three] = [
    await request(aPayment('satu', { totalIdr: 11_100n, vatIdr: 1_100n })),
    await request(aPayment('dua', { totalIdr: 5_550n, vatIdr: 550n })),
    await request(aPayment('tiga', { totalIdr: 2_000n, payerId: payerNamed('siti') })),
  ]
  for (const { id } of [one, two, three]) await payments.confirm(operator, id, `BCA ${id}`)
  await request(aPayment('belum dibayar'))
  await db.transaction((tx) => payments.refund(tx, two.id, two.payableIdr, 'salah beli'))
  clock.advance(1_000)
  assert.deepEqual(await payments.totals(from, clock.now()), {
    payers: 2,
    paidIdr: one.payableIdr + two.payableIdr + three.payableIdr,
    vatIdr: 1_650n,
    feesIdr: 0n,
    returnedIdr: two.payableIdr,
    returnedTo: 1,
  })
  const later = await payments.totals(clock.now(), new Date(clock.now().getTime() + 1))
  assert.deepEqual([later.payers, later.paidIdr, later.returnedIdr], [0, 0n, 0n])
})
