import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { fakeClock, seededIds, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import { shareTransferId } from '../accounts.ts'
import { creatorNamed, fillPool, poolOf, testRevenue, videoNamed } from '../testing.ts'
import { saturday, stories, sunday } from './stories.ts'

async function aStage(t: TestContext) {
  const db = await testDatabase(t, { modules: ['ledger', 'revenue'] })
  const clock = fakeClock('2026-11-22T09:00:00Z')
  const { events } = testJobs(t, db)
  const plain = testRevenue({ db, clock, ids: seededIds('revenue', clock), events, stories })
  const share = async (day: string) => {
    const pool = poolOf(stories[day] ?? {})
    await fillPool(db, plain.ledger, toDay(day), pool)
    await plain.revenue.shareOut(toDay(day), pool)
  }
  return { clock, revenue: plain.revenue, share }
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
