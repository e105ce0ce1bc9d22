import type { TestContext } from 'node:test'
import { fakeClock, seededIds, testDatabase, testJobs } from '../../../platform/testing/index.ts'
import type { Reporter } from '../../playback/index.ts'
import { type TestVideo, testPlayback, watches } from '../../playback/testing.ts'
import { type AdsConfig, type AdsDeps, daySettled, workAds } from '../index.ts'
import { testAds } from '../testing.ts'

/** Ads, playback and ledger of the test's own, at noon in Jakarta on 23 November 2026. */
export async function stage(
  t: TestContext,
  config: Partial<AdsConfig> = {},
  more: Pick<AdsDeps, 'tax'> = {},
) {
  const clock = fakeClock('2026-11-23T05:00:00Z')
  const db = await testDatabase(t, { modules: ['ledger', 'tax', 'payments', 'playback', 'ads'] })
  const { jobs, events } = testJobs(t, db)
  const settled: { day: string; poolMicro: string }[] = []
  events.on(daySettled, 'test', async (payload) => {
    settled.push(payload)
  })
  const ids = seededIds(t.name, clock)
  const playback = testPlayback({ db, clock, ids, events })
  const deps = { db, clock, ids, events, playback, ...more, config: { FREQUENCY_PER_DAY: 1_000, ...config } }
  const house = testAds(deps)
  workAds(jobs, events, house.ads)
  /** Offers an ad, shows it for that long, and reports it. @returns the ticket, or undefined: no ad was offered */
  const shows = async (viewer: Reporter, video: TestVideo, seconds = 3): Promise<string | undefined> => {
    const offer = house.ads.pickAd({ viewerKey: viewer.viewerKey, position: 10, organicSinceAd: 9 })
    if (!offer) return undefined
    const { campaignId, priceMicro } = offer
    return watches(playback, clock, viewer, video, { seconds, ad: { campaignId, priceMicro } })
  }
  return {
    ...house,
    house,
    clock,
    db,
    jobs,
    events,
    ids,
    playback,
    settled,
    shows,
    again: () => testAds(deps),
  }
}
