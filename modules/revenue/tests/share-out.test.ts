import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, seededIds, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import { assertSound } from '../../ledger/testing.ts'
import { poolAccount, shareTransferId } from '../accounts.ts'
import { accrualAccount, platformAccount, unattributedAccount } from '../index.ts'
import { creatorNamed, fillPool, named, poolOf, storyFacts, testRevenue } from '../testing.ts'
import { saturday, saturdayStory, stories, sunday, sundayStory } from './stories.ts'

async function aStage(t: TestContext, overrides: Parameters<typeof testRevenue>[0]['overrides'] = {}) {
  const db = await testDatabase(t, { modules: ['ledger', 'earnings', 'revenue'] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const ids = seededIds('revenue', clock)
  const { events } = testJobs(t, db)
  const { revenue, ledger } = testRevenue({ db, clock, ids, events, stories, overrides })
  const balance = async (id: string): Promise<bigint> => {
    const [found] = await ledger.balances([id])
    return found === undefined ? 0n : found.creditsPosted - found.debitsPosted
  }
  return { db, clock, ids, events, revenue, ledger, balance }
}

test('a day’s pool goes to creators, platform and the held account, to the last unit', async (t) => {
  const { db, revenue, ledger, balance } = await aStage(t)
  const day = toDay(saturday)
  const pool = poolOf(saturdayStory)
  await fillPool(db, ledger, day, pool)
  assert.equal(await revenue.shareOut(day, pool), 'shared')

  const xena = await balance(accrualAccount(creatorNamed('xena')))
  const yoga = await balance(accrualAccount(creatorNamed('yoga')))
  assert.equal(xena, 495_000_000n)
  assert.equal(yoga, 55_000_000n + 550_000_003n)
  assert.equal(await balance(unattributedAccount), 275_000_000n)
  assert.equal(await balance(platformAccount), pool - xena - yoga - 275_000_000n)
  assert.equal(await balance(poolAccount(day)), 0n)
  await assertSound(ledger)

  assert.equal(await revenue.shareOut(day, pool), 'shared before')
  assert.equal(await balance(accrualAccount(creatorNamed('xena'))), xena)
  await assert.rejects(revenue.shareOut(day, pool + 1n), /settled once/)
})

test('nothing is shared when the pool is not what the viewers’ ads earned', async (t) => {
  const { db, revenue, ledger, balance } = await aStage(t)
  const day = toDay(saturday)
  await fillPool(db, ledger, day, 5n)
  await assert.rejects(revenue.shareOut(day, 5n), /pool is what/)
  assert.equal(await balance(poolAccount(day)), 5n)
  assert.deepEqual(await db.all(sql`select from revenue.day`), [])
  assert.deepEqual(await db.all(sql`select from revenue.allocation`), [])
})

test('a day without ads is shared out as nothing', async (t) => {
  const { db, revenue, ledger } = await aStage(t)
  const day = toDay('2026-11-24')
  await fillPool(db, ledger, day, 0n)
  assert.equal(await revenue.shareOut(day, 0n), 'shared')
  const row = await db.one(sql<{ viewerRoot: Buffer; creatorLeaves: bigint }>`
    select viewer_root as "viewerRoot", creator_leaves as "creatorLeaves" from revenue.day`)
  assert.equal(row.creatorLeaves, 0n)
  assert.match(row.viewerRoot.toString('hex'), /^e3b0c442.*7852b855$/)
})

test('a viewer has one name in a period, and it is not the viewer’s key', async (t) => {
  const { db, revenue, ledger } = await aStage(t)
  for (const [day, story] of [
    [saturday, saturdayStory],
    [sunday, sundayStory],
  ] as const) {
    await fillPool(db, ledger, toDay(day), poolOf(story))
    await revenue.shareOut(toDay(day), poolOf(story))
  }
  const names = await db.all(sql<{ viewer: string; days: bigint }>`
    select viewer, count(*) as days from revenue.viewer_day group by viewer`)
  assert.deepEqual(names.map(({ days }) => days).sort(), [1n, 1n, 1n, 1n, 2n])
  for (const { viewer } of names)
    for (const person of ['ani', 'budi', 'citra', 'eko', 'fajar']) assert.notEqual(viewer, named(person))
})

test('amounts that are fixed cannot be edited', async (t) => {
  const { db, revenue, ledger } = await aStage(t)
  await fillPool(db, ledger, toDay(saturday), poolOf(saturdayStory))
  await revenue.shareOut(toDay(saturday), poolOf(saturdayStory))
  for (const change of [
    sql`update revenue.allocation set micro = micro + 1`,
    sql`delete from revenue.creator_day`,
    sql`truncate revenue.viewer_day`,
  ])
    await assert.rejects(db.run(change), /is final/)
})

/** Everything that was decided, as text. */
const everything = async (db: Awaited<ReturnType<typeof testDatabase>>) =>
  JSON.stringify(
    [
      await db.all(sql`select * from revenue.allocation order by day, creator_id, viewer, video_id`),
      await db.all(sql`select * from revenue.viewer_day order by day, viewer`),
      await db.all(sql`select * from revenue.creator_day order by day, creator_id`),
      await db.all(sql`select * from revenue.day order by day`),
    ],
    (_, value) => (typeof value === 'bigint' ? String(value) : value),
  )

test('a crash at any point and a second run leave the same bytes and pay nobody twice', async (t) => {
  const day = toDay(sunday)
  const pool = poolOf(sundayStory)
  const smooth = await aStage(t)
  await fillPool(smooth.db, smooth.ledger, day, pool)
  await smooth.revenue.shareOut(day, pool)
  const expected = await everything(smooth.db)
  const balances = (stage: typeof smooth) =>
    Promise.all(
      [
        accrualAccount(creatorNamed('xena')),
        accrualAccount(creatorNamed('zaki')),
        platformAccount,
        poolAccount(day),
      ].map(stage.balance),
    )
  const expectedBalances = await balances(smooth)

  // Each fault strikes once, at the nth call of what it breaks; afterwards everything works.
  const faults = ['eachPaidView', 'openAccounts', 'submit before', 'submit after', 'publish'] as const
  for (const fault of faults) {
    let strikes = fault === 'openAccounts' || fault.startsWith('submit') ? 2 : 1
    const strike = (): void => {
      if (strikes > 0 && --strikes === 0) throw new Error('the process died')
    }
    const facts = storyFacts(stories)
    const stage = await aStage(t)
    const { revenue } = testRevenue({
      ...stage,
      ids: seededIds('revenue', stage.clock),
      stories,
      overrides: {
        playback: {
          ...facts.playback,
          async *eachPaidView(of) {
            yield* facts.playback.eachPaidView(of)
            if (fault === 'eachPaidView') strike()
          },
        },
        ledger: {
          balances: stage.ledger.balances,
          submitIn: stage.ledger.submitIn,
          async openAccounts(on, accounts) {
            if (fault === 'openAccounts') strike()
            return stage.ledger.openAccounts(on, accounts)
          },
          async submit(transfers) {
            if (fault === 'submit before') strike()
            const results = await stage.ledger.submit(transfers)
            if (fault === 'submit after') strike()
            return results
          },
        },
        events: {
          ...stage.events,
          async publish(tx, event, payload) {
            if (fault === 'publish') strike()
            return stage.events.publish(tx, event, payload)
          },
        },
      },
    })
    await fillPool(stage.db, stage.ledger, day, pool)
    await assert.rejects(revenue.shareOut(day, pool), /the process died/, fault)
    assert.equal(await revenue.shareOut(day, pool), 'shared', fault)
    assert.equal(await everything(stage.db), expected, fault)
    assert.deepEqual(await balances(stage), expectedBalances, fault)
    await assertSound(stage.ledger)
  }
})

test('two workers on one day share it out once', async (t) => {
  const { db, revenue, ledger, balance } = await aStage(t)
  const day = toDay(sunday)
  const pool = poolOf(sundayStory)
  await fillPool(db, ledger, day, pool)
  await Promise.all([1, 2, 3].map(() => revenue.shareOut(day, pool)))
  assert.equal(await balance(poolAccount(day)), 0n)
  const [made] = await ledger.findTransfers([shareTransferId(day, creatorNamed('xena'))])
  assert.equal(made?.amount, await balance(accrualAccount(creatorNamed('xena'))))
})
