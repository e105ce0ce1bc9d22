import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testHttp } from '../../../platform/testing/index.ts'
import { payFor } from '../../payments/testing.ts'
import { mountSubscriptions } from '../index.ts'
import { subscriptionNamed, subscriptionStage } from '../testing.ts'

interface Shown {
  id: string
  state: string
  cancelled: boolean
  creator: { handle: string } | null
  refundableIdr: string | null
  nextPriceIdr: string | null
}
interface Answer {
  error?: { code: string }
  plan?: { priceIdr: string; creatorIdr: string; subscribers: number; share: { num: number } } | null
  limits?: { priceMinIdr: string }
  quotes?: { method: string; totalIdr: string }[]
  mine?: Shown | null
  subscription?: Shown
  subscriptions?: Shown[]
  charge?: { paymentId: string; quote: { amountIdr: string } }
  charges?: unknown[]
  counts?: object
  subscribers?: { account: { handle: string } | null; months: number }[]
  amountIdr?: string
}

test('a plan, a subscription from asking to refund, and the creator’s list over HTTP', async (t) => {
  const stage = await subscriptionStage(t)
  const http = await testHttp(t, stage.clock)
  mountSubscriptions(http, stage.subscriptions)
  const [sari, budi] = [stage.people.add('sari'), stage.people.add('budi')]
  const as = (id: string | null) =>
    http.as({ account: id === null ? null : { id, handle: 'x', roles: new Set() } })
  const call = (method: string, path: string, body?: unknown) => http.call<Answer>(method, path, body)
  const offer = { priceIdr: '20000', perks: 'Di balik layar', on: true }
  const asking = { subscriptionId: subscriptionNamed('http'), handle: 'sari', method: 'bank-transfer' }
  const path = `/v1/subscriptions/${asking.subscriptionId}`

  as(sari)
  assert.equal((await call('GET', '/v1/me/plan')).body.plan, null)
  assert.equal(
    (await call('PUT', '/v1/me/plan', { ...offer, priceIdr: '1' })).body.error?.code,
    'plan_price_out_of_range',
  )
  assert.equal((await call('PUT', '/v1/me/plan', offer)).body.plan?.creatorIdr, '18000')

  as(null)
  const shown = await call('GET', '/v1/profiles/sari/plan')
  assert.deepEqual([shown.body.plan?.share.num, shown.body.mine], [90, null])
  assert.ok(shown.body.quotes?.some((one) => one.method === 'midtrans.qris'))
  assert.equal((await call('GET', '/v1/profiles/nobody/plan')).body.error?.code, 'profile_not_found')
  assert.equal((await call('POST', '/v1/subscriptions', asking)).body.error?.code, 'login_required')

  as(budi)
  const asked = await call('POST', '/v1/subscriptions', asking)
  assert.equal(asked.status, 201)
  assert.equal(asked.body.charge?.quote.amountIdr, '20000')
  assert.equal(
    (await call('POST', `${path}/renew`, { method: 'bank-transfer' })).body.error?.code,
    'subscription_not_paid',
  )
  await payFor(stage.desk, asked.body.charge?.paymentId ?? '')
  assert.deepEqual(
    await call('GET', '/v1/profiles/sari/plan').then(({ body }) => [
      body.mine?.state,
      body.plan?.subscribers,
    ]),
    ['active', 1],
  )
  assert.equal((await call('GET', path)).body.charges?.length, 1)
  assert.equal((await call('POST', `${path}/cancel`)).body.subscription?.cancelled, true)
  assert.equal((await call('POST', `${path}/resume`)).body.subscription?.nextPriceIdr, '20000')
  assert.deepEqual(
    (await call('GET', '/v1/me/subscriptions')).body.subscriptions?.map((one) => one.creator?.handle),
    ['sari'],
  )

  as(sari)
  for (const [method, at] of [
    ['GET', path],
    ['POST', `${path}/cancel`],
    ['POST', `${path}/resume`],
    ['POST', `${path}/refund`],
  ] as const)
    assert.equal((await call(method, at)).body.error?.code, 'not_found')
  assert.equal(
    (await call('POST', `${path}/renew`, { method: 'bank-transfer' })).body.error?.code,
    'not_found',
  )
  const mine = await call('GET', '/v1/me/subscribers')
  assert.deepEqual(mine.body.counts, { active: 1, grace: 0, ending: 0 })
  assert.deepEqual(
    mine.body.subscribers?.map((one) => [one.account?.handle, one.months]),
    [['budi', 1]],
  )

  as(budi)
  const back = await call('POST', `${path}/refund`)
  assert.equal(back.status, 200)
  assert.ok(BigInt(back.body.amountIdr ?? '0') > 20_000n)
  assert.equal(back.body.subscription?.state, 'ended')
})
