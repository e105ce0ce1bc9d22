import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, seededIds, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import { shareTransferId } from '../accounts.ts'
import { creatorNamed, fillPool, poolOf, storyFacts, testRevenue, videoNamed } from '../testing.ts'
import { saturday, stories, sunday } from './stories.ts'

async function aStage(t: TestContext) {
  const db = await testDatabase(t, { modules: ['ledger', 'earnings', 'revenue'] })
  const clock = fakeClock('2026-11-22T09:00:00Z')
  const { events } = testJobs(t, db)
  const plain = testRevenue({ db, clock, ids: seededIds('revenue', clock), events, stories })
  const share = async (day: string) => {
    const pool = poolOf(stories[day] ?? {})
    await fillPool(db, plain.ledger, toDay(day), pool)
    await plain.revenue.shareOut(toDay(day), pool)
  }
  return { db, clock, revenue: plain.revenue, share }
}

const xena = creatorNamed('xena')

test('a day is estimated, then verified, then final, and each state explains the same amount', async (t) => {
  const { clock, revenue, share } = await aStage(t)
  const estimated = await revenue.explain(xena, toDay(sunday))
  assert.equal(estimated.state, 'estimated')
  assert.equal(estimated.estimatedAt?.toISOString(), '2026-11-22T09:00:00.000Z')
  assert.equal(estimated.transferId, null)
  assert.equal((await revenue.estimate(xena, toDay(sunday))).micro, estimated.micro)

  clock.set('2026-11-23T03:00:00Z')
  await share(saturday)
  await share(sunday)
  const verified = await revenue.explain(xena, toDay(sunday))
  assert.equal(verified.state, 'verified')
  assert.equal(verified.transferId, shareTransferId(sunday, xena))
  const { state: _s, transferId: _t, estimatedAt: _e, ...shown } = estimated
  const { state: _s2, transferId: _t2, estimatedAt: _e2, ...shownLater } = verified
  assert.deepEqual(shownLater, shown)

  await revenue.closePeriod('2026-W47')
  const final = await revenue.explain(xena, toDay(sunday))
  assert.equal(final.state, 'final')
  assert.equal(final.micro, verified.micro)
})

test('an explanation adds up: rows, rounding, videos', async (t) => {
  const { clock, revenue, share } = await aStage(t)
  clock.set('2026-11-23T03:00:00Z')
  await share(sunday)
  const told = await revenue.explain(xena, toDay(sunday))
  assert.equal(told.viewers, 1)
  assert.equal(told.paidViews, 2)
  assert.equal(told.watchMs, 67_001n)
  assert.equal(told.viewersWatchMs, 81_003n)
  assert.equal(told.viewersAdMicro, 333_333_333n)
  assert.equal(told.viewersCreatorsMicro, 183_333_333n)
  assert.equal(told.flooredMicro + told.unitsRoundedUp, told.micro)
  assert.ok(told.unitsRoundedUp <= 2n)
  assert.deepEqual(
    told.videos.map((one) => one.videoId),
    [videoNamed('xena/one'), videoNamed('xena/two')],
  )
  assert.equal(
    told.videos.reduce((sum, one) => sum + one.micro, 0n),
    told.micro,
  )
  assert.deepEqual(told.views, { paid: '2', repeat: '1' })
  const nothing = await revenue.explain(creatorNamed('nobody'), toDay(sunday))
  assert.deepEqual([nothing.micro, nothing.paidViews, nothing.transferId], [0n, 0, null])
})

test('an estimate is kept for a minute, and gone once the day is shared out', async (t) => {
  const { clock, revenue, share } = await aStage(t)
  const first = await revenue.estimate(xena, toDay(sunday))
  clock.advance(59_000)
  assert.deepEqual((await revenue.estimate(xena, toDay(sunday))).at, first.at)
  clock.advance(1_000)
  assert.notDeepEqual((await revenue.estimate(xena, toDay(sunday))).at, first.at)
  await share(sunday)
  assert.equal((await revenue.explain(xena, toDay(sunday))).state, 'verified')
})

test('earnings list each day with its state, and what stands on the accounts', async (t) => {
  const { clock, revenue, share } = await aStage(t)
  await share(saturday)
  const early = await revenue.earnings(xena, toDay('2026-11-16'), toDay('2026-11-29'))
  assert.deepEqual(
    early.days.map(({ day, state, micro }) => [day, state, micro > 0n]),
    [
      ['2026-11-20', 'estimated', false],
      [saturday, 'verified', true],
      [sunday, 'estimated', true],
    ],
  )
  assert.equal(early.accruedMicro, 495_000_000n)
  assert.equal(early.pending, 0n)
  clock.set('2026-11-23T03:00:00Z')
  await share(sunday)
  await revenue.closePeriod('2026-W47')
  const late = await revenue.earnings(xena, toDay(saturday), toDay(sunday))
  assert.deepEqual(
    late.days.map(({ state }) => state),
    ['final', 'final'],
  )
  const sum = late.days.reduce((total, { micro }) => total + micro, 0n)
  assert.equal(late.pending * 1_000_000n + late.accruedMicro, sum)
})

