import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, seededIds, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import type { RevenueConfig } from '../index.ts'
import { schemeBody } from '../scheme.ts'
import { hashOf } from '../sign.ts'
import { tables } from '../tables.ts'
import { fillPool, poolOf, testRevenue } from '../testing.ts'
import { saturday, stories } from './stories.ts'

async function aStage(t: TestContext) {
  const db = await testDatabase(t, { modules: ['ledger', 'revenue'] })
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
  for (const one of [later.current, ...later.past]) assert.equal(one.hash, hashOf('scheme', schemeBody(one)))
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
