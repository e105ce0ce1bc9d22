import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type Tx } from '../../../platform/db/index.ts'
import { assertTables, rowsRead } from '../../../platform/testing/index.ts'
import { platformIncome } from '../../coins/index.ts'
import { operator } from '../../coins/testing.ts'
import { assertSound } from '../../ledger/testing.ts'
import { lossesAccount, refundsAccount, unappliedAccount } from '../../payments/index.ts'
import { payFor } from '../../payments/testing.ts'
import * as store from '../store.ts'
import { tables } from '../tables.ts'
import { subscriptionNamed, subscriptionStage, type SubscriptionStage } from '../testing.ts'

const day = 86_400_000
const plan = { priceIdr: 20_000n, perks: 'Di balik layar', on: true }
const asking = (name: string, more: object = {}) => ({
  subscriptionId: subscriptionNamed(name),
  handle: 'sari',
  method: 'bank-transfer',
  ...more,
})

async function sound(stage: SubscriptionStage): Promise<void> {
  await assertSound(stage.ledger)
  assert.deepEqual((await stage.earnings.audit()).faults, [])
  assert.deepEqual(await stage.payments.audit(), [])
  assert.equal(await stage.holds(unappliedAccount), 0n)
}

/** Sari offers, Budi asks. */
async function opened(stage: SubscriptionStage) {
  const [sari, budi] = [stage.people.add('sari'), stage.people.add('budi')]
  await stage.subscriptions.changePlan(sari, plan)
  const asked = await stage.subscriptions.subscribe(budi, asking('one'))
  return { sari, budi, id: asked.id, payment: asked.waiting?.paymentId ?? '' }
}
async function started(stage: SubscriptionStage) {
  const people = await opened(stage)
  await payFor(stage.desk, people.payment)
  return people
}
const read = async (stage: SubscriptionStage, fanId: string, id: string) =>
  (await stage.subscriptions.read(fanId, id)).subscription
const waitingOf = async (stage: SubscriptionStage, fanId: string, id: string) =>
  (await read(stage, fanId, id)).waiting?.paymentId ?? ''

test('the tables are those that the statements name', async (t) => {
  const { db } = await subscriptionStage(t)
  await assertTables(db, 'subscriptions', tables)
})

test('a paid month makes a subscriber; nine tenths are the creator’s, and perks last until the grace ends', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, earnings, clock } = stage
  const { sari, budi, id, payment } = await opened(stage)
  assert.equal(await subscriptions.isSubscriber(budi, sari), false)
  assert.equal((await read(stage, budi, id)).state, 'asked')
  clock.advance(day) // it begins when it is paid, not when it was asked for
  await payFor(stage.desk, payment)
  await stage.jobs.drain()
  const one = await read(stage, budi, id)
  assert.deepEqual(
    [one.state, one.startedAt?.toISOString(), one.paidUntil?.toISOString()],
    ['active', '2026-11-24T05:00:00.000Z', '2026-12-24T05:00:00.000Z'],
  )
  assert.equal(await subscriptions.isSubscriber(budi, sari), true)
  assert.equal(await subscriptions.isSubscriber(sari, budi), false)
  assert.equal((await earnings.balances(sari)).pendingIdr, 18_000n)
  assert.deepEqual(await subscriptions.counts(sari), { active: 1, grace: 0, ending: 0 })
  clock.set('2026-12-27T04:59:59Z')
  assert.equal(await subscriptions.isSubscriber(budi, sari), true)
  clock.set('2026-12-27T05:00:00Z')
  assert.equal(await subscriptions.isSubscriber(budi, sari), false)
  await sound(stage)
})

