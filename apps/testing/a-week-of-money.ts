/** A stage on which money has moved: a merchant paid in, viewers watched, the week was closed. */
import assert from 'node:assert/strict'
import type { Client, House } from './house.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { Published } from '../../modules/videos/index.ts'

export interface WeekOfMoney {
  readonly creator: Client
  readonly merchant: Client
  readonly operator: Client
  readonly clip: Published
  readonly campaignId: string
}

/** The clock stands on a Wednesday when this begins, and on the Monday after when it ends. */
export async function aWeekOfMoney(house: House): Promise<WeekOfMoney> {
  const { stage, clock } = house
  const creator = await house.person('sari.senja')
  const merchant = await house.person('warung.tini', 'merchant')
  const operator = await house.person('penjaga', 'operator')
  assert.ok(creator.account && merchant.account && operator.account)
  const clip = await house.posts(creator, { caption: 'Senja di Losari #senja', seconds: 6 })
  const advert = await house.posts(merchant, { caption: 'nasi uduk', visibility: 'unlisted', seconds: 5 })
  const topUp = await stage.ads.requestTopUp(merchant.account.id, 500_000n)
  await stage.ads.confirmTopUp(operator.account.id, topUp.id, 'BCA 19/08 0001')
  await stage.ads.requestTopUp(merchant.account.id, 100_000n)
  const campaign = await stage.ads.openCampaign(merchant.account.id, {
    videoId: advert.id,
    title: 'Nasi uduk hangat',
    cta: 'chat',
    landingUrl: 'https://wa.me/6281200000000',
    cpmIdr: 100_000n,
    dailyBudgetIdr: 100_000n,
    totalBudgetIdr: 200_000n,
  })
  const tickets = Array.from({ length: 12 }, (_, viewer) => {
    const viewerKey = uuidFrom('test.viewer', String(viewer))
    const slot = { viewerKey, durationMs: 5_000, source: 'for_you' as const }
    return {
      viewerKey,
      clip: stage.playback.issueTicket({ ...slot, videoId: clip.id, creatorId: clip.ownerId, position: 1 }),
      ad: stage.playback.issueTicket({
        ...slot,
        videoId: advert.id,
        creatorId: advert.ownerId,
        position: 2,
        ad: { campaignId: campaign.id, priceMicro: 100_000_000n },
      }),
    }
  })
  clock.advance(30_000)
  for (const [at, { viewerKey, ...slots }] of tickets.entries())
    await stage.playback.ingest(
      { viewerKey, deviceKey: viewerKey, userAgent: 'Mozilla/5.0 (Linux; Android 14) Chrome/140 Mobile' },
      {
        batchId: uuidFrom('test.batch', viewerKey),
        events: [slots.clip, slots.ad].map((ticket, n) => ({
          eventId: uuidFrom('test.event', viewerKey, String(n)),
          ticket,
          ranges: [[0, at % 4 === 3 ? 1_500 : 5_000]],
          playedMs: at % 4 === 3 ? 1_500 : 5_000,
          visible: true,
          at: clock.now().toISOString(),
        })),
      },
    )
  await stage.playback.judgeDue()
  await stage.ads.billDue()
  clock.set('2026-08-24T03:00:00Z')
  await stage.playback.makeDaysAhead()
  await stage.admin.close()
  await stage.admin.audit()
  return { creator, merchant, operator, clip, campaignId: campaign.id }
}
