/** Wires the stage together: `compose/` knows every module, a group a file. Nothing here decides anything. */
import { createAdmin, workAdmin } from '../modules/admin/index.ts'
import { createFeed, learnedRanker, settingsBefore, workFeed } from '../modules/feed/index.ts'
import { createHearing, workHearing } from '../modules/hearing/index.ts'
import { createIdentity, workIdentity } from '../modules/identity/index.ts'
import { createStudio } from '../modules/studio/index.ts'
import { createTuning, workTuning } from '../modules/tuning/index.ts'
import type { Http } from '../platform/http/index.ts'
import { composeClips } from './compose/clips.ts'
import { openGround, type StageDeps } from './compose/ground.ts'
import { composeIncome } from './compose/income.ts'
import { composeLearning } from './compose/learning.ts'
import { composePaying } from './compose/paying.ts'
import { composeRetrieval } from './compose/retrieval.ts'
import { feedExternal } from './feed-external.ts'
import { feedSources } from './feed-sources.ts'
import { mountStage } from './mount-stage.ts'

export type { StageDeps } from './compose/ground.ts'

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
      await modules.tuning.start()
      await Promise.all([modules.hearing.start(), modules.feed.start(), modules.ads.start()])
      modules.retrieval.start()
      await modules.recommend.start()
      return http
    },
  }
}

/** Brings the database up to date and builds every module; serves and works nothing yet. */
async function composeModules(deps: StageDeps) {
  const ground = await openGround(deps)
  const { config, db, clock, ids, log, metrics, jobs, events, storage, timeZone, demoAccounts } = ground
  const identity = createIdentity({ db, clock, ids, config: config.identity })
  const paying = await composePaying(ground, identity)
  const clips = await composeClips(ground, identity, {
    isSubscriber: (viewer, owner) => income.subscriptions.isSubscriber(viewer, owner),
    isKnownMinor: (accountId) => income.coins.isMinor(accountId),
  })
  const income = composeIncome(ground, identity, paying, clips)
  const { media, videos, social, likes, playback, tastes, search } = clips
  const { ads, revenue } = income
  const tuning = createTuning({
    db,
    clock,
    ids,
    log,
    metrics,
    timeZone,
    config: config.tuning,
    defaults: settingsBefore(config.feed),
    random: deps.random,
    identity,
    playback,
    social,
    tastes,
    clips: () => feed.size(),
    preview: (asked) => feed.preview(asked),
    weigh: (settings) => feed.weigh(settings),
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
  const external = feedExternal(ground, { tastes, videos })
  const retrieval = composeRetrieval(ground, clips)
  const recommend = composeLearning(ground, clips, retrieval, (videoId) => feed.factsOf(videoId))
  const feed = createFeed({
    retrieval,
    ranker: learnedRanker(recommend),
    db,
    clock,
    ids,
    config: config.feed,
    log,
    metrics,
    random: deps.random,
    settingsOf: tuning.current,
    risingIn: search.risingIn,
    ...feedSources({
      media,
      videos,
      social,
      likes,
      playback,
      tastes,
      hearing,
      ads,
      external: external?.source,
      demoAccounts,
      clock,
      timeZone,
    }),
  })
  social.onChange((account) => feed.forget(account))
  recommend.onOutcomes((outcomes) => feed.came(outcomes))
  const studio = createStudio({ clock, timeZone, identity, videos, playback, social, revenue, hearing })
  const admin = createAdmin({
    ...clips,
    ...paying,
    ...income,
    db,
    clock,
    timeZone,
    log,
    identity,
    jobs,
    clips: () => feed.size(),
    isDemo: () => demoAccounts().size > 0,
    freeBytes: () => storage.free(),
  })
  workIdentity(jobs, identity)
  workTuning(jobs, tuning, config.tuning)
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
    ...paying,
    ...clips,
    ...income,
    tuning,
    hearing,
    retrieval,
    recommend,
    feed,
    studio,
    admin,
    /** Lets running work end, then closes what is open. */
    async close(): Promise<void> {
      retrieval.stop()
      await recommend.stop()
      await feed.stop()
      await external?.stop()
      await tuning.stop()
      hearing.stop()
      ads.stop()
      paying.tax.stop()
      await tastes.stop()
      await jobs.stop()
      await paying.ledger.idle()
      await db.close()
    },
  }
}
