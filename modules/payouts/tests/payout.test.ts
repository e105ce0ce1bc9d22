import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { withheldAccount } from '../../tax/index.ts'
import { feesAccount } from '../index.ts'
import { tables } from '../tables.ts'
import {
  aPayee,
  checker,
  hasAvailable,
  maker,
  paidPayout,
  person,
  requestNamed,
  sentBatch,
} from '../testing.ts'
import { stage } from './stage.ts'

const ask = requestNamed

test('the tables are those that the statements name', async (t) => {
  const { db } = await stage(t)
  const columns = await db.all(sql<{ name: string; columns: string[] }>`
    select 'payouts.' || table_name as name, array_agg(column_name::text) as columns
    from information_schema.columns where table_schema = 'payouts' group by table_name`)
  assert.deepEqual(
    Object.fromEntries(columns.map((one) => [one.name, one.columns.toSorted()])),
    Object.fromEntries(Object.entries(tables).map(([name, list]) => [name, list.toSorted()])),
  )
})

test('a payout is reserved with its tax, paid on the bank’s word, and the clearing account is at 0 again (I9)', async (t) => {
  const s = await stage(t)
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 7_000_000n)
  const payout = await s.payouts.request(sari, ask('one'))
  // PMK 168/2023: 5 % of half of 7,000,000.
  assert.deepEqual(
    [payout.grossIdr, payout.taxIdr, payout.feeIdr, payout.netIdr, payout.state],
    [7_000_000n, 175_000n, 0n, 6_825_000n, 'requested'],
  )
  assert.equal(payout.taxLines[0]?.ruleId, 'id.pph21.non-employee.2024')
  assert.match(payout.taxLines[0]?.article ?? '', /Pasal 21/)
  assert.equal(payout.taxLines[0]?.baseIdr, 3_500_000n)
  assert.equal(await s.available(sari), 0n)
  assert.deepEqual(await s.clearing(), { posted: 0n, pendingIn: 6_825_000n, pendingOut: 0n })
  assert.equal((await s.balance(withheldAccount('pph21').id)).pendingIn, 175_000n)
  await s.sound()

  await sentBatch(s.payouts, 'one')
  await s.sound()
  const paid = await s.payouts.settle(maker, payout.id, 'BIFAST 0001')
  assert.equal(paid.state, 'paid')
  assert.deepEqual(await s.clearing(), { posted: 0n, pendingIn: 0n, pendingOut: 0n })
  assert.equal((await s.balance(withheldAccount('pph21').id)).posted, 175_000n)
  await s.sound()
})

test('a payout below the free amount pays the fee that was shown; the minimum and the balance are limits', async (t) => {
  const s = await stage(t)
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 99_999n)
  assert.equal((await s.payouts.quote(sari, 49_999n)).obstacle?.code, 'below_minimum')
  await assert.rejects(s.payouts.request(sari, ask('low'), 49_999n), { message: /below_minimum/ })
  await assert.rejects(s.payouts.request(sari, ask('high'), 100_000n), { message: /balance_too_small/ })
  const quote = await s.payouts.quote(sari)
  const payout = await s.payouts.request(sari, ask('all'))
  assert.deepEqual(quote.netIdr, payout.netIdr)
  assert.deepEqual([payout.grossIdr, payout.feeIdr, payout.taxIdr], [99_999n, 2_500n, 2_500n])
  await sentBatch(s.payouts, 'all')
  await s.payouts.settle(maker, payout.id, 'REF 1')
  assert.equal((await s.balance(feesAccount.id)).posted, 2_500n)
  await s.sound()
})

test('the same request again is the same payout, also twenty at once; with another amount it is refused (I4)', async (t) => {
  const s = await stage(t, { ON_DEMAND_DAYS: 0 })
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 500_000n)
  const node = s.again({}, { ON_DEMAND_DAYS: 0 })
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, place) =>
      (place % 2 === 0 ? s.payouts : node).request(sari, ask('again'), 100_000n),
    ),
  )
  assert.equal(new Set(answers.map((one) => one.id)).size, 1)
  assert.equal(await s.available(sari), 400_000n)
  await assert.rejects(s.payouts.request(sari, ask('again'), 200_000n), { message: /request_differs/ })
  await assert.rejects(s.payouts.request(sari, ask('again')), { message: /request_differs/ })
  await s.sound()
})

