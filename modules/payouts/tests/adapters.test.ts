/** The adapters against servers that answer as the providers' documents say, spoken to through `fetch`. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { indonesianBanks } from '../banks.ts'
import type { PayoutOrder } from '../index.ts'
import { irisProvider } from '../providers/midtrans-iris.ts'
import { xenditProvider } from '../providers/xendit.ts'

const banks = new Map(indonesianBanks.map((one) => [one.code, one]))
const order: PayoutOrder = {
  id: '0199f0a2-7c11-7c00-8000-0000000000a1',
  amountIdr: 6_825_000n,
  bankCode: 'CENAIDJA',
  accountNumber: '1234567890',
  holderName: 'Sari Senja',
  description: 'Panggung 0199f0a2',
  providerRef: null,
}

interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: string
}
type Answer = { status?: number; body: unknown } | { raw: string } | 'lost' | 'slow'

/** A server in place of the network. */
function server(answer: (asked: Asked) => Answer) {
  const calls: Asked[] = []
  const stand: typeof fetch = async (input, init) => {
    const url = new URL(String(input))
    const asked = {
      method: init?.method ?? 'GET',
      path: url.pathname + url.search,
      headers: new Headers(init?.headers),
      body: String(init?.body ?? ''),
    }
    calls.push(asked)
    assert.equal(init?.redirect, 'error', 'an order follows no redirect')
    const given = answer(asked)
    if (given === 'lost') throw new TypeError('fetch failed')
    if (given === 'slow')
      return new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('The operation was aborted')))
      })
    if ('raw' in given) return new Response(given.raw)
    return new Response(JSON.stringify(given.body), { status: given.status ?? 200 })
  }
  return { calls, fetch: stand }
}

const xendit = (answer: (asked: Asked) => Answer) => {
  const { calls, fetch } = server(answer)
  const provider = xenditProvider({
    fetch,
    timeoutMs: 5,
    url: 'https://api.xendit.test',
    key: 'xnd_test',
    callbackToken: 'the token',
    banks,
  })
  return {
    calls,
    send: (one = order) => provider.send?.(one),
    fetchStatus: (one = order) => provider.fetchStatus?.(one),
    readWebhook: provider.readWebhook,
  }
}
const held = (status: string, more: object = {}) => ({
  id: 'disb-1',
  reference_id: order.id,
  amount: 6825000,
  currency: 'IDR',
  channel_code: 'ID_BCA',
  status,
  ...more,
})

test('Xendit: the order as its document says, with the payout as idempotency key', async () => {
  const { calls, send } = xendit(() => ({ body: held('ACCEPTED') }))
  assert.deepEqual(await send(), { state: 'accepted', providerRef: 'disb-1' })
  const [call] = calls
  assert.ok(call)
  assert.deepEqual([call.method, call.path], ['POST', '/v2/payouts'])
  assert.equal(call.headers.get('idempotency-key'), order.id)
  assert.equal(call.headers.get('authorization'), `Basic ${Buffer.from('xnd_test:').toString('base64')}`)
  assert.deepEqual(JSON.parse(call.body), {
    reference_id: order.id,
    channel_code: 'ID_BCA',
    channel_properties: { account_number: '1234567890', account_holder_name: 'Sari Senja' },
    amount: 6825000,
    description: 'Panggung 0199f0a2',
    currency: 'IDR',
  })
})

test('Xendit: amounts above 2^53 go out and are compared digit by digit', async () => {
  const huge = { ...order, amountIdr: 2n ** 53n + 1n }
  const answer = (amount: string) => ({
    raw: JSON.stringify(held('ACCEPTED')).replace('6825000', amount),
  })
  const right = xendit(() => answer('9007199254740993'))
  assert.deepEqual(await right.send(huge), { state: 'accepted', providerRef: 'disb-1' })
  assert.ok(right.calls[0]?.body.includes('"amount":9007199254740993'))
  const wrong = xendit(() => answer('9007199254740992'))
  assert.equal((await wrong.send(huge))?.state, 'contradiction')
})

