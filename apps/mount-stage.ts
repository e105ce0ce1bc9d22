/** The stage's one HTTP server: every module's routes, health, and the web app's pages. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mountAdmin } from '../modules/admin/index.ts'
import { mountAds } from '../modules/ads/index.ts'
import { mountCaptions } from '../modules/captions/index.ts'
import { mountCoins } from '../modules/coins/index.ts'
import { mountDrafts } from '../modules/drafts/index.ts'
import { mountEarnings } from '../modules/earnings/index.ts'
import { mountFeed } from '../modules/feed/index.ts'
import { mountGifts } from '../modules/gifts/index.ts'
import { mountHearing } from '../modules/hearing/index.ts'
import { mountIdentity } from '../modules/identity/index.ts'
import { mountMedia } from '../modules/media/index.ts'
import { mountPayments } from '../modules/payments/index.ts'
import { mountPayouts } from '../modules/payouts/index.ts'
import { mountPlayback } from '../modules/playback/index.ts'
import { mountRevenue } from '../modules/revenue/index.ts'
import { mountSearch } from '../modules/search/index.ts'
import { mountSounds } from '../modules/sounds/index.ts'
import { mountSocial } from '../modules/social/index.ts'
import { mountStudio } from '../modules/studio/index.ts'
import { mountSubscriptions } from '../modules/subscriptions/index.ts'
import { mountTastes } from '../modules/tastes/index.ts'
import { mountTax } from '../modules/tax/index.ts'
import { mountTransparency } from '../modules/transparency/index.ts'
import { mountTuning } from '../modules/tuning/index.ts'
import { mountVideos } from '../modules/videos/index.ts'
import { createHttp, type Http } from '../platform/http/index.ts'
import type { Modules } from './compose.ts'
import { addSecurityHeaders, storeOrigins } from './headers.ts'
import { mountHealth } from './health.ts'
import { headOfPage } from './page-heads.ts'
import { mountPages } from './pages.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
export const version = '0.1.0'

export interface MountOptions {
  readonly isDemo: () => boolean
  readonly strictReplies?: boolean | undefined
  readonly rateLimits?: boolean | undefined
}

/** Listens to nothing yet. */
export async function mountStage(stage: Modules, options: MountOptions): Promise<Http> {
  const { clock, config, db, log, metrics, storage } = stage
  const { isDemo, strictReplies, rateLimits } = options
  const http = await createHttp({
    clock,
    log,
    metrics,
    ...(strictReplies === undefined ? {} : { strictReplies }),
    ...(rateLimits === undefined ? {} : { rateLimits }),
    ...(config.stage.TRUST_PROXY === '' ? {} : { trustProxy: config.stage.TRUST_PROXY }),
  })
  const mediaFrom = storeOrigins(config.storage)
  addSecurityHeaders(http.app, { secureOnly: config.stage.SECURE_ONLY, mediaFrom })
  mountIdentity(http, stage.identity, { isDemo })
  mountTax(http, stage.tax)
  mountPayments(http, stage.payments, {
    identity: stage.identity,
    transaction: (work) => db.transaction(work),
    fake: stage.fakeGateway,
  })
  mountMedia(http, stage.media)
  mountSounds(http, stage.sounds)
  mountVideos(http, stage.videos)
  mountCaptions(http, stage.captions)
  mountDrafts(http, stage.drafts)
  mountSocial(http, stage.social, stage.identity)
  mountPlayback(http, stage.playback)
  mountTastes(http, stage.tastes)
  mountSearch(http, stage.search)
  mountAds(http, stage.ads)
  mountEarnings(http, stage.earnings)
  mountCoins(http, stage.coins)
  mountGifts(http, stage.gifts, stage.coins)
  mountSubscriptions(http, stage.subscriptions)
  mountRevenue(http, stage.revenue)
  mountPayouts(http, stage.payouts, stage.identity)
  mountTransparency(http, stage.transparency)
  mountTuning(http, stage.tuning, {
    identity: stage.identity,
    tastes: stage.tastes,
    likes: stage.likes,
    videos: stage.videos,
    models: stage.recommend,
  })
  mountHearing(http, stage.hearing)
  mountFeed(http, stage.feed)
  mountStudio(http, stage.studio)
  mountAdmin(http, stage.admin)
  mountHealth(http, { db, metrics, name: config.stage.NAME, version, freeBytes: () => storage.free() })
  await mountPages(http, {
    folder: resolve(root, 'web/build'),
    name: config.stage.NAME,
    publicUrl: config.stage.PUBLIC_URL,
    mediaFrom,
    headOf: headOfPage({ ...stage, isDemo, publicUrl: config.stage.PUBLIC_URL }),
  })
  return http
}
