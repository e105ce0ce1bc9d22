import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bankAccount,
  clearingAccount,
  feesAccount,
  incomeAccount,
  lossesAccount,
  unmatchedAccount,
} from '../accounts.ts'
import { aPayment, payFor, paymentNamed } from '../testing.ts'
import { desk, operator } from './desk.ts'

const day = 86_400_000
const header = 'Order ID,Transaction Type,Gross Amount,Total Fee,VAT,Currency\n'

/** Paid by QRIS, some of them: Rp50,000 and a fee of Rp350 each. */
async function paidBy(t: Parameters<typeof desk>[0], names: readonly string[]) {
  const house = await desk(t)
  const ids: string[] = []
  for (const name of names) {
    const { id } = await house.request(aPayment(name, { method: 'midtrans.qris', totalIdr: 50_000n }))
    await payFor(house, id)
    ids.push(id)
  }
  const take = (lines: string, name = 'a.csv') =>
    house.payments.takeInSettlement('midtrans', name, header + lines)
  return { ...house, ids, take }
}
const fitting = (id: string) => `${id},Payment,50000.00,300,50,IDR\n`

test('I9: a file that fits brings clearing to zero: the rest to the bank, the fee to fees; again changes nothing', async (t) => {
  const { ids, take, holds, open, sound } = await paidBy(t, ['a', 'b'])
  assert.equal(await holds(clearingAccount('midtrans')), -100_000n)
  const lines = ids.map(fitting).join('')
  const [first, again] = [await take(lines), await take(lines)]
  assert.deepEqual(first, again)
  assert.deepEqual(
    [first.settlement.matched, first.settlement.grossIdr, first.settlement.feeIdr, first.settlement.netIdr],
    [2, 100_000n, 700n, 99_300n],
  )
  assert.deepEqual(await open(), [])
  assert.equal(await holds(clearingAccount('midtrans')), 0n)
  assert.equal(await holds(feesAccount), -700n)
  assert.equal(await holds(bankAccount), -99_300n)
  await sound()
})

test('I9: each difference has its name, moves nothing, and stays listed until it is resolved', async (t) => {
  const { ids, take, holds, open, payments, sound, clock, request, gateway } = await paidBy(t, [
    'fits',
    'less',
    'more',
    'fee',
    'missing',
  ])
  const [fits = '', less = '', more = '', fee = '', missing = ''] = ids
  const { id: waiting } = await request(aPayment('waiting', { method: 'midtrans.qris', totalIdr: 50_000n }))
  clock.advance(4 * day)
  const report = await take(
    fitting(fits) +
      `${less},Payment,49000,350,0,IDR\n` +
      `${more},Payment,51000,350,0,IDR\n` +
      `${fee},Payment,50000,1000,0,IDR\n` +
      `${fits},Payment,50000,350,0,IDR\n` +
      `${waiting},Payment,50000,350,0,IDR\n` +
      'order-of-another-shop,Payment,7000,7,0,IDR\n' +
      `${fits},Refund,-50000,0,0,IDR\n`,
  )
  const listed = await open()
  assert.deepEqual(
    listed.map((one) => `${one.kind} ${one.reference}`).toSorted(),
    [
      `amount_differs ${less}`,
      `amount_differs ${more}`,
      `fee_differs ${fee}`,
      `missing_here ${fits}`,
      `missing_here ${waiting}`,
      'missing_here order-of-another-shop',
      `missing_there ${missing}`,
      `twice ${fits}`,
    ].toSorted(),
  )
  assert.equal(report.differences.length, 7, 'those of the file')
  assert.equal(await holds(clearingAccount('midtrans')), -150_000n)
  assert.equal(await holds(bankAccount), -(49_650n + 49_000n))
  await sound()

  const [first] = listed
  for (const one of listed) {
    const done = await payments.resolveDifference(operator, one.id, 'sudah dicek')
    assert.equal(done.note, 'sudah dicek')
  }
  await assert.rejects(payments.resolveDifference(operator, first?.id ?? '', 'lagi'), {
    message: /difference_not_found/,
  })
  assert.deepEqual(await open(), [])
  assert.equal(await holds(clearingAccount('midtrans')), 0n)
  // What the file says of payments less what it says of money back is in the bank.
  assert.equal(await holds(bankAccount), -report.settlement.netIdr)
  assert.equal(await holds(unmatchedAccount), 50_000n + 50_000n + 7_000n + 1_000n)
  assert.equal(await holds(lossesAccount), -(1_000n + 50_000n + 50_000n))
  assert.equal(gateway.charge(waiting)?.state, 'waiting')
  await sound()
})

test('I9: what was missing and comes with a later file is missing no more', async (t) => {
  const { ids, take, open, clock, holds, sound } = await paidBy(t, ['a', 'b'])
  const [a = '', b = ''] = ids
  clock.advance(4 * day)
  await take(fitting(a))
  assert.deepEqual(
    (await open()).map((one) => [one.kind, one.paymentId]),
    [['missing_there', b]],
  )
  await take(fitting(b), 'b.csv')
  assert.deepEqual(await open(), [])
  assert.equal(await holds(clearingAccount('midtrans')), 0n)
  await sound()
})

