/** Wires the stage together: the one place that knows every module. Nothing here decides anything. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAds, workAds } from '../modules/ads/index.ts'
import { createAdmin, workAdmin } from '../modules/admin/index.ts'
import { createCaptions, workCaptions } from '../modules/captions/index.ts'
import { createCoins, platformIncome } from '../modules/coins/index.ts'
import { createDrafts, workDrafts } from '../modules/drafts/index.ts'
import { createEarnings, type EarningsDeps, workEarnings } from '../modules/earnings/index.ts'
import { createFeed, workFeed } from '../modules/feed/index.ts'
import { createGifts } from '../modules/gifts/index.ts'
import { createHearing, workHearing } from '../modules/hearing/index.ts'
import { createIdentity, workIdentity } from '../modules/identity/index.ts'
import { createLedger, workLedger } from '../modules/ledger/index.ts'
import { createMedia } from '../modules/media/index.ts'
import { createFakeGateway, createPayments, workPayments } from '../modules/payments/index.ts'
import { createPayouts, fakePayoutProvider, workPayouts } from '../modules/payouts/index.ts'
import { createPlayback, videoPopular, workPlayback } from '../modules/playback/index.ts'
import { createRevenue, ed25519Signer, taxRuleFacts, workRevenue } from '../modules/revenue/index.ts'
import { createSearch, workSearch } from '../modules/search/index.ts'
import { createSounds, workSounds } from '../modules/sounds/index.ts'
import { createSocial } from '../modules/social/index.ts'
import { createStudio } from '../modules/studio/index.ts'
import { createSubscriptions, workSubscriptions } from '../modules/subscriptions/index.ts'
import { createTastes } from '../modules/tastes/index.ts'
import { configuredRules, createTax } from '../modules/tax/index.ts'
import { createTransparency, workTransparency } from '../modules/transparency/index.ts'
import { createVideos, workVideos } from '../modules/videos/index.ts'
import type { Clock } from '../platform/clock.ts'
import { createDb, loadMigrations, migrate } from '../platform/db/index.ts'
import { createEvents } from '../platform/events/index.ts'
import type { Http } from '../platform/http/index.ts'
import type { Ids } from '../platform/ids.ts'
import { createJobs } from '../platform/jobs/index.ts'
import type { Logger } from '../platform/log.ts'
import { createMetrics } from '../platform/metrics.ts'
import { openStorage } from '../platform/storage/index.ts'
import { feedSources } from './feed-sources.ts'
import { mountStage } from './mount-stage.ts'
import { neededFiles } from './needed-files.ts'
import type { Secrets } from './secrets.ts'
import type { Config } from './sections.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

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
  /** Payment gateways are pretended: a trial or a test, where no money moves. */
  readonly fakeGateway?: boolean
  readonly strictReplies?: boolean
  readonly rateLimits?: boolean
}

export type Modules = Awaited<ReturnType<typeof composeModules>>
export interface Stage extends Modules {
  /** The HTTP server with all routes; listens to nothing yet. */
  serve(): Promise<Http>
}

export async function compose(deps: StageDeps): Promise<Stage> {
  const modules = await composeModules(deps)
  const { strictReplies, rateLimits } = deps
  const isDemo = () => (deps.demoAccounts?.().size ?? 0) > 0
  return {
    ...modules,
    async serve() {
      const http = await mountStage(modules, { isDemo, strictReplies, rateLimits })
      modules.tax.start()
      await Promise.all([modules.hearing.start(), modules.feed.start(), modules.ads.start()])
      return http
    },
  }
}

