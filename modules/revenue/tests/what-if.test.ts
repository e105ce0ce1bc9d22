import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, seededIds, testDatabase, testHttp, testJobs } from '../../../platform/testing/index.ts'
import { mountRevenue } from '../index.ts'
import { creatorNamed, type DayStory, fillPool, poolOf, testRevenue } from '../testing.ts'
import { saturday, stories, sunday } from './stories.ts'

/** Twelve creators, so that others can be told of. */
const crowd: DayStory = Object.fromEntries(
  Array.from({ length: 12 }, (_, at) => [
    `viewer${at}`,
    { ads: BigInt(at + 1) * 1_000_000n, watched: { [`c${at}/one`]: 10_000, 'c0/one': 20_000 } },
  ]),
)

async function aStage(t: TestContext, told: Readonly<Record<string, DayStory>> = stories) {
  const db = await testDatabase(t, { modules: ['ledger', 'earnings', 'revenue'] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const { events } = testJobs(t, db)
  const ids = seededIds('what-if', clock)
  const { revenue, ledger } = testRevenue({ db, clock, ids, events, stories: told })
  for (const day of [saturday, sunday]) {
    const pool = poolOf(told[day] ?? {})
    await fillPool(db, ledger, toDay(day), pool)
    await revenue.shareOut(toDay(day), pool)
  }
  await revenue.closePeriod('2026-W47')
  const http = await testHttp(t, clock)
  mountRevenue(http, revenue)
  return { db, revenue, http }
}

const signedIn = (name: string, ...roles: string[]) => ({
  account: { id: creatorNamed(name), handle: name, roles: new Set(roles) },
})

interface Told {
  state: string
  result: {
    creators: number
    gain: number
    lose: number
    same: number
    actualMicro: string
    ruleMicro: string
  }
}
interface Mine {
  actualMicro: string
  rules: { rule: string; micro: string | null; others: { creators: number } | null }[]
}
interface Failed {
  error: { code: string }
}

test('a closed period run again under its own rule changes nobody; under others, the sums are exact', async (t) => {
  const { http, revenue } = await aStage(t)
  http.as(signedIn('op', 'operator'))
  const ask = async (query: string) =>
    (await http.call<Told>('GET', `/v1/admin/what-if?period=2026-W47&${query}`)).body
  const own = await ask('rule=viewer-day')
  assert.equal(own.state, 'ready')
  assert.deepEqual([own.result.gain, own.result.lose], [0, 0])
  assert.equal(own.result.ruleMicro, own.result.actualMicro)
  const [period] = await revenue.periods()
  assert.equal(own.result.actualMicro, String(period?.creatorsAccruedMicro))
  const pool = poolOf(stories[saturday] ?? {}) + poolOf(stories[sunday] ?? {})
  for (const rule of ['pro-rata', 'shorts']) {
    const { result } = await ask(`rule=${rule}&sharePercent=40`)
    assert.equal(result.ruleMicro, String((pool * 40n) / 100n))
  }
  const half = await ask('rule=equal-split&sharePercent=0')
  assert.equal(half.result.ruleMicro, '0')
  // The cap that was: a longer one is not known.
  const { body } = await http.call<{ capMs: string }>(
    'GET',
    '/v1/admin/what-if?period=2026-W47&rule=pro-rata&capMs=90000',
  )
  assert.equal(body.capMs, '60000')
  const none = await http.call<Failed>('GET', '/v1/admin/what-if?period=2026-W48&rule=pro-rata')
  assert.deepEqual([none.status, none.body.error.code], [404, 'period_cannot_be_rerun'])
})

test('creators see their own amounts, and of others only where there are enough', async (t) => {
  const few = await aStage(t)
  few.http.as(signedIn('xena'))
  const { body } = await few.http.call<Mine>('GET', '/v1/me/what-if?period=2026-W47')
  assert.deepEqual(
    body.rules.map((one) => [one.rule, one.micro !== null, one.others]),
    ['viewer-day', 'equal-split', 'pro-rata', 'shorts'].map((rule) => [rule, true, null]),
  )
  assert.equal(body.rules[0]?.micro, body.actualMicro)

  const many = await aStage(t, { [saturday]: crowd, [sunday]: crowd })
  many.http.as(signedIn('c3'))
  const told = (await many.http.call<Mine>('GET', '/v1/me/what-if?period=2026-W47')).body
  assert.equal(told.rules[2]?.others?.creators, 12)
})

test('a long period is worked out by job, once, and asked for again', async (t) => {
  const { db, revenue } = await aStage(t)
  await revenue.askWhatIfs('2026-W47')
  const before = await revenue.whatIf('2026-W47', { rule: 'pro-rata' })
  assert.equal(before.result, undefined)
  assert.equal(await revenue.workWhatIfs(), 4)
  assert.equal(await revenue.workWhatIfs(), 0)
  const after = await revenue.whatIf('2026-W47', { rule: 'pro-rata' })
  assert.equal(after.result?.creators, 3)
  const [row] = await db.all(
    sql<{ sum: bigint }>`select sum(micro)::bigint as sum from revenue.what_if_creator
      where rule = 'pro-rata 55/100 60000'`,
  )
  assert.equal(String(row?.sum), after.result?.ruleMicro)
})