test('submitted many times, confirmed many times: one subscription, one payment, one month', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, payments, people } = stage
  const [sari, budi] = [people.add('sari'), people.add('budi')]
  await subscriptions.changePlan(sari, plan)
  const same = await Promise.all([1, 2, 3, 4].map(() => subscriptions.subscribe(budi, asking('one'))))
  assert.equal(new Set(same.map((one) => one.waiting?.paymentId)).size, 1)
  assert.deepEqual(new Set(same.map((one) => one.state)), new Set(['asked']))
  // From another tab, at once: one of them stands, and one payment waits.
  await Promise.allSettled(
    ['two', 'three', 'four'].map((name) => subscriptions.subscribe(budi, asking(name))),
  )
  const live = (await subscriptions.listOf(budi)).filter((one) => one.state !== 'ended')
  assert.equal(live.length, 1)
  const paymentId = live[0]?.waiting?.paymentId ?? ''
  assert.equal((await payments.listOf(budi)).payments.filter((one) => one.state === 'waiting').length, 1)
  await Promise.allSettled([1, 2, 3].map(() => payments.confirm(operator, paymentId, 'BCA 1')))
  assert.equal((await read(stage, budi, live[0]?.id ?? '')).months, 1)
  assert.equal((await stage.earnings.balances(sari)).pendingIdr, 18_000n)
  await assert.rejects(subscriptions.subscribe(budi, asking('five')), { message: /subscribed_already/ })
  await assert.rejects(subscriptions.subscribe(people.add('dewi'), asking('one')), {
    message: /subscription_id_used/,
  })
  await sound(stage)
})

test('who may not subscribe is told why', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, people } = stage
  const [sari, budi] = [people.add('sari'), people.add('budi')]
  const refused = (code: RegExp, more: object = {}, who = budi) =>
    assert.rejects(subscriptions.subscribe(who, asking('x', more)), { message: code })
  await refused(/plan_not_offered/)
  await assert.rejects(subscriptions.changePlan(sari, { ...plan, priceIdr: 9_999n }), {
    message: /plan_price_out_of_range/,
  })
  await subscriptions.changePlan(sari, plan)
  await refused(/profile_not_found/, { handle: 'nobody' })
  await refused(/subscribe_to_oneself/, {}, sari)
  await refused(/method_not_found/, { method: 'seashells' })
  await subscriptions.changePlan(sari, { ...plan, on: false })
  await refused(/plan_not_offered/)
  assert.equal((await subscriptions.offerOf(sari, budi)).plan, undefined)
})

test('the first month that is not paid ends what was asked for, and one can ask again', async (t) => {
  const stage = await subscriptionStage(t)
  const { budi, id } = await opened(stage)
  stage.clock.advance(4 * day)
  await stage.payments.expireDue()
  const one = await read(stage, budi, id)
  assert.deepEqual([one.state, one.endReason], ['ended', 'not_paid'])
  assert.equal((await stage.subscriptions.subscribe(budi, asking('two'))).state, 'asked')
  await sound(stage)
})

test('the next month is asked for some days before, once, and follows the month before', async (t) => {
  const stage = await subscriptionStage(t, { now: '2027-01-31T05:00:00Z' })
  const { subscriptions, clock } = stage
  const { sari, budi, id } = await started(stage)
  const ends = ['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']
  for (const [at, end] of ends.entries()) {
    const one = await read(stage, budi, id)
    assert.equal(one.paidUntil?.toISOString(), `${end}T05:00:00.000Z`)
    const paidUntil = one.paidUntil?.getTime() ?? 0
    clock.set(new Date(paidUntil - 6 * day))
    await subscriptions.keepTime()
    assert.equal(await waitingOf(stage, budi, id), '', 'not yet')
    await assert.rejects(subscriptions.renew(budi, id, 'bank-transfer'), { message: /renewal_too_early/ })
    clock.set(new Date(paidUntil - 4 * day))
    await Promise.all([subscriptions.keepTime(), subscriptions.keepTime()])
    await subscriptions.keepTime()
    const { charges } = await subscriptions.read(budi, id)
    assert.equal(charges.filter((charge) => charge.month === at + 2).length, 1)
    // The last one is paid in the grace, and the month is none the longer for it.
    if (at === ends.length - 1) {
      clock.set(new Date(paidUntil + 2 * day))
      await subscriptions.keepTime()
      assert.equal((await read(stage, budi, id)).state, 'grace')
    }
    await payFor(stage.desk, await waitingOf(stage, budi, id))
  }
  const last = await read(stage, budi, id)
  assert.deepEqual(
    [last.state, last.months, last.paidUntil?.toISOString()],
    ['active', 5, '2027-06-30T05:00:00.000Z'],
  )
  assert.equal((await stage.earnings.balances(sari)).pendingIdr, 90_000n)
  await stage.jobs.drain()
  const times = (what: string): number => stage.changes.filter((one) => one.what === what).length
  assert.deepEqual(['started', 'renewal_asked', 'renewed', 'grace', 'ended'].map(times), [1, 4, 4, 1, 0])
  await sound(stage)
})

