/** Every setting of a stage, a section a module. */
import { adsConfig } from '../modules/ads/index.ts'
import { captionsConfig } from '../modules/captions/index.ts'
import { coinsConfig } from '../modules/coins/index.ts'
import { draftsConfig } from '../modules/drafts/index.ts'
import { earningsConfig } from '../modules/earnings/index.ts'
import { feedConfig } from '../modules/feed/index.ts'
import { giftsConfig } from '../modules/gifts/index.ts'
import { hearingConfig } from '../modules/hearing/index.ts'
import { identityConfig } from '../modules/identity/index.ts'
import { mediaConfig } from '../modules/media/index.ts'
import { paymentsConfig } from '../modules/payments/index.ts'
import { payoutsConfig } from '../modules/payouts/index.ts'
import { playbackConfig } from '../modules/playback/index.ts'
import { recommendConfig } from '../modules/recommend/index.ts'
import { revenueConfig } from '../modules/revenue/index.ts'
import { searchConfig } from '../modules/search/index.ts'
import { socialConfig } from '../modules/social/index.ts'
import { soundsConfig } from '../modules/sounds/index.ts'
import { subscriptionsConfig } from '../modules/subscriptions/index.ts'
import { tastesConfig } from '../modules/tastes/index.ts'
import { taxConfig } from '../modules/tax/index.ts'
import { transparencyConfig } from '../modules/transparency/index.ts'
import { tuningConfig } from '../modules/tuning/index.ts'
import { videosConfig } from '../modules/videos/index.ts'
import { parseSections } from '../platform/config/index.ts'
import { storageConfig } from '../platform/storage/index.ts'
import { stageConfig } from './config.ts'

export const sections = {
  stage: stageConfig,
  storage: storageConfig,
  identity: identityConfig,
  tax: taxConfig,
  payments: paymentsConfig,
  media: mediaConfig,
  sounds: soundsConfig,
  videos: videosConfig,
  captions: captionsConfig,
  drafts: draftsConfig,
  social: socialConfig,
  playback: playbackConfig,
  tastes: tastesConfig,
  search: searchConfig,
  ads: adsConfig,
  earnings: earningsConfig,
  coins: coinsConfig,
  gifts: giftsConfig,
  subscriptions: subscriptionsConfig,
  revenue: revenueConfig,
  payouts: payoutsConfig,
  transparency: transparencyConfig,
  tuning: tuningConfig,
  hearing: hearingConfig,
  recommend: recommendConfig,
  feed: feedConfig,
}
export type Config = ReturnType<typeof readConfig>
export const readConfig = (env: Readonly<Record<string, string | undefined>>) => parseSections(sections, env)
