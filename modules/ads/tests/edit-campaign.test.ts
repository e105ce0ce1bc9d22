import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { sql } from '../../../platform/db/index.ts'
import { testHttp } from '../../../platform/testing/index.ts'
import { aVideo, aViewer, issueFor, named, watches } from '../../playback/testing.ts'
import { changeCampaign } from '../campaigns.ts'
import { type CampaignEdit, mountAds } from '../index.ts'
import { aCampaign, aMerchant, operator } from '../testing.ts'
import { stage } from './stage.ts'

const clip = aVideo('nasi', 'tini', 15_000)
const place = { viewerKey: aViewer('sari').viewerKey, position: 4, organicSinceAd: 3 }

test('every term can be changed before the first day, and the next offer says so', async (t) => {
  const { house, ads, clock } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const campaign = await aCampaign(house, tini, clip, { startsOn: toDay('2026-11-30') })
  const edit: CampaignEdit = {
    title: 'Soto pagi',
    cta: 'order',
    landingUrl: 'https://soto.example.com/pesan',
    cpmIdr: 30_000n,
    dailyBudgetIdr: 25_000n,
    totalBudgetIdr: 50_000n,
    startsOn: toDay('2026-11-24'),
    endsOn: toDay('2026-11-25'),
  }
  const changed = await ads.changeCampaign(tini, campaign.id, { ...edit, revision: campaign.revision })
  assert.deepEqual([changed.revision, changed.state], [campaign.revision + 1, 'active'])
  assert.deepEqual((await ads.readCampaign(tini, campaign.id)).campaign, changed)
  clock.set('2026-11-24T05:00:00Z')
  await ads.refresh()
  const { title, cta, landingUrl: url } = edit
  assert.deepEqual(ads.pickAd(place), {
    campaignId: campaign.id,
    videoId: clip.id,
    merchant: 'tini',
    title,
    cta,
    url,
    priceMicro: 30_000_000n,
  })
})

test('an edit of what has changed since is refused and undoes nothing; pausing in between is no change', async (t) => {
  const { house, ads } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const { id, revision } = await aCampaign(house, tini, clip)
  await ads.changeCampaign(tini, id, { state: 'paused' })
  const edits = await Promise.allSettled(
    ['Soto', 'Rawon', 'Gudeg'].map((title) => ads.changeCampaign(tini, id, { title, revision })),
  )
  const stood = edits.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const refused = edits.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))
  assert.equal(stood.length, 1)
  assert.equal(refused.length, 2)
  for (const why of refused) assert.match(why, /campaign_changed/)
  const { campaign } = await ads.readCampaign(tini, id)
  assert.deepEqual(campaign, stood[0])
  assert.equal(campaign.state, 'paused')
})

test('edits of different terms both stand, without a revision too', async (t) => {
  const { house, ads } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const { id, revision } = await aCampaign(house, tini, clip)
  await Promise.all([
    ads.changeCampaign(tini, id, { title: 'Rawon' }),
    ads.changeCampaign(tini, id, { totalBudgetIdr: 200_000n }),
    ads.changeCampaign(tini, id, { state: 'paused' }),
  ])
  const { campaign } = await ads.readCampaign(tini, id)
  assert.deepEqual(
    [campaign.title, campaign.totalBudgetMicro, campaign.state, campaign.revision],
    ['Rawon', 200_000_000_000n, 'paused', revision + 2],
  )
})

