import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toDay } from '../../../platform/clock.ts'
import { testHttp } from '../../../platform/testing/index.ts'
import { aVideo, aViewer, named } from '../../playback/testing.ts'
import { mountAds, type NewCampaign } from '../index.ts'
import { aCampaign, aMerchant, aPromotable } from '../testing.ts'
import { stage } from './stage.ts'

const clip = aVideo('nasi', 'tini', 15_000)
const place = { viewerKey: aViewer('sari').viewerKey, position: 4, organicSinceAd: 3 }

test('a campaign with wrong terms is refused by name', async (t) => {
  const { house, ads, videos } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const wrong: [Partial<NewCampaign>, RegExp][] = [
    [{ cpmIdr: 999n }, /cpm_out_of_range/],
    [{ cpmIdr: 500_001n }, /cpm_out_of_range/],
    [{ dailyBudgetIdr: 9_999n }, /budget_out_of_range/],
    [{ totalBudgetIdr: 19_999n }, /budget_out_of_range/],
    [{ totalBudgetIdr: 10n ** 12n }, /budget_out_of_range/],
    [{ startsOn: toDay('2026-11-22') }, /dates_wrong/],
    [{ startsOn: toDay('2026-11-25'), endsOn: toDay('2026-11-24') }, /dates_wrong/],
    [{ endsOn: toDay('2027-11-24') }, /dates_wrong/],
    [{ landingUrl: 'http://toko.example.com' }, /landing_url_refused/],
    [{ videoId: named('someone else’s') }, /video_not_promotable/],
  ]
  for (const [terms, refusal] of wrong)
    await assert.rejects(aCampaign(house, tini, clip, terms), { message: refusal })
  const { videoId, title, cta, landingUrl, cpmIdr } = await aCampaign(house, tini, clip)
  const terms = { videoId, title, cta, landingUrl, cpmIdr, dailyBudgetIdr: 20_000n, totalBudgetIdr: 20_000n }
  assert.equal((await ads.openCampaign(tini, terms)).state, 'active')
  for (const change of [
    { state: 'removed' },
    { visibility: 'private' },
    { ownerId: named('budi') },
    { ageMarks: { byOwner: true, stageReason: null } },
  ] as const) {
    videos.set(clip.id, aPromotable(tini, change))
    await assert.rejects(ads.openCampaign(tini, terms), { message: /video_not_promotable/ })
  }
})

test('an offer obeys the policy, dates, the viewer’s share, and never goes to the merchant', async (t) => {
  const { house, ads, clock } = await stage(t, { FREQUENCY_PER_DAY: 2 })
  const tini = await aMerchant(ads, 'tini', 100_000n)
  assert.equal(ads.pickAd(place), undefined)
  const campaign = await aCampaign(house, tini, clip, {
    startsOn: toDay('2026-11-24'),
    endsOn: toDay('2026-11-24'),
  })
  assert.equal(ads.pickAd(place), undefined)
  clock.set('2026-11-24T05:00:00Z')
  await ads.refresh()
  assert.equal(ads.pickAd({ ...place, position: 3, organicSinceAd: 2 }), undefined)
  assert.equal(ads.pickAd({ ...place, viewerKey: tini }), undefined)
  assert.deepEqual(ads.pickAd(place), {
    campaignId: campaign.id,
    videoId: clip.id,
    merchant: 'tini',
    title: campaign.title,
    cta: 'chat',
    url: campaign.landingUrl,
    priceMicro: 20_000_000n,
  })
  assert.ok(ads.pickAd(place))
  assert.equal(ads.pickAd(place), undefined, 'two a day and viewer')
  assert.ok(ads.pickAd({ ...place, viewerKey: named('dewi') }))
  clock.set('2026-11-24T17:00:00Z')
  await ads.refresh()
  assert.equal(ads.pickAd({ ...place, viewerKey: named('eko') }), undefined, 'its last day is over')
  await ads.tidyUp()
  assert.equal((await ads.readCampaign(tini, campaign.id)).campaign.state, 'ended')
})

test('what is offered holds its price until it lapses', async (t) => {
  const { house, ads, clock } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 20_000n)
  await aCampaign(house, tini, clip, { cpmIdr: 500_000n, dailyBudgetIdr: 10_000n, totalBudgetIdr: 10_000n })
  const offers = () => {
    let count = 0
    while (count < 100 && ads.pickAd({ ...place, viewerKey: named(`viewer ${count}`) })) count++
    return count
  }
  // Noon: a tenth and half of the rest of Rp10,000 are planned, Rp5,500 at Rp500 each.
  assert.equal(offers(), 11)
  assert.equal(offers(), 0)
  clock.advance(15 * 60_000)
  assert.equal(offers(), 11)
})

