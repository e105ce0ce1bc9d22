import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { fakeClock, seededIds, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import { assertSound } from '../../ledger/testing.ts'
import { accrualAccount, type RevenueDeps } from '../index.ts'
import { creatorNamed, type DayStory, fillPool, poolOf, testRevenue } from '../testing.ts'

async function aStage(
  t: TestContext,
  stories: Readonly<Record<string, DayStory>>,
  overrides: Partial<RevenueDeps> = {},
) {
  const db = await testDatabase(t, { modules: ['ledger', 'earnings', 'revenue'] })
  const clock = fakeClock('2026-10-25T12:00:00Z')
  const { events } = testJobs(t, db)
  const { revenue, ledger } = testRevenue({
    db,
    clock,
    ids: seededIds('hard', clock),
    events,
    stories,
    overrides,
  })
  const share = async (...days: string[]) => {
    for (const day of days) {
      const pool = poolOf(stories[day] ?? {})
      await fillPool(db, ledger, toDay(day), pool)
      await revenue.shareOut(toDay(day), pool)
    }
  }
  return { db, clock, revenue, ledger, share }
}

const one = (ads: bigint): DayStory => ({ ani: { ads, watched: { 'xena/one': 9_000 } } })

test('I10: a day of 25 hours, on which clocks go back, closes at its own midnight and once', async (t) => {
  const day = '2026-10-25' // Berlin, a Sunday: 02:00 comes twice
  const { clock, revenue, ledger, share } = await aStage(
    t,
    { [day]: one(1_000_001n) },
    { timeZone: 'Europe/Berlin' },
  )
  await share(day)
  clock.set('2026-10-25T22:30:00Z') // half past eleven at night there: 24 hours and a half after it began
  assert.equal((await revenue.closePeriod('2026-W43')).status, 'too early')
  clock.set('2026-10-25T23:00:00Z')
  assert.equal((await revenue.closePeriod('2026-W43')).status, 'closed')
  assert.equal((await revenue.closePeriod('2026-W43')).status, 'closed before')
  await assertSound(ledger)
})

test('a clock that is set back makes no document older than the one before it, and closes nothing early', async (t) => {
  const days = [
    '2026-10-25',
    '2026-10-26',
    '2026-10-27',
    '2026-10-28',
    '2026-10-29',
    '2026-10-30',
    '2026-10-31',
    '2026-11-01',
  ]
  const { clock, revenue, share } = await aStage(
    t,
    Object.fromEntries(days.map((day) => [day, one(5_000_000n)])),
  )
  clock.set('2026-11-09T00:00:00Z') // a week ahead of the world
  await share(days[0] ?? '')
  await revenue.closePeriod('2026-W43')
  clock.set('2026-10-31T00:00:00Z')
  await share(...days.slice(1))
  assert.equal((await revenue.closePeriod('2026-W44')).status, 'too early')
  clock.set('2026-11-02T00:00:00Z')
  assert.equal((await revenue.closePeriod('2026-W44')).status, 'closed')
  const [second, first] = await revenue.periods()
  assert.ok(first && second && second.closedAt >= first.closedAt)
  assert.equal(await revenue.verifyDocuments(), undefined)
})

test('I10: a pool that nobody’s watching weighs on is held, whole, and no creator is made up', async (t) => {
  const day = '2026-10-25'
  const { clock, revenue, ledger, share } = await aStage(t, {
    [day]: { ani: { ads: 777n, watched: {} }, budi: { ads: 1n, watched: { 'xena/one': 0 } } },
  })
  await share(day)
  clock.set('2026-10-26T12:00:00Z')
  assert.equal((await revenue.closePeriod('2026-W43')).status, 'closed')
  const { body } = JSON.parse((await revenue.periodDocument('2026-W43')) ?? '')
  assert.deepEqual(
    [body.poolMicro, body.creators.accruedMicro, body.unattributed.accruedMicro, body.creators.tree.leaves],
    ['778', '0', '427', '0'],
  )
  assert.equal((await revenue.whatIf('2026-W43', { rule: 'pro-rata' })).result?.creators, 0)
  await assertSound(ledger)
})

test('amounts beyond 2^53 are shared, closed and stated to the last millionth', async (t) => {
  const day = '2026-10-25'
  const micro = 9_007_199_254_740_993n * 100n + 7n // Rp 900 billion in one day
  const { clock, revenue, ledger, share } = await aStage(t, { [day]: one(micro) })
  await share(day)
  clock.set('2026-10-26T12:00:00Z')
  await revenue.closePeriod('2026-W43')
  const part = (micro * 55n) / 100n
  const statement = await revenue.statement(creatorNamed('xena'), '2026-W43')
  assert.ok(statement && 'income' in statement.body && statement.body.ads)
  const { total } = statement.body.ads
  assert.equal(total.accruedMicro, String(part))
  assert.equal(total.posted, String(part / 1_000_000n))
  assert.equal(total.closingMicro, String(part % 1_000_000n))
  const [left] = await ledger.balances([accrualAccount(creatorNamed('xena'))])
  assert.equal((left?.creditsPosted ?? 0n) - (left?.debitsPosted ?? 0n), part % 1_000_000n)
  await assertSound(ledger)
})
