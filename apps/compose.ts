/** Wires the stage together: the one place that knows every module. Nothing here decides anything. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { adsConfig, createAds, mountAds, workAds } from '../modules/ads/index.ts'
import { createAdmin, mountAdmin, workAdmin } from '../modules/admin/index.ts'
import { createFeed, feedConfig, mountFeed } from '../modules/feed/index.ts'
import { createIdentity, identityConfig, mountIdentity, workIdentity } from '../modules/identity/index.ts'
import { createLedger, workLedger } from '../modules/ledger/index.ts'
import { createMedia, mediaConfig, mountMedia } from '../modules/media/index.ts'
import { createPlayback, mountPlayback, playbackConfig, workPlayback } from '../modules/playback/index.ts'
import {
  createRevenue,
  ed25519Signer,
  mountRevenue,
  revenueConfig,
  workRevenue,
} from '../modules/revenue/index.ts'
import { createSocial, mountSocial } from '../modules/social/index.ts'
import { createStudio, mountStudio } from '../modules/studio/index.ts'
import { createVideos, mountVideos, videosConfig } from '../modules/videos/index.ts'
import type { Clock } from '../platform/clock.ts'
import { parseSections } from '../platform/config/index.ts'
import { createDb, loadMigrations, migrate } from '../platform/db/index.ts'
import { createEvents } from '../platform/events/index.ts'
import { createHttp, type Http } from '../platform/http/index.ts'
import type { Ids } from '../platform/ids.ts'
import { createJobs } from '../platform/jobs/index.ts'
import type { Logger } from '../platform/log.ts'
import { createMetrics } from '../platform/metrics.ts'
import { diskStorage } from '../platform/storage/index.ts'
import { stageConfig } from './config.ts'
import { feedSources } from './feed-sources.ts'
import { addSecurityHeaders } from './headers.ts'
import { mountHealth } from './health.ts'
import { headOfPage } from './page-heads.ts'
import { mountPages } from './pages.ts'
import type { Secrets } from './secrets.ts'

export const sections = {
  stage: stageConfig,
  identity: identityConfig,
  media: mediaConfig,
  videos: videosConfig,
  playback: playbackConfig,
  ads: adsConfig,
  revenue: revenueConfig,
  feed: feedConfig,
}
export type Config = ReturnType<typeof readConfig>
export const readConfig = (env: Readonly<Record<string, string | undefined>>) => parseSections(sections, env)

const root = fileURLToPath(new URL('..', import.meta.url))
export const version = '0.1.0'

export interface StageDeps {
  readonly config: Config
  readonly databaseUrl: string
  readonly secrets: Secrets
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  readonly random: () => number
  /** Accounts that the demo made: what is theirs is labelled. */
  readonly demoAccounts?: () => ReadonlySet<string>
  readonly strictReplies?: boolean
  readonly rateLimits?: boolean
}

export type Stage = Awaited<ReturnType<typeof compose>>