test('a month that is not paid leaves a grace, then the perks end, and its payment with them', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, clock, payments } = stage
  const { sari, budi, id } = await started(stage)
  clock.set('2026-12-20T05:00:00Z')
  await subscriptions.keepTime()
  const waiting = await waitingOf(stage, budi, id)
  clock.set('2026-12-23T06:00:00Z')
  await subscriptions.keepTime()
  assert.equal((await read(stage, budi, id)).state, 'grace')
  assert.deepEqual(await subscriptions.counts(sari), { active: 0, grace: 1, ending: 0 })
  clock.set('2026-12-26T06:00:00Z')
  await subscriptions.keepTime()
  assert.deepEqual(await read(stage, budi, id).then((one) => [one.state, one.endReason, one.waiting]), [
    'ended',
    'not_paid',
    undefined,
  ])
  assert.equal((await payments.find([waiting]))[0]?.state, 'cancelled')
  await assert.rejects(subscriptions.renew(budi, id, 'bank-transfer'), { message: /subscription_ended/ })
  await sound(stage)
})

test('while a gateway is away its payment may still be paid: then the month is there, and nothing was ended', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, clock, desk } = stage
  const { budi, id } = await started(stage)
  clock.set('2026-12-22T05:00:00Z')
  const waiting = (await subscriptions.renew(budi, id, 'midtrans.va.bca')).waiting?.paymentId ?? ''
  await stage.payments.start(waiting)
  clock.set('2026-12-23T06:00:00Z')
  await subscriptions.keepTime()
  clock.set('2026-12-26T06:00:00Z')
  desk.gateway.fault('down')
  await subscriptions.keepTime()
  assert.equal((await read(stage, budi, id)).state, 'grace')
  await payFor(desk, waiting)
  const one = await read(stage, budi, id)
  assert.deepEqual(
    [one.state, one.months, one.paidUntil?.toISOString()],
    ['active', 2, '2027-01-23T05:00:00.000Z'],
  )
  await sound(stage)
})

test('a clock that jumps a year ends it in two steps; one that jumps back changes nothing', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, clock } = stage
  const { sari, budi, id } = await started(stage)
  clock.set('2025-01-01T00:00:00Z')
  await subscriptions.keepTime()
  assert.equal((await read(stage, budi, id)).state, 'active')
  assert.equal(await subscriptions.isSubscriber(budi, sari), true)
  clock.set('2027-11-01T00:00:00Z')
  await subscriptions.keepTime()
  await subscriptions.keepTime()
  assert.equal((await read(stage, budi, id)).state, 'ended')
  assert.equal(await subscriptions.isSubscriber(budi, sari), false)
  clock.set('2026-12-01T00:00:00Z')
  await subscriptions.keepTime()
  assert.equal((await read(stage, budi, id)).state, 'ended')
  await sound(stage)
})

test('cancelled, it lasts as long as it is paid and asks for nothing; resumed, it goes on', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, clock, payments } = stage
  const { sari, budi, id } = await started(stage)
  clock.set('2026-12-20T05:00:00Z')
  await subscriptions.keepTime()
  const waiting = await waitingOf(stage, budi, id)
  await subscriptions.cancel(budi, id)
  await subscriptions.cancel(budi, id)
  assert.equal((await payments.find([waiting]))[0]?.state, 'cancelled')
  assert.equal(await subscriptions.isSubscriber(budi, sari), true)
  assert.deepEqual(await subscriptions.counts(sari), { active: 1, grace: 0, ending: 1 })
  const resumed = await subscriptions.resume(budi, id)
  assert.equal(resumed.cancelled, false)
  await subscriptions.keepTime()
  assert.notEqual(await waitingOf(stage, budi, id), '')
  await subscriptions.cancel(budi, id)
  clock.set('2026-12-23T05:00:00Z')
  assert.equal(await subscriptions.isSubscriber(budi, sari), false, 'no grace for who said stop')
  await assert.rejects(subscriptions.resume(budi, id), { message: /subscription_ended/ })
  await subscriptions.keepTime()
  assert.equal((await read(stage, budi, id)).endReason, 'cancelled')
  await assert.rejects(subscriptions.cancel(stage.people.add('dewi'), id), { message: /not_found/ })
  await sound(stage)
})

