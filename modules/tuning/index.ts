/** The operator's hand on the feed: what its score counts, and by which rules its pages are arranged.
 *
 *  - Each version that was ever published is kept, with who, when, why and what changed.
 *  - Of two operators who edit at once, the second is told; nothing of either is lost.
 *  - {@link Tuning.current} asks no database, and every node follows a publication within seconds.
 *  - Who is in an experiment follows from a hash and is written nowhere; who does not want a personal feed, or to be
 *    learned from, is in none, and an arm that is worse beyond a bound stops by itself.
 *  - What is published is public. */
import { type Day, dayOf } from '../../platform/clock.ts'
import { createListener } from '../../platform/db/index.ts'
import { asError, present, refuse } from '../../platform/errors.ts'
import type { AccountId } from '../identity/index.ts'
import type { FeedSettings } from './contract-settings.ts'
import { type FeedFigures, tuningRefusals } from './contract.ts'
import type { PreviewSlot, TuningDeps, Weighed } from './deps.ts'
import { armOf, placesInAll, type Running } from './experiments/assign.ts'
import { type Experiment, experimentFrom } from './experiments/experiment.ts'
import { readExperiments } from './experiments/read-experiments.ts'
import { freeOf, type NewExperiment, startExperiment } from './experiments/start-experiment.ts'
import { stopExperiment } from './experiments/stop-experiment.ts'
import { keepReading } from './figures/keep-reading.ts'
import { pageTimeFrom } from './figures/page-time.ts'
import { figuresOfDay, figuresOfHour, keepDays, keptDays } from './figures/read-figures.ts'
import { goBack, type Publication, type Published, publicationFrom, publish } from './publish.ts'
import { remember } from './remember.ts'
import { saysSomething, settingsFrom } from './settings.ts'
import * as store from './store.ts'
import * as experiments from './store-experiments.ts'

export { tuningConfig, type TuningConfig } from './config.ts'
export type { FeedRules, FeedSettings, FeedWeights } from './contract-settings.ts'
export type { Metric } from './contract-experiments.ts'
export type { ModelFace, PreviewSlot, TuningDeps, Weighed, WeighedFigure } from './deps.ts'
export type { Experiment } from './experiments/experiment.ts'
export { giniOf } from './figures/gini.ts'
export { mountTuning } from './http.ts'
export { workTuning } from './jobs.ts'
export type { Publication } from './publish.ts'
export { defaultSettings } from './settings.ts'

/** What holds for one viewer. */
export interface Tuned extends FeedSettings {
  /** Of what is published. */
  readonly version: number
  /** `experiment/arm` by name, where the viewer is in one. */
  readonly arm: string | null
}

export interface LiveFigures {
  readonly at: Date
  readonly hour: FeedFigures
  readonly today: { readonly day: Day; readonly figures: FeedFigures }
  /** The newest first. */
  readonly days: readonly { readonly day: Day; readonly figures: FeedFigures }[]
  readonly pageMs: { readonly p50: number; readonly p99: number } | null
}

export interface Tuning {
  /** From memory. @param wishes whoever has one of both off is in no experiment */
  current(viewerKey: string, wishes: { readonly personalised: boolean; readonly learning: boolean }): Tuned
  /** What is published, for everybody. */
  published(): Published & { readonly since: Date | null; readonly experimentPercent: number }
  /** Version 0: what Panggung brings. */
  readonly defaults: FeedSettings
  /** The newest first. @param before versions below it */
  versions(before: number | undefined): Promise<{ versions: Publication[]; hasMore: boolean }>
  /** @throws Refusal settings_moved_on, settings_unchanged, settings_empty */
  publish(
    by: AccountId,
    asked: { readonly basedOn: number; readonly settings: FeedSettings; readonly note: string },
  ): Promise<Publication>
  /** @throws Refusal settings_moved_on, settings_unchanged, version_not_found */
  goBack(
    by: AccountId,
    asked: { readonly basedOn: number; readonly version: number; readonly note: string },
  ): Promise<Publication>
  /** The next page of that viewer, or of a new one, under both. @throws Refusal viewer_not_found */
  preview(
    by: AccountId,
    handle: string | undefined,
    settings: FeedSettings,
    lang: 'id' | 'en',
  ): Promise<{ published: readonly PreviewSlot[]; edited: readonly PreviewSlot[] }>
  /** What these settings would have done with the pages of the sample. @throws Refusal settings_empty */
  weigh(by: AccountId, settings: FeedSettings): Promise<Weighed>
  /** @throws Refusal places_taken, arms_alike, settings_empty */
  startExperiment(by: AccountId, asked: NewExperiment): Promise<Experiment>
  /** @throws Refusal experiment_not_found, experiment_over */
  stopExperiment(by: AccountId, id: string, note: string): Promise<Experiment>
  experiments(): Promise<{ running: Experiment[]; ended: Experiment[]; freePercent: number }>
  /** Measures what runs, and stops what is worse beyond a bound. @returns arms that were stopped */
  readExperiments(): Promise<number>
  figures(): Promise<LiveFigures>
  /** @returns the days whose figures were kept */
  keepDays(): Promise<Day[]>
  /** Takes in what was published. */
  refresh(): Promise<void>
  /** Keeps the memory up to date from now on. */
  start(): Promise<void>
  stop(): Promise<void>
}