test('the total holds what is spent and one more impression, at the price as it will be', async (t) => {
  const { house, ads, shows, playback } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const { id } = await aCampaign(house, tini, clip, { cpmIdr: 500_000n, dailyBudgetIdr: 10_000n })
  for (let n = 0; n < 21; n++) {
    await ads.changeCampaign(tini, id, { dailyBudgetIdr: 100_000n })
    assert.ok(await shows(aViewer(`viewer ${n}`), clip), `impression ${n}`)
  }
  await playback.judgeDue()
  await ads.billDue()
  const cases: [CampaignEdit, unknown][] = [
    [
      { dailyBudgetIdr: 10_000n, totalBudgetIdr: 10_500n },
      { spent: '10500', least: '11000' },
    ],
    [
      { dailyBudgetIdr: 10_000n, totalBudgetIdr: 10_999n },
      { spent: '10500', least: '11000' },
    ],
    [
      { dailyBudgetIdr: 10_000n, totalBudgetIdr: 10_001n, cpmIdr: 1_001n },
      { spent: '10500', least: '10502' },
    ],
  ]
  for (const [edit, params] of cases)
    await assert.rejects(ads.changeCampaign(tini, id, edit), { message: /budget_below_spent/, params })
  const kept = await ads.changeCampaign(tini, id, { dailyBudgetIdr: 10_000n, totalBudgetIdr: 11_000n })
  assert.deepEqual([kept.state, kept.spentMicro], ['active', 10_500_000_000n])
  await assert.rejects(ads.changeCampaign(tini, id, { cpmIdr: 500_001n }), { message: /cpm_out_of_range/ })
})

test('a new price is for tickets signed from then on; those offered before keep theirs', async (t) => {
  const { house, ads, playback, clock } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const { id: campaignId } = await aCampaign(house, tini, clip)
  const sari = aViewer('sari')
  const price = ads.pickAd(place)?.priceMicro ?? 0n
  const ticket = issueFor(playback, sari, clip, { campaignId, priceMicro: price })
  await ads.changeCampaign(tini, campaignId, { cpmIdr: 40_000n })
  const after = ads.pickAd({ ...place, viewerKey: named('dewi') })?.priceMicro
  assert.deepEqual([price, after], [20_000_000n, 40_000_000n])
  await watches(playback, clock, sari, clip, { seconds: 3, ticket })
  await playback.judgeDue()
  await ads.billDue()
  assert.equal((await ads.readCampaign(tini, campaignId)).campaign.spentMicro, 20_000_000n)
})

test('the first day moves until it has come, and no day moves into the past', async (t) => {
  const { house, ads, clock } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const { id } = await aCampaign(house, tini, clip, {
    startsOn: toDay('2026-11-25'),
    endsOn: toDay('2026-11-27'),
  })
  const change = (edit: CampaignEdit) => ads.changeCampaign(tini, id, edit)
  await assert.rejects(change({ startsOn: toDay('2026-11-22') }), { message: /dates_wrong/ })
  await assert.rejects(change({ startsOn: toDay('2026-11-28') }), { message: /dates_wrong/ })
  assert.equal((await change({ startsOn: toDay('2026-11-24') })).startsOn, '2026-11-24')
  clock.set('2026-11-26T05:00:00Z')
  await assert.rejects(change({ startsOn: toDay('2026-11-27') }), {
    message: /campaign_started/,
    params: { day: '2026-11-24' },
  })
  assert.equal((await change({ startsOn: toDay('2026-11-24'), title: 'Soto pagi' })).title, 'Soto pagi')
  await assert.rejects(change({ endsOn: toDay('2026-11-25') }), { message: /dates_wrong/ })
  assert.equal((await change({ endsOn: toDay('2026-11-26') })).endsOn, '2026-11-26')
  // Over, and not yet tidied away: its last day is past and may stay, or move on.
  clock.set('2026-11-27T05:00:00Z')
  assert.equal((await change({ title: 'Rawon' })).endsOn, '2026-11-26')
  assert.equal((await change({ endsOn: toDay('2026-11-27') })).endsOn, '2026-11-27')
})

test('a price that the balance cannot pay stops the campaign, one that it can starts it again', async (t) => {
  const { house, ads } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 0n)
  const { id } = await aCampaign(house, tini, clip)
  assert.equal((await ads.changeCampaign(tini, id, { title: 'Rawon' })).state, 'out_of_money')
  await aMerchant(ads, 'tini', 20_000n)
  assert.equal((await ads.changeCampaign(tini, id, { title: 'Soto' })).state, 'active')
})