test('giving up what was asked for is not told as done while its gateway is away', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, people, desk, jobs } = stage
  const [sari, budi] = [people.add('sari'), people.add('budi')]
  await subscriptions.changePlan(sari, plan)
  const { id } = await subscriptions.subscribe(budi, asking('one', { method: 'midtrans.qris' }))
  await jobs.drain()
  desk.gateway.fault('down')
  await assert.rejects(subscriptions.cancel(budi, id), { message: /provider_away/ })
  assert.equal((await read(stage, budi, id)).state, 'asked')
  assert.equal((await subscriptions.cancel(budi, id)).state, 'ended')
})

test('paying by another way ends the payment that waited; only one can bring the month', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, clock, payments } = stage
  const { budi, id } = await started(stage)
  clock.set('2026-12-20T05:00:00Z')
  await subscriptions.keepTime()
  const first = await waitingOf(stage, budi, id)
  const again = await subscriptions.renew(budi, id, 'bank-transfer')
  assert.equal(again.waiting?.paymentId, first)
  const other = await subscriptions.renew(budi, id, 'midtrans.qris')
  assert.notEqual(other.waiting?.paymentId, first)
  assert.equal((await payments.find([first]))[0]?.state, 'cancelled')
  await payFor(stage.desk, other.waiting?.paymentId ?? '')
  const one = await read(stage, budi, id)
  assert.deepEqual([one.months, one.method], [2, 'midtrans.qris'])
  await sound(stage)
})

test('a higher price comes to those who subscribe after its notice, and a plan that is off ends with the month', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, clock, people } = stage
  const { sari, budi, id } = await started(stage)
  const changed = await subscriptions.changePlan(sari, { ...plan, priceIdr: 35_000n })
  assert.equal(changed.next?.from.toISOString(), '2026-12-23T05:00:00.000Z')
  assert.equal(
    (await read(stage, budi, id)).nextPriceIdr,
    35_000n,
    'thirty days are over when the month begins',
  )
  const dewi = people.add('dewi')
  assert.equal((await subscriptions.subscribe(dewi, asking('dewi'))).waiting?.amountIdr, 35_000n)
  clock.advance(day)
  await subscriptions.changePlan(sari, { ...plan, priceIdr: 50_000n })
  assert.equal((await read(stage, budi, id)).nextPriceIdr, 35_000n, 'a day too late for the next month')
  await subscriptions.changePlan(sari, { ...plan, priceIdr: 15_000n })
  assert.equal((await read(stage, budi, id)).nextPriceIdr, 15_000n, 'a lower price needs no notice')
  await subscriptions.changePlan(sari, { ...plan, priceIdr: 25_000n })
  assert.equal(
    (await read(stage, budi, id)).nextPriceIdr,
    15_000n,
    'what was lower stays until the notice is over',
  )
  await subscriptions.changePlan(sari, { ...plan, priceIdr: 15_000n, on: false })
  assert.equal((await read(stage, budi, id)).nextPriceIdr, undefined)
  clock.set('2026-12-23T05:00:00Z')
  await subscriptions.keepTime()
  assert.equal((await read(stage, budi, id)).endReason, 'plan_off')
  await sound(stage)
})

test('in its first days a month gives its rest back, from creator and stage in their shares', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, clock, earnings, holds } = stage
  const { sari, budi, id } = await started(stage)
  clock.advance(2 * day)
  const offered = (await read(stage, budi, id)).refundableIdr
  const income = await holds(platformIncome)
  const answers = await Promise.allSettled([1, 2, 3].map(() => subscriptions.refund(budi, id)))
  assert.ok(answers.some((one) => one.status === 'fulfilled' && one.value.amountIdr === offered))
  // 28 of 30 days of Rp20,000, rounded down once: Rp18,666.
  assert.equal((await earnings.balances(sari)).pendingIdr, 18_000n - 16_799n)
  assert.equal(income - (await holds(platformIncome)), 18_666n - 16_799n)
  assert.equal(await holds(refundsAccount), offered)
  assert.equal(await subscriptions.isSubscriber(budi, sari), false)
  assert.equal((await read(stage, budi, id)).endReason, 'refunded')
  await assert.rejects(subscriptions.refund(budi, id), { message: /subscription_ended/ })

  const again = await subscriptions.subscribe(budi, asking('two'))
  await assert.rejects(subscriptions.refund(budi, again.id), { message: /subscription_not_paid/ })
  await payFor(stage.desk, again.waiting?.paymentId ?? '')
  clock.advance(3 * day)
  await assert.rejects(subscriptions.refund(budi, again.id), { message: /refund_not_due/ })
  await sound(stage)
})