test('different requests at once never take more than there is (I3)', async (t) => {
  const s = await stage(t, { ON_DEMAND_DAYS: 0 })
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 250_000n)
  const answers = await Promise.allSettled(
    Array.from({ length: 8 }, (_, place) => s.payouts.request(sari, ask(`race ${place}`), 100_000n)),
  )
  assert.equal(answers.filter((one) => one.status === 'fulfilled').length, 2)
  for (const one of answers)
    if (one.status === 'rejected') assert.match(String(one.reason), /balance_too_small/)
  assert.equal(await s.available(sari), 50_000n)
  await s.sound()
})

test('on demand once a week; one that was cancelled does not count', async (t) => {
  const s = await stage(t)
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 500_000n)
  const first = await s.payouts.request(sari, ask('1'), 100_000n)
  await assert.rejects(s.payouts.request(sari, ask('2'), 100_000n), { message: /too_soon/ })
  assert.equal((await s.payouts.cancel(sari, first.id)).state, 'cancelled')
  assert.equal((await s.payouts.cancel(sari, first.id)).state, 'cancelled')
  assert.equal(await s.available(sari), 500_000n)
  await s.payouts.request(sari, ask('3'), 100_000n)
  s.clock.advance(7 * 86_400_000)
  await s.payouts.request(sari, ask('4'), 100_000n)
  await assert.rejects(s.payouts.cancel(person('budi'), first.id), { message: /payout_not_found/ })
  await s.sound()
})

test('a request while a deduction lands: one gets the money, nothing goes below zero (I3)', async (t) => {
  const s = await stage(t)
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 300_000n)
  const [request, deduction] = await Promise.allSettled([
    s.payouts.request(sari, ask('race'), 200_000n),
    s.earnings.deduct(maker, {
      id: requestNamed('deduction'),
      creatorId: sari,
      amountIdr: 200_000n,
      reason: 'correction',
      evidence: { summary: 'uji', facts: [] },
    }),
  ])
  assert.equal(deduction.status, 'fulfilled', String(deduction.status === 'rejected' && deduction.reason))
  const left = await s.available(sari)
  assert.equal(left, request.status === 'fulfilled' ? 0n : 100_000n)
  if (request.status === 'rejected') assert.match(String(request.reason), /balance_too_small/)
  assert.deepEqual(
    (await s.payouts.audit()).checks.filter((one) => !one.ok),
    [],
  )
})

test('chargeback after payout: what is missing is owed from later earnings, no account goes below zero (I3)', async (t) => {
  const s = await stage(t)
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 400_000n)
  await paidPayout(s.payouts, sari, 'all')
  assert.equal(await s.available(sari), 0n)
  await s.earnings.deduct(maker, {
    id: requestNamed('chargeback'),
    creatorId: sari,
    amountIdr: 150_000n,
    reason: 'chargeback',
    evidence: { summary: 'uji', facts: [] },
  })
  assert.equal(await s.available(sari), 0n)
  assert.equal((await s.earnings.balances(sari)).owedIdr, 150_000n)
  await hasAvailable(s, s.clock, 'sari', 400_000n)
  assert.ok((await s.available(sari)) < 400_000n, 'later earnings pay for it')
  await s.sound()
})

test('amounts at 2^53 and beyond are exact, from the request to the file and back', async (t) => {
  const s = await stage(t)
  const sari = await aPayee(s.payouts, 'sari')
  const huge = 2n ** 53n + 1n
  await s.payouts.verifyPayee(maker, sari, 2, 'KTP dan swafoto cocok')
  await hasAvailable(s, s.clock, 'sari', huge)
  const payout = await s.payouts.request(sari, ask('huge'), huge)
  assert.equal(payout.grossIdr, huge)
  assert.equal(payout.grossIdr, payout.netIdr + payout.taxIdr)
  const batchId = await sentBatch(s.payouts, 'huge')
  const { content } = await s.payouts.batchFile(maker, batchId, 'pain001')
  assert.ok(content.includes(`<CtrlSum>${payout.netIdr}</CtrlSum>`))
  await s.payouts.settle(maker, payout.id, 'RTGS 1')
  assert.deepEqual(await s.clearing(), { posted: 0n, pendingIn: 0n, pendingOut: 0n })
  await s.sound()
})