test('hours are explained from ten viewers on, once the day is verified; fewer could be a person', async (t) => {
  const db = await testDatabase(t, { modules: ['ledger', 'earnings', 'revenue'] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const { events } = testJobs(t, db)
  const audience = (viewers: number, video: string) =>
    Object.fromEntries(
      Array.from({ length: viewers }, (_, at) => [
        `${video} ${at}`,
        { ads: 1_000n, watched: { [video]: 9_000 } },
      ]),
    )
  const told = { [sunday]: { ...audience(10, 'xena/one'), ...audience(9, 'yoga/one') } }
  const hours = (views: number) => Array.from({ length: 24 }, (_, hour) => (hour === 20 ? views : 0))
  const facts = storyFacts(told)
  const { revenue, ledger } = testRevenue({
    db,
    clock,
    ids: seededIds('hours', clock),
    events,
    stories: told,
    overrides: {
      playback: {
        ...facts.playback,
        async *eachHourCount() {
          yield { creatorId: creatorNamed('xena'), hours: hours(10) }
          yield { creatorId: creatorNamed('yoga'), hours: hours(9) }
        },
      },
    },
  })
  assert.equal((await revenue.explain(xena, toDay(sunday))).hours, null)
  await fillPool(db, ledger, toDay(sunday), 19_000n)
  await revenue.shareOut(toDay(sunday), 19_000n)
  assert.deepEqual((await revenue.explain(xena, toDay(sunday))).hours, hours(10))
  assert.equal((await revenue.explain(creatorNamed('yoga'), toDay(sunday))).hours, null)
})

test('an explanation from kept sums is that from the rows, and reads one row by its key', async (t) => {
  const { clock, revenue, share, db } = await aStage(t)
  clock.set('2026-11-23T03:00:00Z')
  await share(sunday)
  const kept = await revenue.explain(xena, toDay(sunday))
  await db.run(sql`delete from revenue.creator_tally`)
  assert.deepEqual(await revenue.explain(xena, toDay(sunday)), kept)

  // A year of a large stage: whatever is asked of a creator's day is found by an index.
  await db.run(sql`alter table revenue.creator_day disable trigger all`)
  await db.run(sql`insert into revenue.creator_tally (day, creator_id, tally)
    select '2025-11-01'::date + d, md5(c::text)::uuid, '{}' from generate_series(0, 364) d, generate_series(1, 300) c`)
  await db.run(sql`insert into revenue.creator_day (day, creator_id, micro, row_count, root)
    select day, creator_id, 1, 1, decode(repeat('00', 32), 'hex') from revenue.creator_tally
    where day < '2026-11-01' on conflict do nothing`)
  await db.run(sql`insert into revenue.creator_views (day, creator_id, views)
    select day, creator_id, '{}' from revenue.creator_day where day < '2026-11-01'`)
  await db.run(sql`insert into revenue.allocation (day, creator_id, viewer, video_id, watch_ms, viewer_watch_ms,
      viewer_ad_micro, micro)
    select '2026-01-01', md5((v % 300 + 1)::text)::uuid, md5('v' || v)::uuid, md5('w' || v)::uuid, 1, 1, 1, 1
    from generate_series(1, 200000) v`)
  await db.run(
    sql`analyze revenue.creator_tally, revenue.creator_day, revenue.creator_views, revenue.allocation`,
  )
  const creator = sql`'c4ca4238-a0b9-2382-0dcc-509a6f75849b'::uuid`
  for (const query of [
    sql`select tally from revenue.creator_tally where day = '2026-01-01' and creator_id = ${creator}`,
    sql`select views from revenue.creator_views where day = '2026-01-01' and creator_id = ${creator}`,
    sql`select micro from revenue.allocation where day = '2026-01-01' and creator_id = ${creator} order by viewer, video_id`,
    sql`select micro from revenue.creator_day where creator_id = ${creator} and day between '2026-01-01' and '2026-01-31'`,
  ]) {
    const plan = await db.all(sql<{ 'QUERY PLAN': string }>`explain ${query}`)
    const text = plan.map((line) => line['QUERY PLAN']).join('\n')
    assert.match(text, /Index|Bitmap/, text)
    assert.doesNotMatch(text, /Seq Scan/, text)
  }
})

test('what creators were told when a day was over is kept, and scored by what became final', async (t) => {
  const db = await testDatabase(t, { modules: ['ledger', 'earnings', 'revenue'] })
  const clock = fakeClock('2026-11-22T09:00:00Z')
  const { events } = testJobs(t, db)
  const crowd = (ads: bigint) =>
    Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`v${at}`, { ads, watched: { [`c${at}/one`]: 9_000 } }]),
    )
  const ids = seededIds('told', clock)
  const at = (ads: bigint) => testRevenue({ db, clock, ids, events, stories: { [sunday]: crowd(ads) } })
  assert.deepEqual(await at(1_000n).revenue.keepEstimates(), [saturday, sunday])
  assert.deepEqual(await at(1_000n).revenue.accuracy(), {
    creatorPeriods: 0,
    medianError: null,
    withinFivePercent: null,
  })
  clock.set('2026-11-22T17:10:00Z') // ten minutes past midnight in Jakarta
  await at(2_000n).revenue.keepEstimates()
  clock.set('2026-11-22T17:40:00Z')
  await at(9_000n).revenue.keepEstimates() // the day is over: this comes too late to be what was told
  clock.set('2026-11-23T03:00:00Z')
  const { revenue, ledger } = at(1_960n) // invalid traffic was taken off
  await fillPool(db, ledger, toDay(sunday), 12n * 1_960n)
  await revenue.shareOut(toDay(sunday), 12n * 1_960n)
  await revenue.closePeriod('2026-W47')
  assert.deepEqual(await revenue.accuracy(), {
    creatorPeriods: 12,
    medianError: 204,
    withinFivePercent: 10_000,
  })
  assert.deepEqual(await revenue.expectedCorrection(creatorNamed('c1')), {
    low: -200,
    high: -200,
    days: 12,
    of: 'all',
  })
  assert.equal((await revenue.expectedCorrection(creatorNamed('nobody')))?.of, 'all')
})
