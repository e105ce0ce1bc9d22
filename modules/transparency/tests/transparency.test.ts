import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { addDays, type Day, daysBetween, toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, type Scope, seededIds, testDatabase, testHttp } from '../../../platform/testing/index.ts'
import { anEarning, person, testEarnings } from '../../earnings/testing.ts'
import { uuidFrom } from '../../../platform/ids.ts'
import { ed25519Signer } from '../../revenue/index.ts'
import { zReport } from '../contract.ts'
import { createTransparency, mountTransparency, type TransparencyDeps, transparencyConfig } from '../index.ts'
import { tables } from '../tables.ts'

const zDocument = z.object({ body: zReport, key: z.string(), signature: z.string() })
type Revenue = TransparencyDeps['revenue']
type PeriodLine = Awaited<ReturnType<Revenue['periods']>>[number]

/** A closed week as its document tells it: a pool of 100 µIDR a day, 55 of it the creators'. */
function aPeriod(name: string, firstDay: Day, lastDay: Day, sequence: bigint) {
  const line: PeriodLine = {
    period: name,
    sequence,
    firstDay,
    lastDay,
    closedAt: new Date(`${lastDay}T20:00:00Z`),
    creatorsAccruedMicro: 0n,
    creatorsPosted: 0n,
    hash: `hash of ${name}`,
  }
  const document = JSON.stringify({
    body: {
      creators: { closingMicro: '30' },
      platform: { closingMicro: '12' },
      days: daysBetween(firstDay, lastDay).map((day) => ({
        day,
        poolMicro: '100',
        creatorsMicro: '55',
        platformMicro: '40',
        unattributedMicro: '5',
        views: { paid: '20', robot: '2' },
      })),
    },
  })
  return { line, document }
}

async function stage(t: Scope) {
  const db = await testDatabase(t, { modules: ['identity', 'ledger', 'earnings', 'transparency'] })
  const clock = fakeClock('2026-11-02T03:00:00Z')
  const house = await testEarnings({ db, clock, ids: seededIds('transparency', clock) })
  const periods: ReturnType<typeof aPeriod>[] = []
  const due: string[] = []
  const revenue: Revenue = {
    periods: async () => periods.map((one) => one.line).toReversed(),
    periodDocument: async (name) => periods.find((one) => one.line.period === name)?.document,
    periodsDue: async () => [],
    sharedDays: async () => (due.length > 0 || periods.length > 0 ? [toDay('2026-11-03')] : []),
  }
  const payments = {
    payers: 12,
    paidIdr: 1_110n,
    vatIdr: 110n,
    feesIdr: 20n,
    returnedIdr: 50n,
    returnedTo: 3,
  }
  const payouts = {
    paid: { count: 14, grossIdr: 9_000n, netIdr: 8_700n, feeIdr: 75n, creators: 9 },
    tax: [{ remitAs: 'pph21', taxIdr: 225n }],
    returned: [],
    openIdr: 0n,
  }
  const transparency = createTransparency({
    db,
    clock,
    revenue,
    earnings: house.earnings,
    payments: { totals: async () => payments },
    payouts: { totals: async () => payouts },
    config: transparencyConfig.defaults(),
    signer: ed25519Signer(Buffer.alloc(32, 9)),
    timeZone: 'Asia/Jakarta',
    currency: 'IDR',
  })
  const report = async (month: string) =>
    zDocument.parse(JSON.parse((await transparency.report(month)) ?? 'null')).body
  /** November's weeks, and as much of them as is closed by that day. */
  const closeUntil = (last: Day) => {
    for (
      let first = toDay('2026-11-02'), at = 1n;
      addDays(first, 6) <= last;
      first = addDays(first, 7), at += 1n
    )
      if (!periods.some((one) => one.line.firstDay === first))
        periods.push(aPeriod(`week ${at}`, first, addDays(first, 6), at))
  }
  return { db, clock, ...house, transparency, periods, payments, payouts, report, closeUntil, due }
}

test('the tables are those that the statements name', async (t) => {
  const { db } = await stage(t)
  const columns = await db.all(sql<{ name: string; columns: string[] }>`
    select 'transparency.' || table_name as name, array_agg(column_name::text) as columns
    from information_schema.columns where table_schema = 'transparency' group by table_name`)
  assert.deepEqual(
    Object.fromEntries(columns.map((one) => [one.name, one.columns.toSorted()])),
    Object.fromEntries(Object.entries(tables).map(([name, list]) => [name, list.toSorted()])),
  )
})

test('a report waits for the month to be over and for its last week to close; its pool is the sum of its days', async (t) => {
  const { transparency, clock, closeUntil, report } = await stage(t)
  closeUntil(toDay('2026-11-29'))
  clock.set('2026-11-29T03:00:00Z')
  assert.deepEqual(await transparency.publishDue(), [])
  clock.set('2026-12-04T03:00:00Z')
  assert.deepEqual(await transparency.publishDue(), [], '30 November is in a week that is not closed')
  closeUntil(toDay('2026-12-06'))
  clock.set('2026-12-07T03:00:00Z')
  assert.deepEqual(await transparency.publishDue(), ['2026-11'])
  const { pool, views, periods } = await report('2026-11')
  assert.deepEqual(pool, {
    days: '29',
    firstDay: '2026-11-02',
    lastDay: '2026-11-30',
    poolMicro: '2900',
    creatorsMicro: '1595',
    platformMicro: '1160',
    musicMicro: '0',
    unattributedMicro: '145',
    residueMicro: '42',
  })
  assert.deepEqual(views, { paid: '580', robot: '58' })
  assert.equal(periods.length, 5)
})

