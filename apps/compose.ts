/** Wires the stage together: `compose/` knows every module, a group a file. Nothing here decides anything. */
import { createAdmin, workAdmin } from '../modules/admin/index.ts'
import { createFeed, workFeed } from '../modules/feed/index.ts'
import { createHearing, workHearing } from '../modules/hearing/index.ts'
import { createIdentity, workIdentity } from '../modules/identity/index.ts'
import { createStudio } from '../modules/studio/index.ts'
import type { Http } from '../platform/http/index.ts'
import { composeClips } from './compose/clips.ts'
import { openGround, type StageDeps } from './compose/ground.ts'
import { composeIncome } from './compose/income.ts'
import { composePaying } from './compose/paying.ts'
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
      await Promise.all([modules.hearing.start(), modules.feed.start(), modules.ads.start()])
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
  const clips = await composeClips(ground, identity, (viewer, owner) =>
    income.subscriptions.isSubscriber(viewer, owner),
  )
  const income = composeIncome(ground, identity, paying, clips)
  const { media, videos, social, playback, tastes } = clips
  const { ads, revenue } = income
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
    hearing,
    feed,
    studio,
    admin,
    /** Lets running work end, then closes what is open. */
    async close(): Promise<void> {
      await feed.stop()
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
