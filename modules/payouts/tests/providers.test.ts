import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import type { PayoutProvider } from '../index.ts'
import { aPayee, hasAvailable, maker, requestNamed, sentBatch } from '../testing.ts'
import { stage } from './stage.ts'

const config = { PROVIDER: 'fake' as const, POLL_SECONDS: 60, ON_DEMAND_DAYS: 0 }
const minute = 61_000

async function approved(s: Awaited<ReturnType<typeof stage>>, name = 'sari') {
  const account = await aPayee(s.payouts, name)
  await hasAvailable(s, s.clock, name, 200_000n)
  const { id, netIdr } = await s.payouts.request(account, requestNamed(name))
  const batch = await s.payouts.makeBatch(maker, requestNamed(`b ${name}`))
  await s.payouts.approveBatch(requestNamed('checker'), batch.id, batch.ctrlSumIdr)
  const state = async () => (await s.payouts.payoutsOf(account)).find((one) => one.id === id)?.state
  return { account, id, netIdr, state }
}

test('provider answers: sent, paid by its word, asked for once', async (t) => {
  const s = await stage(t, config)
  const { id, netIdr, state } = await approved(s)
  assert.equal(await s.payouts.sendDue(), 1)
  assert.equal(await s.payouts.sendDue(), 0)
  assert.equal(await state(), 'sent')
  assert.deepEqual(s.fake.orders.get(id)?.amountIdr, netIdr)
  s.clock.advance(minute)
  assert.equal(await s.payouts.pollDue(), 0)
  s.fake.pay(id)
  s.clock.advance(2 * minute)
  assert.equal(await s.payouts.pollDue(), 1)
  assert.equal(await state(), 'paid')
  assert.deepEqual([s.fake.orders.get(id)?.asked, s.fake.orders.get(id)?.paid], [1, 1])
  assert.deepEqual(await s.clearing('fake'), { posted: 0n, pendingIn: 0n, pendingOut: 0n })
  assert.equal((await s.payouts.listBatches())[0]?.state, 'done')
  await s.sound()
})

test('provider down: the money stays reserved, and the same order goes out when it is back (I4)', async (t) => {
  const s = await stage(t, config)
  const { id, state } = await approved(s)
  s.fake.behave('down')
  await s.payouts.sendDue()
  for (let tries = 0; tries < 3; tries++) {
    s.clock.advance(4 * minute)
    await s.payouts.pollDue()
  }
  assert.equal(await state(), 'sent')
  assert.equal(s.fake.orders.size, 0)
  await s.sound()
  s.fake.behave('well')
  s.clock.advance(5 * minute)
  await s.payouts.pollDue()
  assert.equal(s.fake.orders.get(id)?.asked, 1)
  s.fake.pay(id)
  s.clock.advance(10 * minute)
  await s.payouts.pollDue()
  assert.equal(await state(), 'paid')
  await s.sound()
})

test('provider answers after the timeout: what arrived is found, and not sent again (I4)', async (t) => {
  const s = await stage(t, config)
  const { id, state } = await approved(s)
  s.fake.behave('answers late')
  await s.payouts.sendDue()
  assert.equal(await state(), 'sent')
  s.fake.pay(id)
  s.clock.advance(2 * minute)
  await s.payouts.pollDue()
  assert.equal(await state(), 'paid')
  assert.deepEqual([s.fake.orders.get(id)?.asked, s.fake.orders.get(id)?.paid], [1, 1])
  await s.sound()
})

test('nodes that send and ask at once, and answers that come twice: one payment, one posting (I5)', async (t) => {
  const s = await stage(t, config)
  const { id, state } = await approved(s)
  const node = s.again()
  const sent = await Promise.all([s.payouts.sendDue(), node.sendDue(), s.payouts.sendDue()])
  assert.equal(
    sent.reduce((sum, one) => sum + one, 0),
    1,
  )
  s.fake.pay(id)
  s.clock.advance(2 * minute)
  const notice = s.fake.notice(id, 'event 1')
  const other = s.fake.notice(id, 'event 2')
  await Promise.all([
    s.payouts.pollDue(),
    node.pollDue(),
    s.payouts.receiveWebhook('fake', notice.headers, notice.body),
    node.receiveWebhook('fake', notice.headers, notice.body),
    node.receiveWebhook('fake', other.headers, other.body),
  ])
  assert.equal(await state(), 'paid')
  assert.equal(s.fake.orders.get(id)?.paid, 1)
  const [kept] = await s.db.all(sql<{ count: number }>`select count(*)::int as count from payouts.notice`)
  assert.equal(kept?.count, 2, 'each notice is kept once')
  await s.sound()
})

test('a node that looked before another one sent does not send again (I4)', async (t) => {
  const s = await stage(t, config)
  const found = [await approved(s, 'sari'), await approved(s, 'budi')]
  const asked: string[] = []
  const hasty: PayoutProvider = {
    id: 'fake',
    kind: 'api',
    async send({ id }) {
      asked.push(id)
      // While the first one is on its way, another node takes all that is left.
      if (asked.length === 1) await other.sendDue()
      return { state: 'accepted', providerRef: `ref ${id}` }
    },
    fetchStatus: async () => ({ state: 'unknown', why: 'nobody asks' }),
  }
  const other = s.again({ providers: [hasty] })
  assert.equal(await s.again({ providers: [hasty] }).sendDue(), 1)
  assert.deepEqual(asked.toSorted(), found.map((one) => one.id).toSorted())
})