test('pausing stops offers at once; budgets may move, not below what is spent; an end is final', async (t) => {
  const { house, ads, shows, playback } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 100_000n)
  const campaign = await aCampaign(house, tini, clip, { cpmIdr: 500_000n })
  await shows(aViewer('sari'), clip)
  await playback.judgeDue()
  await ads.billDue()
  await ads.changeCampaign(tini, campaign.id, { state: 'paused' })
  assert.equal(ads.pickAd(place), undefined)
  const changed = await ads.changeCampaign(tini, campaign.id, {
    state: 'active',
    title: 'Soto pagi',
    endsOn: null,
  })
  assert.deepEqual([changed.state, changed.title, changed.spentMicro], ['active', 'Soto pagi', 500_000_000n])
  assert.equal(ads.pickAd(place)?.title, 'Soto pagi')
  await assert.rejects(ads.changeCampaign(named('budi'), campaign.id, { state: 'paused' }), {
    message: /not_found/,
  })
  await assert.rejects(ads.changeCampaign(tini, campaign.id, { totalBudgetIdr: 499n }), {
    message: /budget_/,
  })
  await ads.changeCampaign(tini, campaign.id, { state: 'ended' })
  await assert.rejects(ads.changeCampaign(tini, campaign.id, { state: 'active' }), {
    message: /campaign_ended/,
  })
})

test('without money a campaign waits, and runs when the top-up arrives', async (t) => {
  const { house, ads } = await stage(t)
  const tini = await aMerchant(ads, 'tini', 0n)
  const campaign = await aCampaign(house, tini, clip)
  assert.equal(campaign.state, 'out_of_money')
  assert.equal(ads.pickAd(place), undefined)
  await aMerchant(ads, 'tini', 20_000n)
  assert.equal((await ads.readCampaign(tini, campaign.id)).campaign.state, 'active')
  assert.ok(ads.pickAd(place))
})

test('over HTTP: become a merchant, top up, run a campaign; others find nothing', async (t) => {
  const { ads, clock, videos } = await stage(t)
  const http = await testHttp(t, clock)
  mountAds(http, ads)
  const tini = named('tini')
  http.as({})
  assert.equal((await http.call('GET', '/v1/merchant')).status, 401)
  http.as({ account: { id: tini, handle: 'tini', roles: new Set() } })
  assert.equal((await http.call<{ merchant: unknown }>('GET', '/v1/merchant')).body.merchant, null)
  assert.equal((await http.call('GET', '/v1/campaigns')).status, 403)
  const opened = await http.call<{ merchant: { name: string } }>('POST', '/v1/merchant', {
    name: 'Warung Bu Tini',
  })
  assert.equal(opened.body.merchant.name, 'Warung Bu Tini')
  http.as({ account: { id: tini, handle: 'tini', roles: new Set(['merchant']) } })
  const asked = await http.call<{ topUp: { payableIdr: string; state: string } }>(
    'POST',
    '/v1/merchant/top-ups',
    {
      amountIdr: '200000',
    },
  )
  assert.deepEqual([asked.status, asked.body.topUp.state], [201, 'requested'])
  assert.equal((await http.call('POST', '/v1/merchant/top-ups', { amountIdr: 200000 })).status, 400)
  assert.equal((await http.call<{ topUps: unknown[] }>('GET', '/v1/merchant/top-ups')).body.topUps.length, 1)
  videos.set(clip.id, aPromotable(tini, { visibility: 'unlisted' }))
  const terms = {
    videoId: clip.id,
    title: 'Nasi uduk',
    cta: 'order',
    landingUrl: 'https://wa.me/628120000',
    cpmIdr: '20000',
    dailyBudgetIdr: '20000',
    totalBudgetIdr: '140000',
  }
  const made = await http.call<{ campaign: { id: string; state: string } }>('POST', '/v1/campaigns', terms)
  assert.deepEqual([made.status, made.body.campaign.state], [201, 'out_of_money'])
  const path = `/v1/campaigns/${made.body.campaign.id}`
  assert.equal((await http.call('PATCH', path, { state: 'paused' })).status, 200)
  assert.equal((await http.call('PATCH', path, { state: 'out_of_money' })).status, 400)
  assert.equal((await http.call<{ days: unknown[] }>('GET', path)).body.days.length, 0)
  http.as({ account: { id: named('budi'), handle: 'budi', roles: new Set(['merchant']) } })
  assert.equal((await http.call('GET', path)).status, 404)
  assert.equal((await http.call('PATCH', path, { state: 'ended' })).status, 404)
  http.as({})
  const click = await http.call<{ error: { code: string } }>('POST', '/v1/ad-clicks', { ticket: 'AQ' })
  assert.deepEqual([click.status, click.body.error.code], [422, 'bad_ad_ticket'])
})
