import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { fakeClock, seededIds, silentLog } from '../../platform/testing/index.ts'
import { callProvider } from './call-provider.ts'
import { paymentsConfig } from './config.ts'
import { createFakeGateway } from './fake-gateway.ts'
import { fakeServer } from './fake-server.ts'
import type { PaymentsConfig, PaymentsDeps } from './index.ts'
import { midtransSignature } from './midtrans.ts'
import { ProviderAway } from './provider.ts'
import { configuredProviders } from './providers.ts'

const key = 'SB-Mid-server-abcdefghijklmnopqrstuv'

const depsWith = (config: Partial<PaymentsConfig>, fake?: PaymentsDeps['fake']) => ({
  config: paymentsConfig.defaults(config),
  fake,
})
const providersOf = (config: Partial<PaymentsConfig>, fake?: PaymentsDeps['fake']) => {
  const clock = fakeClock('2026-11-23T05:00:00Z')
  const unused = () => assert.fail('nothing is called')
  return configuredProviders({
    ...depsWith(config, fake),
    clock,
    ids: seededIds('providers', clock),
    log: silentLog,
    // Only configuration is looked at here.
    db: Object.create(null),
    jobs: { send: unused },
    ledger: { openAccounts: unused, submitIn: unused, balances: unused },
    identity: { findMany: unused },
  }).map((one) => one.id)
}

test('providers are off until they have keys', () => {
  assert.deepEqual(providersOf({}), [])
  assert.deepEqual(providersOf({ MIDTRANS_SERVER_KEY: key }), ['midtrans'])
  assert.deepEqual(providersOf({ XENDIT_SECRET_KEY: key, XENDIT_CALLBACK_TOKEN: key }), ['xendit'])
  assert.throws(() => providersOf({ XENDIT_SECRET_KEY: key }), /CALLBACK_TOKEN/)
})

test('I3: the fake gateway is refused on a stage that could be a real one', () => {
  const fake = createFakeGateway()
  assert.deepEqual(providersOf({}, fake), ['midtrans', 'xendit'])
  assert.deepEqual(providersOf({ DEMO: '1', PUBLIC_URL: 'https://panggung.example' }, fake), [
    'midtrans',
    'xendit',
  ])
  assert.throws(() => providersOf({ MIDTRANS_SERVER_KEY: key }, fake), /real provider/)
  assert.throws(
    () => providersOf({ FAKE_GATEWAY: true, XENDIT_SECRET_KEY: key, XENDIT_CALLBACK_TOKEN: key }),
    /real/,
  )
  assert.throws(() => providersOf({ DEMO: '0' }, fake), /no demo/)
  assert.throws(() => providersOf({ PUBLIC_URL: 'https://panggung.example' }, fake), /public stage/)
  assert.throws(() => providersOf({ FAKE_GATEWAY: true }), /was not given/)
})

test('the Midtrans signature is SHA-512 over the texts as they stand', () => {
  const notice = { order_id: 'Postman-1578568851', status_code: '200', gross_amount: '10000.00' }
  const expected = createHash('sha512').update(`Postman-157856885120010000.00${key}`).digest('hex')
  assert.equal(midtransSignature(notice, key), expected)
  assert.notEqual(midtransSignature({ ...notice, gross_amount: '10000' }, key), expected)
})

test('over a real socket: an answer, a refusal, silence and a closed door', async (t) => {
  const gateway = createFakeGateway()
  const server = fakeServer(gateway).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  const url = `http://127.0.0.1:${address.port}`
  const authorization = `Basic ${Buffer.from(`${gateway.keys.midtrans}:`).toString('base64')}`
  const call = (path: string, timeoutMs = 2_000) =>
    callProvider({ fetch, timeoutMs }, { method: 'GET', url: url + path, headers: { authorization } })
  gateway.recall({ provider: 'midtrans', reference: 'a', channel: 'qris', amountIdr: 5n })
  const { body } = await call('/v2/a/status')
  assert.match(JSON.stringify(body), /"gross_amount":"5.00"/)
  assert.match(JSON.stringify((await call('/v2/b/status')).body), /404/)
  server.removeAllListeners('request')
  await assert.rejects(call('/v2/a/status', 100), ProviderAway)
  server.closeAllConnections()
  server.close()
  await assert.rejects(call('/v2/a/status'), ProviderAway)
})