test('Xendit: every state of the document becomes one of ours', async () => {
  const ref = { ...order, providerRef: 'disb-1' }
  for (const [status, more, expected] of [
    ['ACCEPTED', {}, 'accepted'],
    ['REQUESTED', {}, 'accepted'],
    ['PENDING_COMPLIANCE_ASSESSMENT', {}, 'accepted'],
    ['SOMETHING_NEW', {}, 'accepted'],
    ['SUCCEEDED', { connector_reference: 'BIFAST 7' }, 'paid BIFAST 7'],
    ['SUCCEEDED', {}, 'paid disb-1'],
    ['FAILED', { failure_code: 'INVALID_DESTINATION' }, 'failed account_not_found'],
    ['FAILED', { failure_code: 'TEMPORARY_TRANSFER_ERROR' }, 'failed bank_refused'],
    ['CANCELLED', {}, 'failed bank_refused'],
    ['REVERSED', {}, 'returned account_closed'],
    ['SUCCEEDED', { amount: 6825001 }, 'contradiction'],
    ['SUCCEEDED', { amount: 6825000.5 }, 'contradiction'],
    ['SUCCEEDED', { currency: 'USD' }, 'contradiction'],
    ['SUCCEEDED', { reference_id: 'another' }, 'contradiction'],
  ] as const) {
    const { calls, fetchStatus } = xendit(() => ({ body: held(status, more) }))
    const got = await fetchStatus(ref)
    const said =
      got?.state === 'paid'
        ? `paid ${got.reference}`
        : got?.state === 'failed' || got?.state === 'returned'
          ? `${got.state} ${got.code}`
          : got?.state
    assert.equal(said, expected, status)
    assert.equal(calls[0]?.path, '/v2/payouts/disb-1')
  }
})

test('Xendit: what nobody knows is unknown, what it never heard of is missing, what it refuses is failed', async () => {
  for (const answer of [
    'lost',
    'slow',
    { raw: '<html>' },
    { status: 500, body: { error_code: 'SERVER_ERROR' } },
    { status: 429, body: { error_code: 'RATE_LIMIT_EXCEEDED' } },
    { status: 400, body: { error_code: 'INSUFFICIENT_BALANCE' } },
    { status: 403, body: { error_code: 'REQUEST_FORBIDDEN_ERROR' } },
    { status: 409, body: { error_code: 'DUPLICATE_ERROR' } },
    { status: 400, body: {} },
  ] as const)
    assert.equal((await xendit(() => answer).send())?.state, 'unknown', JSON.stringify(answer))
  const refused = await xendit(() => ({ status: 400, body: { error_code: 'API_VALIDATION_ERROR' } })).send()
  assert.equal(refused?.state, 'failed')
  assert.equal((await xendit(() => ({ body: { data: [] } })).fetchStatus())?.state, 'missing')
  assert.equal((await xendit(() => 'lost').fetchStatus())?.state, 'unknown')
  const found = xendit(() => ({ body: { data: [held('SUCCEEDED')] } }))
  assert.equal((await found.fetchStatus())?.state, 'paid')
  assert.equal(found.calls[0]?.path, `/v2/payouts?reference_id=${order.id}`)
  const twice = xendit(() => ({ body: { data: [held('SUCCEEDED'), held('ACCEPTED')] } }))
  assert.equal((await twice.fetchStatus())?.state, 'contradiction')
})

test('Xendit: a notice needs the token; its claim of success is not believed, only its name', () => {
  const { readWebhook } = xendit(() => 'lost')
  const body = Buffer.from(JSON.stringify({ event: 'payout.succeeded', data: held('SUCCEEDED') }))
  assert.deepEqual(readWebhook?.({ 'x-callback-token': 'the token', 'webhook-id': 'w1' }, body), {
    ok: true,
    eventId: 'w1',
    payoutId: order.id,
    providerRef: 'disb-1',
  })
  for (const headers of [{}, { 'x-callback-token': 'The token' }, { 'x-callback-token': ['the token'] }])
    assert.equal(readWebhook?.(headers, body).ok, false)
  assert.equal(readWebhook?.({ 'x-callback-token': 'the token' }, Buffer.from('{')).ok, false)
})

