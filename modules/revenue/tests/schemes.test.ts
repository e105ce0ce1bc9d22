import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, seededIds, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import type { NewScheme, RevenueConfig } from '../index.ts'
import { schemeBody } from '../scheme.ts'
import { hashOf } from '../sign.ts'
import { tables } from '../tables.ts'
import { creatorNamed, fillPool, named, poolOf, testRevenue } from '../testing.ts'
import { saturday, stories } from './stories.ts'

const operator = named('operator')

async function aStage(t: TestContext) {
  const db = await testDatabase(t, { modules: ['ledger', 'earnings', 'revenue'] })
  const clock = fakeClock('2026-11-22T03:00:00Z')
  const { events } = testJobs(t, db)
  const withConfig = (config: Partial<RevenueConfig>) =>
    testRevenue({ db, clock, ids: seededIds('schemes', clock), events, stories, config })
  return { db, clock, withConfig }
}

test('a changed share is announced, begins with a period after the notice, and is never retroactive', async (t) => {
  const { db, clock, withConfig } = await aStage(t)
  const before = withConfig({})
  await fillPool(db, before.ledger, toDay(saturday), poolOf(stories[saturday] ?? {}))
  await before.revenue.shareOut(toDay(saturday), poolOf(stories[saturday] ?? {}))

  const { revenue } = withConfig({ CREATORS_SHARE_PERCENT: 60 })
  const told = await revenue.schemes()
  assert.equal(told.current.creatorsShare.num, 55n)
  assert.deepEqual(
    told.announced.map((one) => [one.validFrom, one.creatorsShare.num]),
    [['2027-01-25', 60n]], // 60 days from 22 November is a Thursday; the next Monday
  )
  assert.deepEqual(await revenue.schemes(), told) // asking again announces nothing more
  clock.set('2027-01-25T03:00:00Z')
  const later = await revenue.schemes()
  assert.equal(later.current.creatorsShare.num, 60n)
  assert.deepEqual(
    later.past.map((one) => one.creatorsShare.num),
    [55n],
  )
  for (const one of [later.current, ...later.past])
    assert.equal(one.hash, hashOf('panggung/scheme/2', schemeBody(one)))
})

test('before the first day is shared nothing was promised: the configured share applies at once', async (t) => {
  const { withConfig } = await aStage(t)
  assert.equal((await withConfig({}).revenue.schemes()).current.creatorsShare.num, 55n)
  const { current, announced } = await withConfig({ CREATORS_SHARE_PERCENT: 70 }).revenue.schemes()
  assert.equal(current.creatorsShare.num, 70n)
  assert.deepEqual(announced, [])
})

test('the tables are those that tables.ts names', async (t) => {
  const { db } = await aStage(t)
  const rows = await db.all(sql<{ name: string; columns: string[] }>`
    select 'revenue.' || table_name as name, array_agg(column_name::text order by ordinal_position) as columns
    from information_schema.columns where table_schema = 'revenue' group by table_name`)
  assert.deepEqual(Object.fromEntries(rows.map((row) => [row.name, row.columns])), tables)
})

test('an operator announces a rule for a period after the notice, and may take it back before it begins', async (t) => {
  const { db, clock, withConfig } = await aStage(t)
  const { revenue, ledger } = withConfig({})
  await fillPool(db, ledger, toDay(saturday), poolOf(stories[saturday] ?? {}))
  await revenue.shareOut(toDay(saturday), poolOf(stories[saturday] ?? {}))
  const monday = toDay('2027-01-25')
  assert.equal((await revenue.schemes()).earliestChange, monday)
  const told = await revenue.announceScheme(operator, {
    validFrom: monday,
    creatorsShare: { num: 60n, den: 100n },
    capMs: 30_000n,
    note: 'Creators get more.',
  })
  assert.equal(told.hash, hashOf('panggung/scheme/2', schemeBody(told)))
  assert.deepEqual((await revenue.schemes()).announced, [told])
  await assert.rejects(
    revenue.announceScheme(operator, {
      validFrom: monday,
      creatorsShare: { num: 1n, den: 2n },
      note: 'again',
    }),
    /scheme_day_taken/,
  )
  // What is left out is as it will be on that day: the cap of the one announced before.
  const later = await revenue.announceScheme(operator, {
    validFrom: toDay('2027-02-01'),
    creatorsShare: { num: 65n, den: 100n },
    note: 'And more.',
  })
  assert.equal(later.capMs, 30_000n)

  await revenue.withdrawScheme(operator, '2027-02-01')
  assert.deepEqual((await revenue.schemes()).announced, [told])
  const gone = await db.all(sql<{ hash: string }>`select hash from revenue.scheme_withdrawn`)
  assert.deepEqual(gone, [{ hash: later.hash }])
  await assert.rejects(revenue.withdrawScheme(operator, '2027-02-01'), /scheme_not_found/)
  clock.set('2027-01-25T03:00:00Z')
  assert.equal((await revenue.schemes()).current.hash, told.hash)
  await assert.rejects(revenue.withdrawScheme(operator, monday), /scheme_begun/)
})