test('a month paid ahead goes back whole, and the one before it stays', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, clock } = stage
  const { sari, budi, id } = await started(stage)
  clock.set('2026-12-20T05:00:00Z')
  await subscriptions.keepTime()
  await payFor(stage.desk, await waitingOf(stage, budi, id))
  await subscriptions.refund(budi, id)
  const one = await read(stage, budi, id)
  assert.deepEqual(
    [one.state, one.months, one.paidUntil?.toISOString(), one.perksUntil?.toISOString(), one.cancelled],
    ['active', 1, '2026-12-23T05:00:00.000Z', '2026-12-23T05:00:00.000Z', true],
  )
  assert.equal(await subscriptions.isSubscriber(budi, sari), true)
  assert.equal((await stage.earnings.balances(sari)).pendingIdr, 18_000n)
  // The same month can be asked for and paid again.
  const again = await subscriptions.renew(budi, id, 'bank-transfer')
  await payFor(stage.desk, again.waiting?.paymentId ?? '')
  assert.equal((await read(stage, budi, id)).months, 2)
  await sound(stage)
})

test('one subscription that can’t go on keeps no other from being asked for or from ending', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, people, clock, db, desk, changes, jobs } = stage
  const budi = people.add('budi')
  for (const handle of ['sari', 'tono']) {
    await subscriptions.changePlan(people.add(handle), plan)
    const one = await subscriptions.subscribe(budi, asking(handle, { handle }))
    await payFor(desk, one.waiting?.paymentId ?? '')
  }
  const [first] = await db.all(sql<{ creatorId: string }>`
    select creator_id as "creatorId" from subscriptions.subscription order by id limit 1`)
  await db.run(sql`delete from subscriptions.price where creator_id = ${first?.creatorId}`)
  clock.advance(26 * day)
  await subscriptions.keepTime()
  await jobs.drain()
  const asked = changes.filter((one) => one.what === 'renewal_asked').map((one) => one.creatorId)
  assert.equal(asked.length, 1)
  assert.notEqual(asked[0], first?.creatorId)
})

test('a price may change a few times a day, not without end', async (t) => {
  const { subscriptions, people, clock } = await subscriptionStage(t)
  const sari = people.add('sari')
  for (let n = 0n; n < 5n; n++) await subscriptions.changePlan(sari, { ...plan, priceIdr: 20_000n + n })
  const next = { ...plan, priceIdr: 30_000n }
  await assert.rejects(subscriptions.changePlan(sari, next), { message: /plan_price_too_often/ })
  // All else can still be changed, and the price again when a day is over.
  assert.equal((await subscriptions.changePlan(sari, { ...plan, priceIdr: 20_004n, on: false })).on, false)
  clock.advance(day)
  assert.equal((await subscriptions.changePlan(sari, next)).priceIdr, 30_000n)
})