test('a refused order fails, and its money is available again with the reason', async (t) => {
  const s = await stage(t, config)
  const { account, id } = await approved(s)
  s.fake.behave('refuses')
  await s.payouts.sendDue()
  const [payout] = await s.payouts.payoutsOf(account)
  assert.deepEqual([payout?.id, payout?.state, payout?.reasonCode], [id, 'failed', 'account_not_found'])
  assert.equal(await s.available(account), 200_000n)
  assert.equal((await s.payouts.findPayee(account)).payee?.bankAccount?.state, 'closed')
  await s.sound()
})

test('paid and then reversed by the provider: it comes back (I9)', async (t) => {
  const s = await stage(t, config)
  const { account, id, state } = await approved(s)
  await s.payouts.sendDue()
  s.fake.pay(id)
  s.clock.advance(2 * minute)
  await s.payouts.pollDue()
  s.fake.reverse(id, 'account_closed')
  const { headers, body } = s.fake.notice(id, 'reversed')
  await s.payouts.receiveWebhook('fake', headers, body)
  assert.equal(await state(), 'returned')
  assert.equal(await s.available(account), 200_000n)
  await s.sound()
})

test('a provider that says failed and then paid moves nothing more, and a person is told', async (t) => {
  const s = await stage(t, config)
  const { account, id, state } = await approved(s)
  await s.payouts.sendDue()
  s.fake.fail(id, 'bank_refused')
  s.clock.advance(2 * minute)
  await s.payouts.pollDue()
  assert.equal(await state(), 'failed')
  s.fake.pay(id)
  for (const event of ['late 1', 'late 2']) {
    const { headers, body } = s.fake.notice(id, event)
    await s.payouts.receiveWebhook('fake', headers, body)
  }
  assert.equal(await state(), 'failed')
  assert.equal(await s.available(account), 200_000n)
  assert.deepEqual(
    (await s.payouts.audit()).checks.filter((one) => !one.ok),
    [{ name: 'payouts.contradictions', ok: false, detail: { count: 1 } }],
  )
  const [found] = await s.payouts.contradictions()
  assert.deepEqual([found?.payoutId, found?.was], [id, 'failed'])
  await s.payouts.resolveContradiction(maker, found?.id ?? '', 'Uang sudah kembali ke rekening kami')
  await assert.rejects(s.payouts.resolveContradiction(maker, id, 'tidak ada'), {
    message: /contradiction_not_found/,
  })
  await s.sound()
})

test('notices that are forged, about others, or for nobody change nothing', async (t) => {
  const s = await stage(t, config)
  const { id, state } = await approved(s)
  await s.payouts.sendDue()
  const { headers, body } = s.fake.notice(id, 'event')
  const forged = [
    [{}, body],
    [{ 'x-fake-signature': 'x' }, body],
    [headers, Buffer.from(body.toString().replace('event', 'tneve'))],
  ] as const
  for (const [given, bytes] of forged)
    await assert.rejects(s.payouts.receiveWebhook('fake', given, bytes), { message: /webhook_refused/ })
  await assert.rejects(s.payouts.receiveWebhook('nobody', headers, body), { message: /provider_unknown/ })
  await assert.rejects(s.payouts.receiveWebhook('bank-file', headers, body), { message: /provider_unknown/ })
  const stranger = s.fake.notice(requestNamed('stranger'), 'event')
  await s.payouts.receiveWebhook('fake', stranger.headers, stranger.body)
  assert.equal(await state(), 'sent')
  await s.sound()
})

test('operators do not speak for a provider, until it has been silent for a day', async (t) => {
  const s = await stage(t, config)
  const { id } = await approved(s)
  await s.payouts.sendDue()
  await assert.rejects(s.payouts.settle(maker, id, 'REF 1'), { message: /provider_decides/ })
  await assert.rejects(s.payouts.giveBack(maker, id, 'other', 'tidak jelas'), { message: /provider_decides/ })
  s.clock.advance(86_400_001)
  assert.equal((await s.payouts.giveBack(maker, id, 'other', 'penyedia tutup')).state, 'returned')
  await s.sound()
})

test('payouts of the provider before go on after the stage has chosen another', async (t) => {
  const s = await stage(t, config)
  const { id, state } = await approved(s)
  await s.payouts.sendDue()
  s.fake.pay(id)
  s.clock.advance(2 * minute)
  const now = s.again({}, { PROVIDER: 'bank-file' })
  await now.pollDue()
  assert.equal(await state(), 'paid')
  await s.sound()
})

test('sending by the bank file needs nothing of a provider', async (t) => {
  const s = await stage(t)
  const account = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 200_000n)
  await s.payouts.request(account, requestNamed('x'))
  await sentBatch(s.payouts, 'x')
  assert.deepEqual([await s.payouts.sendDue(), await s.payouts.pollDue()], [0, 0])
  assert.equal(s.fake.orders.size, 0)
})
