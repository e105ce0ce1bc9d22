/** One payment that can't be settled must not keep all others waiting, and a flood of notices must not fill the disk. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { uuidFrom } from '../../../platform/ids.ts'
import { aPayment } from '../testing.ts'
import { desk } from './desk.ts'

const day = 86_400_000
const hour = 3_600_000

test('a payment whose seller fails is asked about again later, and the next in line is paid', async (t) => {
  const { request, payments, gateway, jobs, clock, state, sound } = await desk(t)
  payments.onPaid('subscription', async () => {
    throw new Error('the seller is broken')
  })
  const broken = await request(aPayment('a', { method: 'midtrans.qris', purpose: 'subscription' }))
  clock.advance(1)
  const fine = await request(aPayment('b', { method: 'midtrans.qris' }))
  await jobs.drain()
  for (const { id } of [broken, fine]) await gateway.pay(id, { tell: 0 })
  clock.advance(30_000)
  assert.equal(await payments.poll(), 2)
  assert.equal(await state(fine.id), 'paid')
  assert.equal(await state(broken.id), 'waiting')
  assert.equal(await payments.poll(), 0, 'not asked about again at once')
  await sound()
})

test('a payment whose seller fails when it ends keeps no other from ending', async (t) => {
  const { request, payments, clock, state } = await desk(t)
  payments.onEnded('subscription', async () => {
    throw new Error('the seller is broken')
  })
  const broken = await request(aPayment('a', { purpose: 'subscription' }))
  clock.advance(1)
  const fine = await request(aPayment('b'))
  clock.advance(4 * day)
  assert.equal(await payments.expireDue(), 1)
  assert.equal(await state(fine.id), 'expired')
  assert.equal(await state(broken.id), 'waiting')
})

test('a flood of forged notices is refused and takes next to no room', async (t) => {
  const { payments, db, clock } = await desk(t)
  const noise = uuidFrom('noise').repeat(1_500)
  for (let n = 0; n < 130; n++)
    await assert.rejects(
      payments.receive('midtrans', { 'x-long': noise.slice(0, 8_000) }, Buffer.from(`${n} ${noise}`)),
      { message: /webhook_refused/ },
    )
  const kept = () =>
    db.one(sql<{ count: number; bytes: number }>`
      select count(*)::int as count, coalesce(sum(length(raw) + length(headers::text)), 0)::int as bytes
      from payments.inbound`)
  const { count, bytes } = await kept()
  assert.equal(count, 100, 'enough of an hour to look at')
  assert.ok(bytes / count <= 5_000, `${bytes / count} bytes each`)
  clock.advance(hour + 1)
  await assert.rejects(payments.receive('midtrans', {}, Buffer.from('the next hour')), {
    message: /webhook_refused/,
  })
  assert.equal((await kept()).count, 101)
  clock.advance(31 * day)
  await payments.tidyUp()
  assert.equal((await kept()).count, 0)
})

test('notices that were acted on are kept for a year and a month, and then not', async (t) => {
  const { request, payments, gateway, jobs, db, clock, state } = await desk(t)
  const { id } = await request(aPayment('a', { method: 'midtrans.qris' }))
  await jobs.drain()
  await gateway.pay(id)
  await jobs.drain()
  assert.equal(await state(id), 'paid')
  const left = async () =>
    (await db.one(sql<{ count: number }>`select count(*)::int as count from payments.inbound`)).count
  clock.advance(390 * day)
  await payments.tidyUp()
  assert.equal(await left(), 1)
  clock.advance(20 * day)
  await payments.tidyUp()
  assert.equal(await left(), 0)
})

test('xendit: notices without a number of their own do not take each other’s place', async (t) => {
  const { request, payments, gateway, jobs, state } = await desk(t)
  const ids: string[] = []
  for (const name of ['a', 'b']) {
    const { id } = await request(aPayment(name, { method: 'xendit.qris' }))
    ids.push(id)
    await jobs.drain()
    const { headers, raw } = await gateway.pay(id, { tell: 0 })
    assert.equal(await payments.receive('xendit', { ...headers, 'webhook-id': '' }, raw), true)
  }
  await jobs.drain()
  assert.deepEqual(await Promise.all(ids.map(state)), ['paid', 'paid'])
})