/** Brings the database up to date and builds every module; serves and works nothing yet. */
async function composeModules(deps: StageDeps) {
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
  const storage = openStorage(config.storage, {
    disk: resolve(dataFolder, 'media'),
    scratch: resolve(dataFolder, 'uploads', 'scratch'),
  })

  const identity = createIdentity({ db, clock, ids, config: config.identity })
  const ledger = createLedger({ db, clock, metrics })
  const tax = await createTax({
    db,
    clock,
    timeZone,
    country: config.tax.COUNTRY,
    rules: configuredRules(config.tax),
    onFault: (err) => log.warn({ event: 'tax-switches-not-read', err }),
  })
  const fakeGateway =
    deps.fakeGateway || config.payments.FAKE_GATEWAY
      ? createFakeGateway(secrets.secret('fake-gateway'))
      : undefined
  const payments = createPayments({
    db,
    clock,
    ids,
    jobs,
    ledger,
    identity,
    config: config.payments,
    log,
    fake: fakeGateway,
  })
  fakeGateway?.deliverTo(({ provider, headers, raw }) => payments.receive(provider, headers, raw))
  const media = await createMedia({
    db,
    clock,
    ids,
    jobs,
    events,
    storage,
    config: config.media,
    log,
    metrics,
    folder: resolve(dataFolder, 'uploads'),
    secret: secrets.secret('media-links'),
  })
  const sounds = createSounds({
    db,
    clock,
    jobs,
    events,
    config: config.sounds,
    media,
    accounts: identity,
  })
  const videos = createVideos({
    db,
    clock,
    ids,
    events,
    config: config.videos,
    stageName: config.stage.NAME,
    media,
    sounds,
    accounts: identity,
    isFollower: (viewer, owner) => social.isFollower(viewer, owner),
    isSubscriber: (viewer, owner) => subscriptions.isSubscriber(viewer, owner),
    captionsOf: (videoIds) => captions.captionsOf(videoIds),
  })
  const captions = createCaptions({ db, clock, ids, jobs, log, config: config.captions, videos, media })
  const drafts = createDrafts({
    db,
    clock,
    ids,
    jobs,
    log,
    config: config.drafts,
    media,
    videos,
    sounds,
  })
  media.keep.releaseUnless(neededFiles({ videos, sounds, drafts }))
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
  const tastes = createTastes({
    db,
    clock,
    log,
    timeZone,
    config: config.tastes,
    playback,
    videos,
    sounds,
    accounts: identity,
  })
  const search = createSearch({ db, clock, accounts: identity, sounds, videos, captions, social, playback })
  const ads = createAds({
    db,
    clock,
    ids,
    events,
    metrics,
    config: config.ads,
    identity,
    ledger,
    payments,
    tax,
    playback,
    videos,
  })
  /** Advertisers' money that a creator should not have had goes back to the advertiser. */
  const toMerchant: NonNullable<EarningsDeps['handOn']>['advertiser_refund'] = (tx, deducted) =>
    ads.giveBack(tx, {
      id: deducted.id,
      merchantId: deducted.owedTo,
      from: deducted.from,
      amountIdr: deducted.amountIdr,
    })
  const earnings = createEarnings({
    db,
    clock,
    ids,
    config: config.earnings,
    ledger,
    videos,
    identity,
    timeZone,
    countOperators: () => identity.countRole('operator'),
    creatorsBefore: () => revenue.creatorsPosted(),
    handOn: { invalid_traffic: toMerchant, advertiser_refund: toMerchant },
    toAccounts: { chargeback: platformIncome, correction: platformIncome },
  })
  const coins = createCoins({ db, clock, metrics, config: config.coins, identity, ledger, payments, tax })
  const gifts = createGifts({
    db,
    clock,
    events,
    config: config.gifts,
    identity,
    videos,
    ledger,
    coins,
    earnings,
    payments,
    tax,
  })
  const subscriptions = createSubscriptions({
    db,
    clock,
    events,
    log,
    config: config.subscriptions,
    identity,
    ledger,
    earnings,
    payments,
    tax,
  })
  const payouts = createPayouts({
    db,
    clock,
    ids,
    log,
    config: config.payouts,
    timeZone,
    ledger,
    earnings,
    tax,
    identity,
    keys: { current: 'a', secrets: { a: secrets.secret('payee-fields') } },
    ...(config.payouts.PROVIDER === 'fake' ? { providers: [fakePayoutProvider({ paysAtOnce: true })] } : {}),
  })
  const signer = ed25519Signer(secrets.seed('period-signing'))
  const revenue = createRevenue({
    db,
    clock,
    ids,
    events,
    config: config.revenue,
    ledger,
    earnings,
    income: [earnings, payouts],
    async taxRules(wanted) {
      const known = (await tax.rules()).filter(({ rule }) => wanted.includes(rule.id))
      return known.flatMap(({ rule }) => taxRuleFacts(rule) ?? [])
    },
    playback,
    ads,
    signer,
    ...(stage.NEXT_SIGNING_KEY ? { nextSigner: ed25519Signer(secrets.seed('period-signing-next')) } : {}),
    timeZone,
    currency: 'IDR',
  })
  const transparency = createTransparency({
    db,
    clock,
    config: config.transparency,
    signer,
    timeZone,
    currency: 'IDR',
    revenue,
    earnings,
    payments,
    payouts,
  })
  const hearing = createHearing({
    db,
    clock,
    events,
    config: config.hearing,
    log,
    timeZone,
    random: deps.random,
    identity,
    media,
    videos,
    social,
    playback,
  })
  const feed = createFeed({
    db,
    clock,
    ids,
    config: config.feed,
    log,
    metrics,
    random: deps.random,
    ...feedSources({ videos, social, playback, tastes, hearing, ads, demoAccounts, clock, timeZone }),
  })
  social.onChange((account) => feed.forget(account))
  const studio = createStudio({ clock, timeZone, identity, videos, playback, social, revenue, hearing })
  const admin = createAdmin({
    media,
    videos,
    clips: () => feed.size(),
    db,
    clock,
    timeZone,
    log,
    isDemo: () => demoAccounts().size > 0,
    identity,
    ledger,
    payments,
    playback,
    ads,
    coins,
    earnings,
    revenue,
    payouts,
    transparency,
    social,
    jobs,
    freeBytes: () => storage.free(),
  })

  events.on(videoPopular, 'media.want-better', async ({ videoId }) => {
    await media.wantBetter((await videos.findMany([videoId])).map((video) => video.assetId))
  })
  workIdentity(jobs, identity)
  workLedger(jobs, ledger)
  workPayments(jobs, payments)
  workSounds(jobs, sounds)
  workVideos(jobs, videos)
  workDrafts(jobs, drafts)
  workCaptions(jobs, captions)
  workEarnings(jobs, earnings)
  workPlayback(jobs, playback, config.playback)
  workSearch(jobs, search, config.search)
  workAds(jobs, events, ads)
  workSubscriptions(jobs, events, subscriptions)
  workRevenue(jobs, events, revenue)
  workPayouts(jobs, payouts)
  workTransparency(jobs, transparency)
  workFeed(jobs, feed)
  workHearing(jobs, hearing, config.hearing)
  workAdmin(jobs, admin)

  return {
    config,
    db,
    clock,
    ids,
    log,
    metrics,
    jobs,
    events,
    storage,
    identity,
    ledger,
    tax,
    payments,
    fakeGateway,
    media,
    sounds,
    videos,
    captions,
    drafts,
    social,
    playback,
    tastes,
    search,
    ads,
    earnings,
    coins,
    gifts,
    subscriptions,
    revenue,
    payouts,
    transparency,
    hearing,
    feed,
    studio,
    admin,
    /** Lets running work end, then closes what is open. */
    async close(): Promise<void> {
      await feed.stop()
      hearing.stop()
      ads.stop()
      tax.stop()
      await tastes.stop()
      await jobs.stop()
      await ledger.idle()
      await db.close()
    },
  }
}
