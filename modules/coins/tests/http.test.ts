import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testHttp } from '../../../platform/testing/index.ts'
import { mountCoins } from '../index.ts'
import { coinStage, named, operator } from '../testing.ts'

interface Answer {
  error?: { code: string }
  wallet?: { coins: string; worthIdr: string; limits: { heldLeftIdr: string } } | null
  packages?: { id: string; faceIdr: string; quotes: { method: string; totalIdr: string }[] }[]
  purchase?: { id: string; paymentId: string; state: string; quote: { totalIdr: string } }
  purchases?: { id: string; refundableCoins: string }[]
  entries?: { kind: string; coins: string }[]
  nextCursor?: string | null
  refund?: { coins: string; amountIdr: string }
  heldCoins?: string
  floatIdr?: string
  faults?: unknown[]
}

test('the shop, a purchase, the history, a refund and the operator’s figures over HTTP', async (t) => {
  const stage = await coinStage(t)
  const http = await testHttp(t, stage.clock)
  mountCoins(http, stage.coins)
  const sari = stage.people.add('sari')
  const as = (id: string | null, roles: string[] = []) =>
    http.as({ account: id === null ? null : { id, handle: 'x', roles: new Set(roles) } })

  as(null)
  const shop = await http.call<Answer>('GET', '/v1/coins')
  assert.equal(shop.body.wallet, null)
  assert.deepEqual(
    shop.body.packages
      ?.find((one) => one.id === 'koin-100')
      ?.quotes.map((one) => one.method)
      .includes('bank-transfer'),
    true,
  )
  const order = { purchaseId: named('http'), packageId: 'koin-100', method: 'bank-transfer', birthYear: 1998 }
  assert.equal(
    (await http.call<Answer>('POST', '/v1/coins/purchases', order)).body.error?.code,
    'login_required',
  )
  assert.equal((await http.call<Answer>('GET', '/v1/admin/coins')).body.error?.code, 'login_required')

  as(sari)
  assert.equal(
    (await http.call<Answer>('POST', '/v1/coins/purchases', { ...order, method: 'seashells' })).body.error
      ?.code,
    'method_not_found',
  )
  assert.equal(
    (await http.call<Answer>('POST', '/v1/coins/purchases', { ...order, packageId: 'koin-1' })).body.error
      ?.code,
    'package_not_found',
  )
  const bought = await http.call<Answer>('POST', '/v1/coins/purchases', order)
  assert.equal(bought.status, 201)
  await stage.payments.confirm(operator, bought.body.purchase?.paymentId ?? '', 'BCA 1')
  await stage.buys(sari, 'koin-50', 'second')
  assert.equal((await http.call<Answer>('GET', '/v1/coins')).body.wallet?.coins, '150')
  const first = await http.call<Answer>('GET', '/v1/coins/purchases?limit=1')
  assert.equal(first.body.purchases?.length, 1)
  const rest = await http.call<Answer>('GET', `/v1/coins/purchases?limit=1&cursor=${first.body.nextCursor}`)
  assert.equal(rest.body.nextCursor, null)
  assert.equal(
    (await http.call<Answer>('GET', '/v1/coins/purchases?cursor=x')).body.error?.code,
    'cursor_unknown',
  )
  const refund = await http.call<Answer>('POST', '/v1/coins/refunds', {
    refundId: named('refund'),
    purchaseId: order.purchaseId,
    coins: '40',
  })
  assert.equal(refund.status, 201)
  assert.equal(refund.body.refund?.coins, '40')
  const history = await http.call<Answer>('GET', '/v1/me/coin-history')
  assert.deepEqual(history.body.entries?.map((one) => `${one.kind} ${one.coins}`).toSorted(), [
    'bought 100',
    'bought 50',
    'returned -40',
  ])
  assert.equal((await http.call<Answer>('GET', '/v1/admin/coins')).body.error?.code, 'not_allowed')

  as(operator, ['operator'])
  const figures = await http.call<Answer>('GET', '/v1/admin/coins')
  assert.deepEqual([figures.body.heldCoins, figures.body.floatIdr, figures.body.faults], ['110', '11000', []])
  assert.equal(
    (await http.call<Answer>('POST', '/v1/admin/coin-debts/settle', { accountId: sari, note: 'tidak ada' }))
      .body.error?.code,
    'holder_not_found',
  )
})