test('a plan’s page and a fan’s list read what is theirs, not everyone’s', async (t) => {
  const stage = await subscriptionStage(t)
  const { db } = stage
  const { sari, id } = await started(stage)
  const tono = stage.people.add('tono')
  await stage.subscriptions.changePlan(tono, plan)
  await db.run(sql`
    insert into subscriptions.subscription (id, fan_id, creator_id, state, method, agreed_at, anchor_at, started_at, months,
      paid_until, perks_until, created_at)
    select gen_random_uuid(), gen_random_uuid(), ${tono}, 'active', 'bank-transfer', now(), now(), now(), 1, now(), now(),
      now() from generate_series(1, 5000)`)
  await db.run(sql`
    insert into subscriptions.charge (id, subscription_id, month, payment_id, state, amount_idr, gateway_idr, vat_idr,
      total_idr, creator_idr, method, from_at, until_at, asked_at)
    select gen_random_uuid(), id, 1, gen_random_uuid(), 'lapsed', 100, 0, 0, 100, 90, 'bank-transfer', now(),
      now() + interval '1 day', now() from subscriptions.subscription where creator_id = ${tono}`)
  await db.run(sql`analyze subscriptions.subscription, subscriptions.charge`)
  for (const [table, work] of [
    ['subscription', (tx: Tx) => store.countOf(tx, sari)],
    ['subscription', (tx: Tx) => store.findLiveOfCreator(tx, sari, store.firstId, 10)],
    ['charge', (tx: Tx) => store.findCharges(tx, [id])],
    ['charge', (tx: Tx) => store.countCharges(tx, id, 1)],
  ] as const) {
    const read = await rowsRead(db, `subscriptions.${table}`, work)
    assert.ok(read < 20, `${read} rows were read: ${work}`)
  }
})

test('a chargeback ends it; what the creator has taken is the stage’s loss', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, clock, earnings, payments } = stage
  const { sari, budi, id, payment } = await started(stage)
  clock.advance(10 * day)
  await earnings.releaseDue()
  await payments.chargeBack(payment, 'ditarik bank')
  assert.equal((await earnings.balances(sari)).availableIdr, 18_000n)
  assert.ok(-(await stage.holds(lossesAccount)) >= 18_000n)
  assert.equal((await read(stage, budi, id)).endReason, 'charged_back')
  await stage.jobs.drain()
  assert.equal(await subscriptions.isSubscriber(budi, sari), false)
  await sound(stage)
})

test('a payment of a month that comes after a chargeback begins anew, from that day', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, clock, payments } = stage
  const { budi, id, payment } = await started(stage)
  clock.set('2026-12-20T05:00:00Z')
  await subscriptions.keepTime()
  const next = await waitingOf(stage, budi, id)
  await payments.chargeBack(payment, 'ditarik bank')
  clock.set('2026-12-21T05:00:00Z')
  await payFor(stage.desk, next)
  const one = await read(stage, budi, id)
  assert.deepEqual([one.state, one.paidUntil?.toISOString()], ['active', '2027-01-21T05:00:00.000Z'])
  // And one that still waits for an ended subscription is ended with it.
  await payments.chargeBack(next, 'ditarik bank')
  await sound(stage)
})

test('payments that wait for what has ended are ended, and no second subscription runs beside them', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, clock, payments } = stage
  const { budi, id, payment } = await started(stage)
  clock.set('2026-12-20T05:00:00Z')
  await subscriptions.keepTime()
  const stray = await waitingOf(stage, budi, id)
  await payments.chargeBack(payment, 'ditarik bank')
  const anew = await subscriptions.subscribe(budi, asking('two'))
  assert.equal((await payments.find([stray]))[0]?.state, 'cancelled')
  await payFor(stage.desk, anew.waiting?.paymentId ?? '')
  clock.set('2027-01-18T05:00:00Z')
  await subscriptions.keepTime()
  const second = await waitingOf(stage, budi, anew.id)
  await payments.chargeBack(anew.waiting?.paymentId ?? '', 'ditarik bank')
  await subscriptions.keepTime()
  assert.equal((await payments.find([second]))[0]?.state, 'cancelled')
  await sound(stage)
})

test('a creator who leaves ends all, once, and gives the rest of each month back', async (t) => {
  const stage = await subscriptionStage(t)
  const { subscriptions, clock, people, earnings } = stage
  const { sari, budi, id } = await started(stage)
  const dewi = people.add('dewi')
  const asked = await subscriptions.subscribe(dewi, asking('dewi'))
  clock.advance(5 * day)
  assert.equal(await subscriptions.endAllOf(sari), 2)
  assert.equal(await subscriptions.endAllOf(sari), 0)
  assert.equal((await read(stage, budi, id)).endReason, 'creator_removed')
  assert.equal((await read(stage, dewi, asked.id)).state, 'ended')
  assert.equal((await earnings.balances(sari)).pendingIdr, 18_000n - (16_666n * 9n) / 10n)
  await assert.rejects(subscriptions.subscribe(dewi, asking('again')), { message: /plan_not_offered/ })
  await sound(stage)
})
