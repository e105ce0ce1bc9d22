import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { assertSound } from '../../ledger/testing.ts'
import { anEvent, aVideo, aViewer, aVisitor, issueFor, named, watches } from '../../playback/testing.ts'
import type { ViewerSpend } from '../index.ts'
import { lockMark } from '../store-billing.ts'
import { aCampaign, aMerchant } from '../testing.ts'
import { stage } from './stage.ts'

const today = toDay('2026-11-23')
const clip = aVideo('nasi', 'tini', 15_000)
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

test('a seen ad costs its price once; a robot’s and a glance cost nothing; the day’s pool is their sum', async (t) => {
  const { house, ads, ledger, playback, clock, jobs, settled, shows } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const campaign = await aCampaign(house, tini, clip)
  const before = (await ads.findMerchant(tini))?.balanceMicro ?? 0n
  const ad = { campaignId: campaign.id, priceMicro: 20_000_000n }
  const seen = await shows(aViewer('sari'), clip)
  await shows(aViewer('sari'), clip)
  await watches(playback, clock, aViewer('sari'), clip, { seconds: 5, ad, ticket: seen ?? '' })
  await shows(aVisitor('phone'), clip)
  await shows(aViewer('dewi'), clip, 1)
  await shows({ ...aViewer('bot'), userAgent: 'Googlebot' }, clip)
  await playback.judgeDue()
  await ads.billDue()
  await ads.billDue()
  assert.equal((await ads.findMerchant(tini))?.balanceMicro, before - 60_000_000n)
  await playback.closeDay(today)
  await jobs.drain()
  assert.deepEqual(settled, [{ day: today, poolMicro: '60000000' }])
  assert.equal(await ads.settleDay(today), 60_000_000n)
  assert.equal(await ads.settledPool(today), 60_000_000n)
  await jobs.drain()
  assert.equal(settled.length, 1)
  const spend = [
    { viewerKey: aViewer('sari').viewerKey, micro: 40_000_000n },
    { viewerKey: aVisitor('phone').viewerKey, micro: 20_000_000n },
  ]
  assert.deepEqual(
    await collect(ads.eachViewerSpend(today)),
    spend.toSorted((a, b) => (a.viewerKey < b.viewerKey ? -1 : 1)),
  )
  const { days, campaign: now } = await ads.readCampaign(tini, campaign.id)
  assert.deepEqual(days, [
    { day: today, impressions: 3, clicks: 0, spentMicro: 60_000_000n, unbilled: { robot: 1 } },
  ])
  assert.equal(now.spentMicro, 60_000_000n)
  await assertSound(ledger)
})

test('a ticket that was set aside first is billed when it is seen after all', async (t) => {
  const { house, ads, playback, clock } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const campaign = await aCampaign(house, tini, clip)
  const sari = aViewer('sari')
  const ticket = issueFor(playback, sari, clip, { campaignId: campaign.id, priceMicro: 20_000_000n })
  const report = async (visible: boolean) => {
    clock.advance(4_000)
    const event = anEvent(ticket, { ranges: [[0, 4_000]], playedMs: 4_000, visible })
    await playback.ingest(sari, { batchId: named('batch'), events: [event] })
    await playback.judgeDue()
    await ads.billDue()
    const [day] = (await ads.readCampaign(tini, campaign.id)).days
    return [day?.impressions, day?.unbilled]
  }
  assert.deepEqual(await report(false), [0, { not_visible: 1 }])
  assert.deepEqual(await report(true), [1, {}])
  assert.deepEqual(await report(true), [1, {}])
})

