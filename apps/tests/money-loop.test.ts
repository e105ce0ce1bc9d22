/** A fan's rupiah, all the way: paid through a gateway, given as coins, a tip and a subscription, kept on hold, taxed, paid
 *  out by two operators and a bank, told in a statement that a stranger's program finds right. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyStatement } from '../../verifier/verify.ts'
import type { Client, House } from '../testing/house.ts'
import { openHouse } from '../testing/house.ts'

const day = 86_400_000

/** Asks, and takes nothing but success for an answer. */
async function ask<Body>(client: Client, method: string, path: string, body?: unknown): Promise<Body> {
  const answer = await client.call<Body & { error?: { code: string; message: string } }>(method, path, body)
  assert.ok(
    answer.status < 300,
    `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 400)}`,
  )
  return answer.body
}

interface Priced {
  readonly methods: { id: string; provider: string; kind: string }[]
}

/** Pays as the demo does, and lets the gateway's notice be worked on. */
async function pays(house: House, client: Client, paymentId: string): Promise<void> {
  const { payment } = await ask<{ payment: { state: string } }>(client, 'GET', `/v1/payments/${paymentId}`)
  assert.equal(payment.state, 'waiting')
  await ask(client, 'POST', `/v1/payments/${paymentId}/pretend`)
  await house.stage.jobs.drain()
  const after = await ask<{ payment: { state: string } }>(client, 'GET', `/v1/payments/${paymentId}`)
  assert.equal(after.payment.state, 'paid')
}

async function passes(house: House): Promise<void> {
  const { checks } = await house.stage.admin.audit()
  assert.deepEqual(
    checks.filter((check) => !check.ok),
    [],
  )
}