const versionsShown = 20
const endedShown = 20

interface State {
  readonly published: Published
  readonly since: Date | null
  readonly running: readonly Running[]
}

export function createTuning(deps: TuningDeps): Tuning {
  const { db, clock, config, log, timeZone, defaults } = deps
  const listener = createListener(db.url, store.changedChannel, (err) =>
    log.warn({ event: 'tuning-not-heard', err }),
  )
  const read = async (): Promise<State> => {
    const [latest, rows] = await Promise.all([store.latestVersion(db), experiments.listRunning(db)])
    return {
      published: latest
        ? { version: latest.version, settings: settingsFrom(latest.settings, defaults) }
        : { version: 0, settings: defaults },
      since: latest?.publishedAt ?? null,
      running: rows.map((row) => experimentFrom(row, defaults)),
    }
  }
  const first: State = { published: { version: 0, settings: defaults }, since: null, running: [] }
  const memory = remember(first, read, listener, (error) =>
    log.warn({ event: 'tuning-not-read', err: asError(error) }),
  )
  const found = async (id: string): Promise<Experiment> =>
    experimentFrom(present(await experiments.findExperiment(db, id), 'it was just written'), defaults)
  const figures = keepReading(
    async (): Promise<LiveFigures> => {
      const day = dayOf(clock.now(), timeZone)
      const [hour, today, days, text] = await Promise.all([
        figuresOfHour(deps),
        figuresOfDay(deps, day),
        keptDays(deps, config.FIGURE_DAYS),
        deps.metrics.text(),
      ])
      return { at: clock.now(), hour, today: { day, figures: today }, days, pageMs: pageTimeFrom(text) }
    },
    () => clock.now().getTime(),
  )

  return {
    defaults,
    current(viewerKey, { personalised, learning }) {
      const { published, running } = memory.now()
      const place = personalised && learning ? armOf(running, viewerKey) : undefined
      const arm = place?.experiment.arms[place.arm]
      return place && arm && !arm.isStopped
        ? { ...arm.settings, version: published.version, arm: `${place.experiment.name}/${arm.name}` }
        : { ...published.settings, version: published.version, arm: null }
    },
    published() {
      const { published, since, running } = memory.now()
      const held = placesInAll - freeOf(running)
      return { ...published, since, experimentPercent: (100 * held) / placesInAll }
    },
    async versions(before) {
      const rows = await store.listVersions(db, before ?? null, versionsShown + 1)
      return {
        versions: rows.slice(0, versionsShown).map((row) => publicationFrom(row, defaults)),
        hasMore: rows.length > versionsShown,
      }
    },
    async publish(by, asked) {
      const publication = await publish(deps, by, asked)
      await memory.refresh()
      return publication
    },
    async goBack(by, asked) {
      const publication = await goBack(deps, by, asked)
      await memory.refresh()
      return publication
    },
    async preview(by, handle, settings, lang) {
      const account = handle === undefined ? undefined : await deps.identity.findByHandle(handle)
      if (handle !== undefined && !account) refuse(tuningRefusals.viewer_not_found, { handle })
      log.info({ event: 'feed-previewed', by, of: account?.id ?? 'new viewer' })
      const accountId = account?.id ?? null
      // One after the other with the same dice: what differs comes from the settings.
      const dice = deps.random()
      const asked = { accountId, lang, dice }
      const published = await deps.preview({ ...asked, settings: memory.now().published.settings })
      return { published, edited: await deps.preview({ ...asked, settings }) }
    },
    async weigh(by, settings) {
      if (!saysSomething(settings)) refuse(tuningRefusals.settings_empty)
      log.info({ event: 'feed-weighed', by })
      return deps.weigh(settings)
    },
    async startExperiment(by, asked) {
      const id = await startExperiment(deps, by, asked)
      await memory.refresh()
      return found(id)
    },
    async stopExperiment(by, id, note) {
      await stopExperiment(deps, by, id, note)
      await memory.refresh()
      return found(id)
    },
    async experiments() {
      const [running, ended] = await Promise.all([
        experiments.listRunning(db),
        experiments.listEnded(db, endedShown),
      ])
      return {
        running: running.map((row) => experimentFrom(row, defaults)),
        ended: ended.map((row) => experimentFrom(row, defaults)),
        freePercent: (100 * freeOf(running)) / placesInAll,
      }
    },
    readExperiments: () => readExperiments(deps),
    figures,
    keepDays: () => keepDays(deps, config.FIGURE_DAYS),
    refresh: memory.refresh,
    start: memory.start,
    stop: () => listener.close(),
  }
}