const iris = (answer: (asked: Asked) => Answer) => {
  const { calls, fetch } = server(answer)
  const provider = irisProvider({
    fetch,
    timeoutMs: 5,
    url: 'https://app.midtrans.test/iris',
    creatorKey: 'creator',
    approverKey: 'approver',
    merchantKey: 'merchant',
    banks,
  })
  return {
    calls,
    send: (one = order) => provider.send?.(one),
    fetchStatus: (one = order) => provider.fetchStatus?.(one),
    readWebhook: provider.readWebhook,
  }
}
const details = (status: string, more: object = {}) => ({
  amount: '6825000.00',
  beneficiary_name: 'Sari Senja',
  beneficiary_account: '1234567890',
  bank: 'bca',
  reference_no: 'ref-1',
  status,
  ...more,
})

test('Iris: the creator’s key asks, the approver’s key approves, the payout is the idempotency key', async () => {
  const { calls, send } = iris(({ path }) =>
    path.endsWith('/approve')
      ? { body: { status: 'ok' } }
      : { status: 201, body: { payouts: [{ status: 'queued', reference_no: 'ref-1' }] } },
  )
  assert.deepEqual(await send(), { state: 'accepted', providerRef: 'ref-1' })
  const [created, approved] = calls
  assert.ok(created && approved)
  assert.equal(created.path, '/iris/api/v1/payouts')
  assert.equal(created.headers.get('x-idempotency-key'), order.id)
  assert.equal(created.headers.get('authorization'), `Basic ${Buffer.from('creator:').toString('base64')}`)
  assert.deepEqual(JSON.parse(created.body).payouts[0].amount, '6825000.00')
  assert.equal(approved.path, '/iris/api/v1/payouts/approve')
  assert.equal(approved.headers.get('authorization'), `Basic ${Buffer.from('approver:').toString('base64')}`)
  assert.deepEqual(JSON.parse(approved.body), { reference_nos: ['ref-1'] })
})

test('Iris: every state becomes one of ours; what waits is approved again', async () => {
  const ref = { ...order, providerRef: 'ref-1' }
  for (const [status, more, expected] of [
    ['processed', {}, 'accepted'],
    ['completed', {}, 'paid'],
    ['failed', { error_code: '003', error_message: 'account closed' }, 'failed'],
    ['rejected', {}, 'failed'],
    ['completed', { amount: '6825000.50' }, 'contradiction'],
    ['completed', { beneficiary_account: '9' }, 'contradiction'],
    ['completed', { reference_no: 'ref-2' }, 'contradiction'],
  ] as const) {
    const { fetchStatus } = iris(() => ({ body: details(status, more) }))
    assert.equal((await fetchStatus(ref))?.state, expected, status)
  }
  const queued = iris(() => ({ body: details('queued') }))
  assert.equal((await queued.fetchStatus(ref))?.state, 'accepted')
  assert.ok(queued.calls[1]?.path.endsWith('/approve'))
  assert.equal((await iris(() => 'slow').send())?.state, 'unknown')
  assert.equal((await iris(() => ({ status: 500, body: {} })).send())?.state, 'unknown')
  assert.equal((await iris(() => ({ status: 401, body: { errors: 'x' } })).send())?.state, 'unknown')
  assert.equal((await iris(() => ({ status: 400, body: { errors: ['account'] } })).send())?.state, 'failed')
  assert.equal((await iris(() => 'lost').fetchStatus())?.state, 'missing')
})

test('Iris: a notice is signed over its bytes with the merchant key', () => {
  const { readWebhook } = iris(() => 'lost')
  const body = Buffer.from(
    '{"reference_no":"ref-1","amount":"6825000.0","status":"completed","updated_at":"x"}',
  )
  const signature = createHash('sha512').update(`${body.toString()}merchant`).digest('hex')
  const verified = readWebhook?.({ 'iris-signature': signature }, body)
  assert.deepEqual(verified, { ok: true, eventId: 'ref-1 completed x', payoutId: null, providerRef: 'ref-1' })
  assert.equal(
    readWebhook?.({ 'iris-signature': signature }, Buffer.concat([body, Buffer.from(' ')])).ok,
    false,
  )
  assert.equal(readWebhook?.({}, body).ok, false)
})