test('a top-up that is confirmed during an edit is not lost on the campaign', async (t) => {
  const { house, ads, db, clock, ids, ledger } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 0n)
  const { id } = await aCampaign(house, tini, clip)
  const topUp = await ads.requestTopUp(tini, 50_000n)
  await ads.changeCampaign(tini, id, { state: 'paused' })
  let confirmed: Promise<unknown> = Promise.resolve()
  const waits = async (): Promise<void> => {
    const count = async () =>
      (
        await db.one(sql<{ count: number }>`
          select count(*)::int as count from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`)
      ).count
    while ((await count()) === 0);
  }
  const balanceOf = async (_: string, tx: Parameters<typeof ledger.balances>[1]) => {
    const before = await ledger.balances([named('nobody')], tx)
    confirmed = ads.confirmTopUp(operator, topUp.id, 'BCA 0007')
    await Promise.race([confirmed, waits()])
    return before[0]?.creditsPosted ?? 0n
  }
  const videos = { findMany: async () => [] }
  const deps = { db, clock, ids, videos, config: ads.config, balanceOf }
  assert.equal(
    (await changeCampaign(deps, tini, id, { title: 'Rawon', state: 'active' })).state,
    'out_of_money',
  )
  await confirmed
  const { campaign } = await ads.readCampaign(tini, id)
  assert.deepEqual([campaign.state, campaign.title], ['active', 'Rawon'])
})

test('the list says what each campaign brought, as its own page does', async (t) => {
  const { house, ads, shows, playback, clock } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const other = await aMerchant(ads, 'budi', 100_000n)
  const seen = await aCampaign(house, tini, clip)
  const sari = aViewer('sari')
  const click = (ticket: string | undefined) => ads.recordClick(sari, ticket ?? '')
  await click(await shows(sari, clip))
  await shows(sari, clip)
  await click(await shows(sari, clip, 1))
  await click(await shows({ ...sari, userAgent: 'Googlebot' }, clip))
  await playback.judgeDue()
  await ads.billDue()
  clock.set('2026-11-24T05:00:00Z')
  await ads.refresh()
  await click(await shows(sari, clip))
  await playback.judgeDue()
  await ads.billDue()
  await ads.changeCampaign(tini, seen.id, { state: 'paused' })
  const fresh = await aCampaign(house, tini, clip, { title: 'Belum tampil' })
  const theirs = await aCampaign(house, other, aVideo('bakso', 'budi'))
  const figures = (await ads.campaignsOf(tini)).map((one) => [one.id, one.impressions, one.clicks])
  assert.deepEqual(figures, [
    [fresh.id, 0, 0],
    [seen.id, 3, 2],
  ])
  assert.deepEqual(
    (await ads.campaignsOf(other)).map((one) => one.id),
    [theirs.id],
  )
  const { days } = await ads.readCampaign(tini, seen.id)
  assert.deepEqual(
    days.map((day) => [day.impressions, day.clicks]),
    [
      [1, 1],
      [2, 1],
    ],
  )
})

test('over HTTP: an edit names its revision, a stale one is told so in words, the list has figures', async (t) => {
  const { house, ads, clock } = await stage(t)
  const http = await testHttp(t, clock)
  mountAds(http, ads)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const { id } = await aCampaign(house, tini, clip, { startsOn: toDay('2026-11-25') })
  http.as({ account: { id: tini, handle: 'tini', roles: new Set(['merchant']) } })
  type Told = { campaign: { revision: number; startsOn: string }; error: { code: string; message: string } }
  const path = `/v1/campaigns/${id}`
  const edit = { startsOn: '2026-11-24', endsOn: '2026-12-01', cpmIdr: '25000', revision: 1 }
  const first = await http.call<Told>('PATCH', path, edit)
  assert.deepEqual(
    [first.status, first.body.campaign.revision, first.body.campaign.startsOn],
    [200, 2, '2026-11-24'],
  )
  const stale = await http.call<Told>('PATCH', path, { totalBudgetIdr: '90000', revision: 1 })
  assert.deepEqual([stale.status, stale.body.error.code], [409, 'campaign_changed'])
  assert.equal((await http.call('PATCH', path, { title: 'Soto', revision: 0 })).status, 400)
  const list = await http.call<{ campaigns: { impressions: number; clicks: number; revision: number }[] }>(
    'GET',
    '/v1/campaigns',
  )
  assert.deepEqual(
    list.body.campaigns.map((one) => [one.impressions, one.clicks, one.revision]),
    [[0, 0, 2]],
  )
})