test('reports are chained and signed; none is made twice, though several try at once', async (t) => {
  const { transparency, clock, closeUntil, report, db } = await stage(t)
  closeUntil(toDay('2027-02-07'))
  clock.set('2027-02-08T03:00:00Z')
  const made = await Promise.all([
    transparency.publishDue(),
    transparency.publishDue(),
    transparency.publishDue(),
  ])
  assert.deepEqual(made.flat().toSorted(), ['2026-11', '2026-12', '2027-01'])
  const [january, december] = await transparency.reports()
  assert.equal((await report('2027-01')).previous, december?.hash)
  assert.equal(january?.sequence, 3n)
  assert.equal((await report('2026-11')).previous, null)
  assert.equal(await transparency.verifyReports(), undefined)
  await assert.rejects(db.run(sql`update transparency.report set document = '{}'`), { code: '23001' })
  await db.run(sql`alter table transparency.report disable trigger all`)
  const tampered = (change: string, to: string) =>
    db.run(
      sql`update transparency.report set document = replace(document, ${change}, ${to}) where month = '2026-12'`,
    )
  await tampered('"poolMicro":"3100"', '"poolMicro":"3101"')
  assert.deepEqual(await transparency.verifyReports(), { month: '2026-12', code: 'signature' })
  await tampered('"poolMicro":"3101"', '"poolMicro":"3100","more":"1"')
  assert.deepEqual(await transparency.verifyReports(), { month: '2026-12', code: 'form' })
  await tampered(',"more":"1"', '')
  await db.run(sql`update transparency.report set hash = 'other' where month = '2027-01'`)
  assert.deepEqual(await transparency.verifyReports(), { month: '2027-01', code: 'hash' })
})

test('no figure is about fewer than ten people', async (t) => {
  const { transparency, clock, closeUntil, report, credited, earnings } = await stage(t)
  const names = Array.from({ length: 30 }, (_, at) => `kreator ${at}`)
  await credited([
    ...names.map((name, at) => anEarning(`hadiah ${name}`, name, BigInt(100 + at), clock.now())),
    ...names.slice(0, 3).map((name) => anEarning(`tip ${name}`, name, 50n, clock.now(), { source: 'tip' })),
    ...names
      .slice(0, 12)
      .map((name) => anEarning(`iklan ${name}`, name, 10n, clock.now(), { source: 'ads' })),
  ])
  const deduct = (name: string, reason: 'invalid_traffic' | 'rights_claim') =>
    earnings.deduct(person('ana'), {
      id: uuidFrom('test', name, reason, clock.now().toISOString()),
      creatorId: person(name),
      amountIdr: 5n,
      reason,
      evidence: { summary: 'Bukti untuk pengujian.', facts: [] },
    })
  for (const name of names.slice(0, 9)) await deduct(name, 'invalid_traffic')
  closeUntil(toDay('2027-01-03'))
  clock.set('2026-12-02T00:00:00Z') // in December by the stage's clock
  for (const name of names.slice(0, 10)) await deduct(name, 'invalid_traffic')
  await deduct('kreator 1', 'rights_claim')
  clock.set('2027-01-04T03:00:00Z')
  assert.deepEqual(await transparency.publishDue(), ['2026-11', '2026-12'])
  const november = await report('2026-11')
  assert.deepEqual(november.income, {
    creators: '30',
    amountIdr: String(3_435 + 150 + 120),
    sources: [
      { of: ['ads', 'tip'], amountIdr: '270', lines: '15' },
      { of: ['gift'], amountIdr: '3435', lines: '30' },
    ],
  })
  assert.equal(november.deductions, null, 'nine people')
  assert.deepEqual(november.appeals, [])
  assert.equal(november.payouts, null, 'nine people')
  assert.equal(november.payments?.returnedIdr, null, 'three people')
  assert.equal(november.payments?.vatIdr, '110')
  assert.equal(november.concentration?.creators, '30')
  assert.equal(november.concentration?.topTenthBasisPoints, null, 'three people')
  const december = await report('2026-12')
  assert.deepEqual([december.income, december.concentration], [null, null])
  assert.deepEqual(december.deductions, [
    { of: ['invalid_traffic', 'rights_claim'], amountIdr: '55', collectedIdr: '55', count: '11' },
  ])
})

test('a stage without ads reports too; everyone may read it', async (t) => {
  const { transparency, clock, payments, payouts } = await stage(t)
  payments.payers = 0
  payouts.paid.creators = 0
  clock.set('2026-12-04T03:00:00Z')
  assert.deepEqual(await transparency.publishDue(), [], 'no money moved')
  payments.payers = 3
  assert.deepEqual(await transparency.publishDue(), ['2026-11'])
  const http = await testHttp(t, clock)
  mountTransparency(http, transparency)
  const list = await http.call<{ reports: { month: string }[] }>('GET', '/v1/transparency')
  assert.deepEqual(
    list.body.reports.map((one) => one.month),
    ['2026-11'],
  )
  const read = await http.call('GET', '/v1/transparency/2026-11')
  assert.equal(zDocument.parse(read.body).body.pool.poolMicro, '0')
  assert.equal((await http.call('GET', '/v1/transparency/2026-10')).status, 404)
  assert.equal((await http.call('GET', '/v1/transparency/2026-13')).status, 400)
})

test('a stage whose first week is not closed yet waits', async (t) => {
  const { transparency, clock, due } = await stage(t)
  due.push('2026-W49')
  clock.set('2026-12-04T03:00:00Z')
  assert.deepEqual(await transparency.publishDue(), [])
})