/** Brings the database up to date and builds every module; serves and works nothing yet. */
export async function compose(deps: StageDeps) {
  const { config, clock, ids, log, secrets } = deps
  const { stage } = config
  const dataFolder = resolve(stage.DATA)
  const timeZone = stage.TIME_ZONE
  const demoAccounts = deps.demoAccounts ?? (() => new Set<string>())
  const db = createDb({
    url: deps.databaseUrl,
    max: 16,
    onFault: (err) => log.warn({ event: 'database-fault', err }),
  })
  const ran = await migrate(db, loadMigrations(resolve(root, 'modules')))
  if (ran.length > 0) log.info({ event: 'migrated', migrations: ran })

  const metrics = createMetrics({ process: true })
  const jobs = createJobs({ db, log })
  const events = createEvents(jobs)
  const storage = diskStorage(resolve(dataFolder, 'media'))

  const identity = createIdentity({ db, clock, ids, config: config.identity })
  const ledger = createLedger({ db, clock, metrics })
  const media = await createMedia({
    db,
    clock,
    ids,
    jobs,
    events,
    storage,
    config: config.media,
    log,
    folder: resolve(dataFolder, 'uploads'),
    secret: secrets.secret('media-links'),
  })
  const videos = createVideos({
    db,
    clock,
    ids,
    events,
    config: config.videos,
    media,
    accounts: identity,
    isFollower: (viewer, owner) => social.isFollower(viewer, owner),
  })
  const social = createSocial({
    db,
    clock,
    async canSee(viewer, videoId) {
      const [video] = await videos.findMany([videoId])
      return video !== undefined && videos.maySee(video, viewer)
    },
  })
  const playback = createPlayback({
    db,
    clock,
    ids,
    events,
    metrics,
    identity,
    config: { ...config.playback, TICKET_KEY: config.playback.TICKET_KEY ?? secrets.secret('tickets') },
  })
  const ads = createAds({
    db,
    clock,
    ids,
    events,
    metrics,
    config: config.ads,
    identity,
    ledger,
    playback,
    videos,
  })
  const revenue = createRevenue({
    db,
    clock,
    ids,
    events,
    config: config.revenue,
    ledger,
    playback,
    ads,
    signer: ed25519Signer(secrets.seed('period-signing')),
    timeZone,
    currency: 'IDR',
  })
  const feed = createFeed({
    clock,
    config: config.feed,
    log,
    random: deps.random,
    ...feedSources({ videos, social, playback, ads, demoAccounts }),
  })
  social.onChange((account) => feed.forget(account))
  const studio = createStudio({ clock, timeZone, identity, videos, playback, social, revenue })
  const admin = createAdmin({
    media,
    clips: () => feed.size(),
    db,
    clock,
    timeZone,
    log,
    isDemo: () => demoAccounts().size > 0,
    identity,
    ledger,
    playback,
    ads,
    revenue,
    social,
    jobs,
    freeBytes: () => storage.free(),
  })

  workIdentity(jobs, identity)
  workLedger(jobs, ledger)
  workPlayback(jobs, playback, config.playback)
  workAds(jobs, events, ads)
  workRevenue(jobs, events, revenue)
  workAdmin(jobs, admin)

  async function serve(): Promise<Http> {
    const http = await createHttp({
      clock,
      log,
      metrics,
      ...(deps.strictReplies === undefined ? {} : { strictReplies: deps.strictReplies }),
      ...(deps.rateLimits === undefined ? {} : { rateLimits: deps.rateLimits }),
      ...(stage.TRUST_PROXY === '' ? {} : { trustProxy: stage.TRUST_PROXY }),
    })
    addSecurityHeaders(http.app, { secureOnly: stage.SECURE_ONLY })
    mountIdentity(http, identity, { isDemo: () => demoAccounts().size > 0 })
    mountMedia(http, media)
    mountVideos(http, videos)
    mountSocial(http, social, identity)
    mountPlayback(http, playback)
    mountAds(http, ads)
    mountRevenue(http, revenue)
    mountFeed(http, feed)
    mountStudio(http, studio)
    mountAdmin(http, admin)
    mountHealth(http, { db, metrics, name: stage.NAME, version, freeBytes: () => storage.free() })
    await mountPages(http, {
      folder: resolve(root, 'web/build'),
      name: stage.NAME,
      publicUrl: stage.PUBLIC_URL,
      headOf: headOfPage({
        identity,
        videos,
        social,
        feed,
        isDemo: () => demoAccounts().size > 0,
        publicUrl: stage.PUBLIC_URL,
      }),
    })
    await Promise.all([feed.start(), ads.start()])
    return http
  }

  return {
    config,
    db,
    clock,
    ids,
    log,
    jobs,
    events,
    storage,
    identity,
    ledger,
    media,
    videos,
    social,
    playback,
    ads,
    revenue,
    feed,
    studio,
    admin,
    serve,
    /** Lets running work end, then closes what is open. */
    async close(): Promise<void> {
      feed.stop()
      ads.stop()
      await jobs.stop()
      await ledger.idle()
      await db.close()
    },
  }
}
