import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { fakeClock, seededIds, testDatabase, testHttp, testJobs } from '../../../platform/testing/index.ts'
import { mountRevenue } from '../index.ts'
import { workRevenue } from '../jobs.ts'
import type { PeriodBody } from '../period-document.ts'
import type { Signed } from '../signed.ts'
import { messageOf, signatureHolds } from '../sign.ts'
import { creatorNamed, fillPool, poolOf, testRevenue, testSigner } from '../testing.ts'
import { daySettled } from '../../ads/index.ts'
import { saturday, stories, sunday } from './stories.ts'

async function aStage(t: TestContext) {
  const db = await testDatabase(t, { modules: ['ledger', 'earnings', 'revenue'] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const { jobs, events } = testJobs(t, db)
  const { revenue, ledger } = testRevenue({ db, clock, ids: seededIds('revenue', clock), events, stories })
  workRevenue(jobs, events, revenue)
  const http = await testHttp(t, clock)
  mountRevenue(http, revenue)
  return { db, jobs, events, revenue, ledger, http }
}

interface Failed {
  error: { code: string }
}
interface Listed {
  periods: { period: string }[]
}
interface Downloaded {
  body: Record<string, string> & { ads: { total: { posted: string } }; document: unknown }
  signature: string
}

const signedIn = (name: string) => ({
  account: { id: creatorNamed(name), handle: name, roles: new Set<string>() },
})

test('ads settle two days, the clock closes the period, and the papers are there for the right people', async (t) => {
  const { db, jobs, events, revenue, ledger, http } = await aStage(t)
  for (const day of [saturday, sunday]) {
    const pool = poolOf(stories[day] ?? {})
    await fillPool(db, ledger, toDay(day), pool)
    await db.transaction((tx) => events.publish(tx, daySettled, { day: toDay(day), poolMicro: String(pool) }))
  }
  await jobs.drain()
  await jobs.tick()

  const listed = await http.call<Listed>('GET', '/v1/periods')
  assert.equal(listed.status, 200)
  assert.deepEqual(
    listed.body.periods.map((one) => one.period),
    ['2026-W47'],
  )
  const document = await http.call<Downloaded>('GET', '/v1/periods/2026-W47')
  assert.equal(document.status, 200)
  assert.match(String(document.headers['content-disposition']), /panggung-period-2026-W47\.json/)
  const published: Signed<PeriodBody> = JSON.parse((await revenue.periodDocument('2026-W47')) ?? '')
  assert.deepEqual(document.body, published)
  assert.ok(
    signatureHolds(messageOf('panggung/period/2', published.body), published.signature, testSigner.publicKey),
  )

  assert.equal((await http.call<Failed>('GET', '/v1/me/statements')).body.error.code, 'login_required')
  assert.equal(
    (await http.call<Failed>('GET', '/v1/me/statements/2026-W47')).body.error.code,
    'login_required',
  )
  http.as(signedIn('xena'))
  const { body } = await http.call<{ statements: { period: string; posted: string }[] }>(
    'GET',
    '/v1/me/statements',
  )
  const [statement] = body.statements
  assert.equal(statement?.period, '2026-W47')
  const file = await http.call<Downloaded>('GET', '/v1/me/statements/2026-W47')
  assert.equal(file.body.body.creator, creatorNamed('xena'))
  assert.equal(file.body.body.ads.total.posted, statement?.posted)
  assert.deepEqual(file.body.body.document, document.body)
  http.as(signedIn('nobody'))
  assert.equal((await http.call<Failed>('GET', '/v1/me/statements/2026-W47')).body.error.code, 'no_statement')
})

test('before anything is closed the rule is public and the rest says plainly that it is not there', async (t) => {
  const { http } = await aStage(t)
  const { body } = await http.call<{
    key: string
    current: { hash: string; scheme: { creatorsShare: unknown } }
  }>('GET', '/v1/scheme')
  assert.equal(body.key, testSigner.publicKey)
  assert.deepEqual(body.current.scheme.creatorsShare, { num: '55', den: '100' })
  assert.match(body.current.hash, /^[0-9a-f]{64}$/)
  assert.deepEqual((await http.call<Listed>('GET', '/v1/periods')).body, { periods: [] })
  const missing = await http.call<Failed>('GET', '/v1/periods/2026-W47')
  assert.deepEqual([missing.status, missing.body.error.code], [404, 'period_not_closed'])
  assert.equal((await http.call('GET', '/v1/periods/last-week')).status, 400)
  assert.equal((await http.call('GET', '/v1/periods/2026-W99')).status, 404)
})

test('an operator announces a rule for all to read and takes it back; a creator cannot', async (t) => {
  const { http } = await aStage(t)
  const announce = (body: object) =>
    http.call<Failed & { scheme: { hash: string } }>('POST', '/v1/admin/schemes', body)
  const rule = {
    validFrom: '2027-03-01',
    creatorsShare: { num: '60', den: '100' },
    note: 'Bagian kreator naik.',
  }
  http.as(signedIn('xena'))
  assert.equal((await announce(rule)).body.error.code, 'not_allowed')
  http.as({ account: { id: creatorNamed('op'), handle: 'op', roles: new Set(['operator']) } })
  assert.equal((await announce({ ...rule, creatorsShare: { num: '101', den: '100' } })).status, 400)
  assert.equal((await announce({ ...rule, validFrom: '2026-12-07' })).body.error.code, 'scheme_too_early')
  const told = await announce(rule)
  assert.equal(told.status, 201)
  const read = async () =>
    (await http.call<{ announced: { hash: string; canBeWithdrawn: boolean }[] }>('GET', '/v1/scheme')).body
      .announced
  assert.deepEqual(
    (await read()).map((one) => [one.hash, one.canBeWithdrawn]),
    [[told.body.scheme.hash, true]],
  )
  assert.equal((await http.call('DELETE', '/v1/admin/schemes/2027-03-01')).status, 200)
  assert.deepEqual(await read(), [])
  assert.equal(
    (await http.call<Failed>('DELETE', '/v1/admin/schemes/2027-03-01')).body.error.code,
    'scheme_not_found',
  )
  const { body } = await http.call<{ creatorPeriods: number }>('GET', '/v1/estimate-accuracy')
  assert.equal(body.creatorPeriods, 0)
})