test('a click counts once, for who was shown the ad, and when it was seen', async (t) => {
  const { house, ads, playback, shows, clock } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const campaign = await aCampaign(house, tini, clip)
  const [sari, dewi] = [aViewer('sari'), aViewer('dewi')]
  const [seen, glance] = [await shows(sari, clip), await shows(dewi, clip, 1)]
  assert.ok(seen && glance)
  assert.deepEqual(
    await Promise.all([ads.recordClick(sari, seen), ads.recordClick(sari, seen)]).then((all) =>
      all.toSorted(),
    ),
    [false, true],
  )
  assert.equal(await ads.recordClick(dewi, glance), true)
  const bad = { message: /bad_ad_ticket/ }
  await assert.rejects(ads.recordClick(dewi, seen), bad)
  await assert.rejects(ads.recordClick(sari, 'forged'), bad)
  await assert.rejects(ads.recordClick(sari, issueFor(playback, sari, clip)), bad)
  await playback.judgeDue()
  await ads.billDue()
  assert.equal((await ads.readCampaign(tini, campaign.id)).days[0]?.clicks, 1)
  clock.advance(3 * 3_600_000)
  await assert.rejects(ads.recordClick(sari, seen), bad)
})

test('what is beyond a budget or a balance is free, kept with its reason, and stops the campaign', async (t) => {
  const { house, ads, playback, clock, ledger } = await stage(t)
  const [tini, joko] = [await aMerchant(ads, 'tini', 1_000_000n), await aMerchant(ads, 'joko', 20_000n)]
  const cpm = { cpmIdr: 500_000n, dailyBudgetIdr: 10_000n }
  const small = await aCampaign(house, tini, clip, { ...cpm, totalBudgetIdr: 10_000n })
  const wide = await aCampaign(house, tini, clip, { ...cpm, totalBudgetIdr: 900_000n })
  const broke = await aCampaign(house, joko, clip, {
    cpmIdr: 500_000n,
    dailyBudgetIdr: 900_000n,
    totalBudgetIdr: 900_000n,
  })
  const affordable = Number(((await ads.findMerchant(joko))?.balanceMicro ?? 0n) / 500_000_000n)
  // Tickets signed elsewhere, far more than the money: nothing but billing stands in their way.
  for (const { id: campaignId } of [small, wide, broke])
    for (let n = 0; n < 60; n++)
      await watches(playback, clock, aViewer(`v${n}`), clip, {
        seconds: 3,
        ad: { campaignId, priceMicro: 500_000_000n },
      })
  await playback.judgeDue()
  await ads.billDue()
  const outcome = async (merchant: string, id: string) => {
    const { campaign, days } = await ads.readCampaign(merchant, id)
    return [campaign.state, campaign.spentMicro, days[0]?.impressions, days[0]?.unbilled]
  }
  assert.deepEqual(await outcome(tini, small.id), ['ended', 10_000_000_000n, 20, { total_budget: 40 }])
  assert.deepEqual(await outcome(tini, wide.id), ['active', 10_000_000_000n, 20, { daily_budget: 40 }])
  const paid = BigInt(affordable) * 500_000_000n
  assert.deepEqual(await outcome(joko, broke.id), [
    'out_of_money',
    paid,
    affordable,
    { balance: 60 - affordable },
  ])
  await playback.closeDay(today)
  assert.equal(await ads.settleDay(today), 20_000_000_000n + paid)
  await assertSound(ledger)
})

