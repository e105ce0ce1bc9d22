import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import fc from 'fast-check'
import { testHttp } from '../../../platform/testing/index.ts'
import { paymentRoutes } from '../contract.ts'
import { mountPayments } from '../index.ts'
import { aPayment, payerNamed } from '../testing.ts'
import { desk, operator } from './desk.ts'

const budi = { account: { id: payerNamed('budi'), handle: 'budi', roles: new Set<string>() } }
const siti = { account: { id: payerNamed('siti'), handle: 'siti', roles: new Set<string>() } }
const keeper = { account: { id: operator, handle: 'penjaga', roles: new Set(['operator']) } }

async function served(t: TestContext, config: Parameters<typeof desk>[1] = {}) {
  const house = await desk(t, config)
  const http = await testHttp(t, house.clock)
  mountPayments(http, house.payments, {
    identity: { findMany: async () => [] },
    transaction: (work) => house.db.transaction(work),
    fake: house.gateway,
  })
  return { ...house, http }
}

test('a payment’s way through the pages: ask, pay, invoice, refund', async (t) => {
  const { http, request, jobs, payments } = await served(t)
  const { id } = await request(aPayment('a', { method: 'midtrans.qris', totalIdr: 50_000n }))
  http.as(budi)
  const read = paymentRoutes.readPayment.reply.parse((await http.call('GET', `/v1/payments/${id}`)).body)
  assert.equal(read.payment.instructions?.kind, 'qris')
  assert.equal((await http.call('GET', `/v1/payments/${id}/invoice`)).status, 409)
  assert.equal((await http.call('POST', `/v1/payments/${id}/pretend`)).status, 200)
  await jobs.drain()
  const list = paymentRoutes.listPayments.reply.parse((await http.call('GET', '/v1/me/payments')).body)
  assert.deepEqual(
    list.payments.map((one) => [one.state, one.invoice, one.payableIdr]),
    [['paid', 'INV/2026/000001', '50000']],
  )
  http.as(siti)
  for (const path of ['', '/invoice', '/invoice.pdf'])
    assert.equal((await http.call('GET', `/v1/payments/${id}${path}`)).status, 404)
  assert.equal((await http.call('POST', `/v1/admin/payments/${id}/refund`, { reason: 'uji' })).status, 403)
  http.as(keeper)
  const refunded = await http.call('POST', `/v1/admin/payments/${id}/refund`, { reason: 'uji coba' })
  assert.equal(refunded.status, 200)
  await jobs.drain()
  const all = paymentRoutes.listAllPayments.reply.parse((await http.call('GET', '/v1/admin/payments')).body)
  assert.deepEqual(
    all.payments.map((one) => [one.state, one.refundedIdr, one.feeIdr, one.payer.id]),
    [['refunded', '50000', '350', payerNamed('budi')]],
  )
  assert.deepEqual(await payments.audit(), [])
  const desk = paymentRoutes.listSettlements.reply.parse(
    (await http.call('GET', '/v1/admin/settlements')).body,
  )
  assert.equal(desk.refundsOwedIdr, '50000')
  assert.deepEqual(
    desk.providers.map((one) => [one.provider, one.clearingIdr, one.hasTemplate]),
    [
      ['midtrans', '50000', true],
      ['xendit', '0', true],
    ],
  )
})

test('I3: a webhook is kept and answered, a forged one refused; the body is any bytes and any type', async (t) => {
  const { http, request, jobs, gateway, state } = await served(t)
  const { id } = await request(aPayment('a', { method: 'xendit.qris' }))
  await jobs.drain()
  const { headers, raw } = await gateway.pay(id, { tell: 0 })
  const first = await http.call('POST', '/v1/webhooks/xendit', raw, headers)
  assert.deepEqual([first.status, first.body], [200, { kept: true }])
  const again = await http.call('POST', '/v1/webhooks/xendit', raw, {
    ...headers,
    'content-type': 'text/plain',
  })
  assert.deepEqual([again.status, again.body], [200, { kept: false }])
  await jobs.drain()
  assert.equal(await state(id), 'paid')
  for (const provider of ['midtrans', 'xendit', 'manual', 'doku'])
    assert.equal(
      (await http.call('POST', `/v1/webhooks/${provider}`, Buffer.from('{}'))).status,
      401,
      provider,
    )
})