test('I9: a payment that only the file knows to be paid is asked about, and settled by the same file', async (t) => {
  const { take, open, request, gateway, payments, state, holds, sound } = await paidBy(t, [])
  const { id } = await request(aPayment('lost', { method: 'midtrans.qris', totalIdr: 50_000n }))
  await payments.start(id)
  await gateway.pay(id, { tell: 0 })
  await take(fitting(id))
  assert.equal(await state(id), 'paid')
  assert.deepEqual(await open(), [])
  assert.equal(await holds(clearingAccount('midtrans')), 0n)
  await sound()
})

test('I9: if the provider is away the line waits, and settles what was captured since', async (t) => {
  const { take, open, request, gateway, payments, state, holds, sound, clock } = await paidBy(t, [])
  const { id } = await request(aPayment('lost', { method: 'midtrans.qris', totalIdr: 50_000n }))
  await payments.start(id)
  await gateway.pay(id, { tell: 0 })
  gateway.fault('down')
  await take(fitting(id))
  assert.deepEqual(
    (await open()).map((one) => one.kind),
    ['missing_here'],
  )
  await payments.poll()
  assert.equal(await state(id), 'paid')
  clock.advance(5 * day)
  await take(fitting(id))
  const [line, ...others] = await open()
  assert.deepEqual([line?.kind, others], ['missing_here', []], 'and is not missing there')
  await payments.resolveDifference(operator, line?.id ?? '', 'pemberitahuan terlambat')
  assert.equal(await holds(clearingAccount('midtrans')), 0n)
  assert.equal(await holds(unmatchedAccount), 0n)
  await sound()
})

test('I9: two operators with overlapping files settle each payment once', async (t) => {
  const { ids, take, open, holds, sound } = await paidBy(t, ['a', 'b'])
  const [a = '', b = ''] = ids
  await Promise.all([take(fitting(a) + fitting(b)), take(fitting(b) + fitting(a), 'b.csv')])
  assert.deepEqual(
    (await open()).map((one) => one.kind),
    ['twice', 'twice'],
  )
  assert.equal(await holds(clearingAccount('midtrans')), 0n)
  assert.equal(await holds(bankAccount), -99_300n)
  await sound()
})

test('a file that can’t be read takes in nothing', async (t) => {
  const { ids, take, payments, holds } = await paidBy(t, ['a'])
  const [a = ''] = ids
  for (const [lines, words] of [
    [`${fitting(a)}${a},Payment,abc,0,0,IDR\n`, /Line 3 .*whole rupiah/],
    [`${a},Payment,50000.50,0,0,IDR\n`, /Line 2 .*whole rupiah/],
    [`${a},Payment,50000,0,0,USD\n`, /Line 2 .*IDR/],
    [`,Payment,50000,0,0,IDR\n`, /names no payment/],
    ['', /no lines/],
    [`"${a},Payment,50000`, /never closed/],
    [`${a},Payment,99999999999999999999,0,0,IDR\n`, /whole rupiah/],
    [`${a},Payment,50000,50001,0,IDR\n`, /whole rupiah/],
    [
      `${a},Payment,9000000000000000000,0,0,IDR\n${a},Payment,9000000000000000000,0,0,IDR\n`,
      /Line 3 .*too large/,
    ],
  ] as const)
    await assert.rejects(take(lines), { message: words })
  await assert.rejects(payments.takeInSettlement('midtrans', 'x.csv', 'a,b\n1,2\n'), { message: /column/ })
  await assert.rejects(payments.takeInSettlement('manual', 'x.csv', header), { message: /template/ })
  assert.equal(await holds(bankAccount), 0n)
})

test('a file of another provider settles nothing', async (t) => {
  const { ids, payments, holds, open } = await paidBy(t, ['a'])
  const csv = `Reference,Type,Amount,Fee,VAT on Fee,Currency\n${ids[0]},Payment,50000,350,0,IDR\n`
  await payments.takeInSettlement('xendit', 'x.csv', csv)
  assert.deepEqual(
    (await open()).map((one) => one.kind),
    ['missing_here'],
  )
  assert.equal(await holds(clearingAccount('midtrans')), -50_000n)
  assert.equal(await holds(bankAccount), 0n)
})

test('I9: the audit sees a clearing account that holds what no payment explains', async (t) => {
  const { payments, ledger, sound } = await paidBy(t, ['a'])
  await sound()
  const id = paymentNamed('stray')
  await ledger.submit([
    { id, debit: clearingAccount('midtrans').id, credit: incomeAccount.id, ledger: 1, amount: 5n, code: 1 },
  ])
  assert.deepEqual(await payments.audit(), [
    { account: 'payments.clearing midtrans', holdsIdr: 50_005n, shouldHoldIdr: 50_000n },
  ])
})