test('what is available beyond eighteen digits is paid in parts that a bank can carry', async (t) => {
  const s = await stage(t)
  const sari = await aPayee(s.payouts, 'sari')
  await s.payouts.verifyPayee(maker, sari, 2, 'KTP dan swafoto cocok')
  await hasAvailable(s, s.clock, 'sari', 2n * 10n ** 18n)
  const payout = await s.payouts.request(sari, ask('all'))
  assert.equal(payout.grossIdr, 10n ** 18n - 1n)
  await s.sound()
})

test('a month’s limit by tier; an undone payout leaves it', async (t) => {
  const s = await stage(t, { ON_DEMAND_DAYS: 0, TIER1_MONTH_MAX: 1_000_000 })
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 3_000_000n)
  const one = await s.payouts.request(sari, ask('1'), 700_000n)
  await assert.rejects(s.payouts.request(sari, ask('2'), 400_000n), {
    message: /over_monthly_limit.*Rp300,000/,
  })
  await s.payouts.cancel(sari, one.id)
  assert.equal((await s.payouts.request(sari, ask('3'))).grossIdr, 1_000_000n)
  await s.payouts.verifyPayee(checker, sari, 2, 'KTP dan swafoto cocok')
  assert.equal((await s.payouts.request(sari, ask('4'))).grossIdr, 2_000_000n)
  await s.sound()
})

test('schedules ask once a period, for all that is there, and not before the next one after too little', async (t) => {
  const s = await stage(t)
  const [sari, budi] = [await aPayee(s.payouts, 'sari'), await aPayee(s.payouts, 'budi')]
  // 23 November 2026 is a Monday: chosen today, it begins with the next one.
  assert.deepEqual(await s.payouts.putSchedule(sari, 'weekly'), { kind: 'weekly', nextDay: '2026-11-30' })
  assert.deepEqual(await s.payouts.putSchedule(budi, 'monthly'), { kind: 'monthly', nextDay: '2026-12-01' })
  await hasAvailable(s, s.clock, 'sari', 300_000n)
  await hasAvailable(s, s.clock, 'budi', 40_000n)
  assert.equal(await s.payouts.runSchedules(), 0)
  s.clock.set('2026-11-29T17:00:00Z')
  const runs = await Promise.all([s.payouts.runSchedules(), s.again().runSchedules()])
  assert.equal(runs[0] + runs[1], 1)
  assert.deepEqual(
    (await s.payouts.payoutsOf(sari)).map((one) => [one.trigger, one.grossIdr]),
    [['schedule', 300_000n]],
  )
  s.clock.set('2026-12-01T05:00:00Z')
  assert.equal(await s.payouts.runSchedules(), 0, 'too little')
  await hasAvailable(s, s.clock, 'budi', 100_000n)
  assert.equal(await s.payouts.runSchedules(), 0, 'the month is over for budi')
  s.clock.set('2027-01-01T05:00:00Z')
  assert.equal(await s.payouts.runSchedules(), 1)
  await s.sound()
})

test('the database itself refuses another amount, a way back, and a changed tax line (I7)', async (t) => {
  const s = await stage(t)
  const sari = await aPayee(s.payouts, 'sari')
  await hasAvailable(s, s.clock, 'sari', 300_000n)
  const { id } = await paidPayout(s.payouts, sari, 'x')
  for (const statement of [
    sql`update payouts.payout set net_idr = net_idr + 1, gross_idr = gross_idr + 1 where id = ${id}`,
    sql`update payouts.payout set state = 'requested', ended_at = null where id = ${id}`,
    sql`update payouts.tax_line set tax_idr = 0`,
    sql`delete from payouts.tax_line`,
  ])
    await assert.rejects(s.db.run(statement), /never change|does not go|only added/)
  await s.sound()
})