test('law: no bytes, headers or path make a webhook fail', async (t) => {
  const { http } = await served(t)
  const types = [
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'x',
    '',
  ]
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .record({
        order_id: fc.string(),
        status_code: fc.string(),
        gross_amount: fc.string(),
        signature_key: fc.string(),
      })
      .map((notice) => Buffer.from(JSON.stringify(notice))),
  )
  const provider = fc.constantFrom('midtrans', 'xendit', 'none')
  await fc.assert(
    fc.asyncProperty(provider, bodies, fc.constantFrom(...types), async (to, body, type) => {
      const answer = await http.call('POST', `/v1/webhooks/${to}`, body, {
        'content-type': type,
        'x-callback-token': body.toString('base64url'),
      })
      assert.equal(answer.status, 401)
    }),
    { numRuns: 60 },
  )
  const large = await http.call('POST', '/v1/webhooks/midtrans', Buffer.alloc(65_537))
  assert.equal(large.status, 413)
})

const seller = {
  SELLER_NAME: 'PT Panggung Uji',
  SELLER_NPWP: '0123456789012345',
  SELLER_ADDRESS: 'Jl. Melati 1, Depok',
}

test('an invoice shows PPN with its other-value base, as JSON and as PDF in two languages', async (t) => {
  const { http, request, payments } = await served(t, seller)
  const vat = {
    ruleId: 'id-vat',
    article: 'PMK 131/2024',
    baseIdr: 91_667n,
    taxIdr: 11_000n,
    steps: [{ says: { en: '12/100 of it', id: '12/100 darinya' }, value: '11000' }],
  }
  const { id } = await request(aPayment('a', { totalIdr: 111_000n, vatIdr: 11_000n, vat }))
  await payments.confirm(operator, id, 'BCA 1')
  http.as({ ...budi, lang: 'id' })
  const { invoice } = paymentRoutes.readInvoice.reply.parse(
    (await http.call('GET', `/v1/payments/${id}/invoice`)).body,
  )
  assert.deepEqual(invoice.seller, {
    name: 'PT Panggung Uji',
    taxId: '0123456789012345',
    address: 'Jl. Melati 1, Depok',
    complete: true,
  })
  assert.deepEqual(
    [invoice.netIdr, invoice.vat?.priceIdr, invoice.vat?.baseIdr, invoice.vat?.taxIdr],
    ['100000', '100000', '91667', '11000'],
  )
  assert.equal(BigInt(invoice.totalIdr), 111_000n + BigInt(invoice.codeIdr))
  const pdf = await http.call<Buffer>('GET', `/v1/payments/${id}/invoice.pdf`)
  const same = await http.call<Buffer>('GET', `/v1/payments/${id}/invoice.pdf`)
  http.as({ ...budi, lang: 'en' })
  const english = await http.call<Buffer>('GET', `/v1/payments/${id}/invoice.pdf`)
  assert.equal(pdf.headers['content-type'], 'application/pdf')
  assert.equal(pdf.body.subarray(0, 5).toString(), '%PDF-')
  assert.ok(pdf.body.equals(same.body), 'the same invoice is the same bytes')
  assert.ok(!pdf.body.equals(english.body))
})

test('without the stage’s legal identity an invoice says so', async (t) => {
  const { http, request, payments } = await served(t)
  const { id } = await request(aPayment('a'))
  await payments.confirm(operator, id, 'BCA 1')
  http.as(budi)
  const { invoice } = paymentRoutes.readInvoice.reply.parse(
    (await http.call('GET', `/v1/payments/${id}/invoice`)).body,
  )
  assert.equal(invoice.seller.complete, false)
  assert.equal(invoice.vat, null)
})

test('invoice numbers have no gap and begin anew with the stage’s year', async (t) => {
  const { request, payments, clock } = await served(t)
  const pay = async (name: string) => {
    const { id } = await request(aPayment(name))
    return (await payments.confirm(operator, id, `BCA ${name}`)).invoice
  }
  const many = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(pay))
  assert.deepEqual(
    many.toSorted(),
    [1, 2, 3, 4, 5, 6].map((n) => `INV/2026/00000${n}`),
  )
  clock.set('2026-12-31T16:59:59Z')
  assert.equal(await pay('g'), 'INV/2026/000007')
  clock.set('2026-12-31T17:00:00Z')
  assert.equal(await pay('h'), 'INV/2027/000001', 'midnight in Jakarta')
})