test('a rule is never announced late, in the middle of a period, for the past, without change, or if it cannot run', async (t) => {
  const { clock, withConfig } = await aStage(t)
  const { revenue } = withConfig({})
  clock.set('2026-11-24T17:30:00Z') // past midnight in Jakarta: it is the 25th
  const ask = (validFrom: string, more: Partial<NewScheme> = {}) =>
    revenue.announceScheme(operator, {
      validFrom: toDay(validFrom),
      creatorsShare: { num: 60n, den: 100n },
      note: 'for a test',
      ...more,
    })
  await assert.rejects(ask('2027-01-18'), /scheme_too_early: .*2027-01-25/) // 54 days ahead
  await assert.rejects(ask('2020-01-06'), /scheme_too_early/)
  await assert.rejects(ask('2027-01-27'), /scheme_not_at_start: .*2027-02-01/)
  await assert.rejects(ask('2027-01-25', { creatorsShare: undefined }), /scheme_unchanged/)
  await assert.rejects(ask('2027-01-25', { paidViewMs: 3_000n }), /scheme_cannot_run/)
  await assert.rejects(ask('2027-01-25', { shortVideoPercent: 50n }), /scheme_cannot_run/)
  await assert.rejects(ask('2027-01-25', { capMs: 90_000n }), /scheme_cannot_run/)
  await assert.rejects(ask('2027-01-25', { shares: { gift: { num: 70n, den: 100n } } }), /scheme_cannot_run/)
  assert.deepEqual((await revenue.schemes()).announced, [])
  // The same share in other figures is no change of what gifts give.
  await ask('2027-01-25', { shares: { gift: { num: 4n, den: 5n } } })
  // The configuration still says what it said: it announces nothing against the operator.
  assert.equal((await revenue.schemes()).announced.length, 1)
  // What the configuration announces is taken back there.
  const configured = withConfig({ CREATORS_SHARE_PERCENT: 50 }).revenue
  const [first] = (await configured.schemes()).announced.filter((one) => one.announcedBy === null)
  if (first !== undefined)
    await assert.rejects(configured.withdrawScheme(operator, first.validFrom), /scheme_configured/)
})

test('a scheme’s cap counts from its first day on, and not a day before', async (t) => {
  const { db, clock, withConfig } = await aStage(t)
  const config = { SCHEME_NOTICE_DAYS: 0 }
  const day = (name: string) => ({
    [name]: { ani: { ads: 100n, watched: { 'xena/one': 60_000, 'yoga/one': 30_000 } } },
  })
  const told = { ...day('2026-11-22'), ...day('2026-11-23') }
  const { events } = testJobs(t, db)
  const { revenue, ledger } = testRevenue({
    db,
    clock,
    ids: seededIds('cap', clock),
    events,
    stories: told,
    config,
  })
  await withConfig(config).revenue.announceScheme(operator, {
    validFrom: toDay('2026-11-23'),
    capMs: 30_000n,
    note: 'A lower cap.',
  })
  clock.set('2026-11-24T03:00:00Z')
  for (const name of ['2026-11-22', '2026-11-23']) {
    await fillPool(db, ledger, toDay(name), 100n)
    await revenue.shareOut(toDay(name), 100n)
  }
  const micro = async (name: string) => (await revenue.explain(creatorNamed('xena'), toDay(name))).micro
  assert.ok((await micro('2026-11-22')) > 35n) // two thirds of 55
  assert.ok((await micro('2026-11-23')) < 29n) // half
})