test('what fans give reaches the bank, taxed and proven', { timeout: 240_000 }, async (t) => {
  const house = await openHouse(t, {
    at: '2026-08-17T03:00:00Z',
    fakeGateway: true,
    env: {
      PANGGUNG_DEMO: '1',
      PANGGUNG_PAYOUTS_WITHHOLDER_NAME: 'Panggung Uji',
      PANGGUNG_PAYOUTS_WITHHOLDER_TAX_ID: '0123456789012345',
    },
  })
  const { stage, clock } = house
  await stage.playback.makeDaysAhead()
  const creator = await house.person('sari.senja')
  const fan = await house.person('budi')
  const [maker, checker] = [
    await house.person('penjaga', 'operator'),
    await house.person('pengawas', 'operator'),
  ]
  const clip = await house.posts(creator, { caption: 'Senja #senja' })
  const { methods } = await ask<Priced>(fan, 'GET', '/v1/payment-methods')
  const method = methods.find((one) => one.kind === 'qris')?.id
  assert.ok(method, 'the pretended gateway offers QRIS')

  // Coins, a gift on a clip, a tip, a month's subscription.
  const { purchase } = await ask<{ purchase: { paymentId: string } }>(fan, 'POST', '/v1/coins/purchases', {
    purchaseId: '019aaaaa-0000-7000-8000-0000000000c1',
    packageId: 'koin-1000',
    method,
    birthYear: 1998,
  })
  await pays(house, fan, purchase.paymentId)
  const gift = { giftId: '019aaaaa-0000-7000-8000-0000000000d1', item: 'mawar', count: 20, videoId: clip.id }
  for (const _ of ['once', 'and again']) await ask(fan, 'POST', '/v1/gifts', gift)
  const { coins } = await ask<{ coins?: string; balance?: string }>(fan, 'GET', '/v1/coins').then(
    (wallet) => ({
      coins: JSON.stringify(wallet),
    }),
  )
  assert.match(coins, /"900"/, 'a gift that is sent twice is one gift')
  const { tip } = await ask<{ tip: { paymentId: string } }>(fan, 'POST', '/v1/tips', {
    tipId: '019aaaaa-0000-7000-8000-0000000000d2',
    handle: 'sari.senja',
    amountIdr: '100000',
    method,
  })
  await pays(house, fan, tip.paymentId)
  await ask(creator, 'PUT', '/v1/me/plan', { priceIdr: '50000', perks: 'Klip di balik layar', on: true })
  const subscribed = await ask<{ charge: { paymentId: string } }>(fan, 'POST', '/v1/subscriptions', {
    subscriptionId: '019aaaaa-0000-7000-8000-0000000000e1',
    handle: 'sari.senja',
    method,
  })
  await pays(house, fan, subscribed.charge.paymentId)
  await passes(house)

  // Nothing can be taken while it is on hold.
  const id = creator.account?.id
  assert.ok(id)
  const held = await stage.earnings.balances(id)
  assert.ok(held.pendingIdr > 100_000n)
  assert.equal(held.availableIdr, 0n)
  clock.advance(8 * day)
  await stage.earnings.releaseDue()
  const free = await stage.earnings.balances(id)
  assert.deepEqual([free.pendingIdr, free.availableIdr], [0n, held.pendingIdr])

  // Who is paid, and where to.
  await ask(creator, 'PUT', '/v1/me/payee', {
    form: 'individual',
    country: 'ID',
    name: 'Sari Senja',
    birthDate: '2001-05-17',
    nationalId: '3174015705010001',
  })
  await ask(creator, 'POST', '/v1/me/bank-accounts', {
    bankCode: 'CENAIDJA',
    accountNumber: '1234567890',
    holderName: 'SARI SENJA',
  })
  clock.advance(3 * day)
  const asked = { requestId: '0199f0a2-7c11-7c00-8000-0000000000a1' }
  interface Paid {
    payout: { id: string; state: string; grossIdr: string; netIdr: string; taxIdr: string }
  }
  const first = await ask<Paid>(creator, 'POST', '/v1/me/payouts', asked)
  const again = await ask<Paid>(creator, 'POST', '/v1/me/payouts', asked)
  assert.equal(again.payout.id, first.payout.id, 'asking twice is asking once')
  assert.equal(BigInt(first.payout.grossIdr), free.availableIdr)
  assert.ok(BigInt(first.payout.taxIdr) > 0n)

  // One operator gathers, the other approves; nobody approves what they made.
  const { batch } = await ask<{ batch: { id: string; sumIdr?: string } }>(
    maker,
    'POST',
    '/v1/admin/payouts/batches',
    {
      requestId: '0199f0a2-7c11-7c00-8000-0000000000b1',
    },
  )
  const sum = { ctrlSumIdr: first.payout.netIdr }
  const own = await maker.call('POST', `/v1/admin/payouts/batches/${batch.id}/approve`, sum)
  assert.equal(own.body.error.code, 'same_person')
  await ask(checker, 'POST', `/v1/admin/payouts/batches/${batch.id}/approve`, sum)
  const file = await maker.call('GET', `/v1/admin/payouts/batches/${batch.id}/file?format=pain001`)
  assert.match(file.raw.toString(), new RegExp(`<CtrlSum>${first.payout.netIdr}(\\.00)?</CtrlSum>`))
  await ask(maker, 'POST', `/v1/admin/payouts/batches/${batch.id}/sent`, { format: 'pain001' })
  await ask(maker, 'POST', `/v1/admin/payouts/${first.payout.id}/settle`, {
    bankReference: 'BIFAST 20260828 0001',
  })
  await passes(house)
  const { payouts } = await ask<{ payouts: { state: string }[] }>(creator, 'GET', '/v1/me/payouts')
  assert.deepEqual(
    payouts.map((one) => one.state),
    ['paid'],
  )

  // The period says all of it, and a stranger's program agrees.
  clock.set('2026-09-07T03:00:00Z')
  await stage.playback.makeDaysAhead()
  await stage.admin.close()
  await passes(house)
  const { statements } = await ask<{ statements: { period: string }[] }>(creator, 'GET', '/v1/me/statements')
  assert.ok(statements.length > 0, 'income without ads has a statement too')
  let told = ''
  const earlier: string[] = []
  for (const { period } of statements.toReversed()) {
    const statement = await ask(creator, 'GET', `/v1/me/statements/${period}`)
    const text = JSON.stringify(statement)
    const report = await verifyStatement(text, { previous: earlier })
    assert.deepEqual([report.failure, report.ok], [undefined, true])
    assert.doesNotMatch(text, new RegExp(fan.account?.id ?? 'nobody'), 'who gave is nobody’s business')
    told += text
    earlier.push(text)
  }
  for (const kind of ['gift', 'tip', 'subscription', 'tax', 'payout'])
    assert.match(told, new RegExp(`"kind":"${kind}"`), `${kind} is in a statement`)
})
