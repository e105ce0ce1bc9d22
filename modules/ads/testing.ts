/** A whole advertising side on a real database, and builders for the tests of later modules. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Ids } from '../../platform/ids.ts'
import { createMetrics } from '../../platform/metrics.ts'
import { accountId } from '../identity/index.ts'
import { createLedger, type Ledger } from '../ledger/index.ts'
import type { FakeGateway, Payments } from '../payments/index.ts'
import { testPayments } from '../payments/testing.ts'
import type { Playback } from '../playback/index.ts'
import { named, type TestVideo } from '../playback/testing.ts'
import type { Video } from '../videos/index.ts'
import {
  type Ads,
  type AdsConfig,
  adsConfig,
  type AdsDeps,
  type Campaign,
  createAds,
  type NewCampaign,
} from './index.ts'

type Promotable = Pick<Video, 'ownerId' | 'state' | 'visibility' | 'ageMarks'>

/** What ads know of a clip of that merchant. */
export const aPromotable = (ownerId: string, more: Partial<Promotable> = {}): Promotable => ({
  ownerId,
  state: 'published',
  visibility: 'public',
  ageMarks: { byOwner: false, stageReason: null },
  ...more,
})

export interface AdsStage {
  readonly ads: Ads
  readonly ledger: Ledger
  readonly payments: Payments
  readonly gateway: FakeGateway
  /** Videos that findMany knows: add those that campaigns promote. */
  readonly videos: Map<string, Promotable>
}

export function testAds(deps: {
  db: Db
  clock: Clock
  ids: Ids
  events: Events
  playback: Playback
  config?: Partial<AdsConfig>
  tax?: AdsDeps['tax']
}): AdsStage {
  const { config = {}, ...rest } = deps
  const videos: AdsStage['videos'] = new Map()
  const ledger = createLedger({ db: deps.db, clock: deps.clock })
  // Nothing waits for a job here: bank transfers need none, and a test starts other payments itself.
  const jobs = { send: async () => {} }
  const { payments, gateway } = testPayments({ db: deps.db, clock: deps.clock, ids: deps.ids, jobs, ledger })
  const ads = createAds({
    ...rest,
    config: adsConfig.defaults(config),
    metrics: createMetrics(),
    identity: { grantRole: async () => {} },
    ledger,
    payments,
    videos: { findMany: async (ids) => ids.flatMap((id) => videos.get(id) ?? []) },
  })
  return { ads, ledger, payments, gateway, videos }
}

export const operator = named('operator')

/** A merchant whose balance holds at least that many rupiah (the top-up's code comes on top). */
export async function aMerchant(ads: Ads, name: string, balanceIdr: bigint): Promise<string> {
  const id = accountId(named(name))
  await ads.openMerchant(id, name)
  if (balanceIdr > 0n) {
    const topUp = await ads.requestTopUp(id, balanceIdr)
    await ads.confirmTopUp(operator, topUp.id, `REF ${topUp.id}`)
  }
  return id
}

/** A running campaign at Rp20 an impression unless told. */
export async function aCampaign(
  { ads, videos }: AdsStage,
  merchantId: string,
  video: TestVideo,
  terms: Partial<NewCampaign> = {},
): Promise<Campaign> {
  videos.set(video.id, aPromotable(merchantId))
  return ads.openCampaign(merchantId, {
    videoId: video.id,
    title: 'Nasi uduk sejak subuh',
    cta: 'chat',
    landingUrl: 'https://wa.me/6281200000000',
    cpmIdr: 20_000n,
    dailyBudgetIdr: 20_000n,
    totalBudgetIdr: 100_000n,
    ...terms,
  })
}