test('law: with duplicates, several nodes and any order, a ticket is billed once and no limit is passed', async (t) => {
  const { house, ads, ledger, playback, clock, db, again } = await stage(t, {
    BILL_BATCH: 7,
    DAILY_BUDGET_MIN: 1_000,
    TOP_UP_MIN: 1_000,
  })
  const tini = await aMerchant(ads, 'tini', 7_000n)
  const nodes = [ads, again().ads, again().ads]
  const campaigns = [
    await aCampaign(house, tini, clip, {
      cpmIdr: 300_000n,
      dailyBudgetIdr: 10_000n,
      totalBudgetIdr: 14_000n,
    }),
    await aCampaign(house, tini, clip, {
      cpmIdr: 400_000n,
      dailyBudgetIdr: 2_400n,
      totalBudgetIdr: 5_000n,
    }),
  ]
  const shown: { viewer: ReturnType<typeof aViewer>; ticket: string }[] = []
  const aStep = fc.record({
    viewer: fc.nat(9),
    campaign: fc.nat(1),
    repeat: fc.option(fc.nat(500)),
    bill: fc.nat(5),
    nextDay: fc.nat(40),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 5, maxLength: 25 }), async (steps) => {
      for (const step of steps) {
        const campaign = campaigns[step.campaign]
        const viewer = aViewer(`v${step.viewer}`)
        assert.ok(campaign)
        const old = step.repeat === null ? undefined : shown[step.repeat % Math.max(1, shown.length)]
        const ad = { campaignId: campaign.id, priceMicro: campaign.cpmIdr * 1_000n }
        const again = old
          ? { viewer: old.viewer, ticket: old.ticket }
          : { viewer, ticket: issueFor(playback, viewer, clip, ad) }
        await watches(playback, clock, again.viewer, clip, { seconds: 3, ad, ticket: again.ticket })
        shown.push(again)
        if (step.nextDay === 0) clock.advance(86_400_000)
        if (step.bill > 3) {
          await playback.judgeDue()
          await Promise.all(nodes.map((node) => node.billDue()))
        }
      }
    }),
    { numRuns: 12, seed: 23, endOnFailure: true },
  )
  await playback.judgeDue()
  await Promise.all(nodes.map((node) => node.billDue()))
  const balance = (await ads.findMerchant(tini))?.balanceMicro ?? -1n
  const sums = await db.one(sql<{
    billed: bigint
    tickets: bigint
    spent: bigint
    over: bigint
    unbilled: bigint
  }>`
    select coalesce(sum(price_micro) filter (where transfer_id is not null), 0)::bigint as billed,
      count(*) filter (where transfer_id is not null) as tickets, count(*) filter (where transfer_id is null) as unbilled,
      (select sum(spent_micro)::bigint from ads.campaign) as spent,
      (select count(*) from ads.campaign_day d join ads.campaign c on c.id = d.campaign_id
        where d.spent_micro > c.daily_budget_micro) as over
    from ads.impression`)
  const [topUp] = await ads.topUpsOf(tini)
  assert.equal(balance, (topUp?.payableIdr ?? 0n) * 1_000_000n - sums.billed)
  assert.ok(balance >= 0n && sums.billed === sums.spent && sums.over === 0n)
  assert.ok(
    sums.tickets > 15n && sums.unbilled > 5n,
    `the seed reaches the limits: ${sums.tickets} ${sums.unbilled}`,
  )
  const { missing } = await db.one(sql<{ missing: bigint }>`
    select count(*) as missing from (select distinct ticket_id from playback.impression where word = 7) as v
    left join ads.impression i using (ticket_id) where i.ticket_id is null`)
  assert.equal(missing, 0n, 'every seen ticket has its row')
  await assertSound(ledger)
})

test('a day is settled only after playback closed it, and a late view belongs to the next day', async (t) => {
  const { house, ads, playback, shows, jobs, settled } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  await aCampaign(house, tini, clip)
  await assert.rejects(ads.settleDay(today), { message: /after it was closed/ })
  await shows(aViewer('sari'), clip)
  await playback.closeDay(today)
  await shows(aViewer('dewi'), clip)
  await playback.judgeDue()
  await ads.billDue()
  await jobs.drain()
  assert.deepEqual(settled, [{ day: today, poolMicro: '20000000' }])
  const next = await collect<ViewerSpend>(ads.eachViewerSpend(toDay('2026-11-24')))
  assert.deepEqual(next, [{ viewerKey: aViewer('dewi').viewerKey, micro: 20_000_000n }])
})

test('an empty day settles with an empty pool', async (t) => {
  const { playback, jobs, settled } = await stage(t)
  await playback.closeDay(today)
  await jobs.drain()
  assert.deepEqual(settled, [{ day: today, poolMicro: '0' }])
})

test('a node that waited for another reads on from where that one ended', async (t) => {
  const { house, ads, playback, shows, db } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  await aCampaign(house, tini, clip)
  await shows(aViewer('sari'), clip)
  await playback.judgeDue()
  let billing: Promise<number> | undefined
  await db.transaction(async (tx) => {
    await lockMark(tx)
    let done = false
    billing = ads.billDue().finally(() => {
      done = true
    })
    const waiting = () =>
      db.maybe(
        sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' limit 1`,
      )
    while (!done && !(await waiting()));
    await shows(aViewer('dewi'), clip)
    await playback.judgeDue()
  })
  assert.equal(await billing, 2)
})
