/** The feed answers one question, what plays next, with slots that each carry a signed ticket.
 *
 *  - A request for slots touches no table once the viewer is known to this process, but for clips that are for
 *    some alone: for those the videos module is asked each time, who may see them and under which address.
 *  - What was offered is not offered again before everything else was.
 *  - What the viewer muted or was not interested in does not come, nor who is blocked either way, from the next page on.
 *  - The same creator or sound never comes twice in a row, and twice in twenty at most, while there is anything else.
 *  - Each slot's source, probability and ranker are kept, and a viewer may ask why it came.
 *  - Ads come by the ads module's policy and are labelled; the feed never raises their number. */
import { setImmediate as pagesFirst } from 'node:timers/promises'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { asError, refuse } from '../../platform/errors.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Logger } from '../../platform/log.ts'
import type { Metrics } from '../../platform/metrics.ts'
import { type Clip, type ClipCounts, createCatalogue } from './catalogue.ts'
import type { FeedConfig } from './config.ts'
import { factsOf } from './clip-facts.ts'
import { feedRefusals } from './contract.ts'
import { createPages, type Pages, type PageSources } from './pages.ts'
import { createPipeline } from './pipeline.ts'
import type { ClipFacts, Retrieval } from '../recommend/index.ts'
import { readSamples } from './samples/read-samples.ts'
import { createPageSampler, type PageSampler } from './samples/sample-pages.ts'
import { weighSettings } from './samples/weigh-settings.ts'
import { createKnownRanker, type KnownRanker } from './score/known-ranker.ts'
import type { Ranker } from './score/ranker.ts'
import { explainSlot, type Reason } from './slots/explain-slot.ts'
import { createOffer, type TicketIssuer } from './slots/offer-slot.ts'
import { createSlotLog } from './slots/slot-log.ts'
import { outside, type OutsideSource } from './sources/outside.ts'
import type { RisingIn } from './sources/region.ts'
import * as store from './store.ts'
import * as samplesStore from './store-samples.ts'
import { createViewers, type ViewerSources } from './viewers.ts'
import type { Wishes } from '../tastes/index.ts'
import { defaultSettings, type FeedSettings, type PreviewSlot, type Weighed } from '../tuning/index.ts'
import { createPreview, type PreviewRequest } from './preview.ts'

export { type Clip, type ClipCounts } from './catalogue.ts'
export { feedConfig, type FeedConfig } from './config.ts'
export { createExternal, type External } from './external/ask-ahead.ts'
export { createGorse } from './external/gorse.ts'
export { mountFeed } from './http.ts'
export { workFeed } from './jobs.ts'
export { type AdSlot } from './slots/offer-slot.ts'
export { learnedRanker } from './score/learned-ranker.ts'
export { type Ranker } from './score/ranker.ts'
export { type OutsideSource } from './sources/outside.ts'

/** A step in the life of the catalogue, in the order in which it was written. */
export type ClipChange =
  | { readonly kind: 'put'; readonly clip: Clip }
  | { readonly kind: 'gone'; readonly id: string }

export interface FeedDeps extends ViewerSources, PageSources {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Pick<Ids, 'uuidBytes'>
  readonly config: FeedConfig
  readonly log: Logger
  readonly metrics: Metrics
  readonly issueTicket: TicketIssuer
  /** 0 ≤ x < 1. */
  readonly random: () => number
  /** Clips that were published, changed or hidden after the cursor; the empty cursor starts at the beginning. */
  readonly changesAfter: (
    cursor: string,
    limit: number,
  ) => Promise<{ changes: readonly ClipChange[]; cursor: string }>
  readonly countsOf: (videoIds: readonly string[]) => Promise<ReadonlyMap<string, ClipCounts>>
  /** Sources of other modules, asked before the feed's own. */
  readonly sources?: readonly OutsideSource[]
  /** Brings clips by what viewers wanted lately, and is told of every clip. */
  readonly retrieval?: Pick<
    Retrieval,
    'put' | 'remove' | 'meet' | 'interests' | 'alike' | 'neighbours' | 'nearnessAmong'
  >
  /** Clips that are rising in a region, from memory. */
  readonly risingIn?: RisingIn
  /** What counts for a viewer; unless told, the defaults with the trials of the configuration. */
  readonly settingsOf?: (viewerKey: string, wishes: Wishes) => FeedSettings
  /** Another ranker than the one that does not learn, which it is given. */
  readonly ranker?: (known: KnownRanker) => Ranker
}

export interface Feed {
  readPage: Pages['read']
  /** Why a clip among the viewer's last ones was offered. @throws Refusal slot_not_known */
  explain(viewerKey: string, videoId: string, lang: 'id' | 'en'): Reason
  /** The next page of somebody under other settings; it leaves no trace. */
  preview(request: PreviewRequest): Promise<readonly PreviewSlot[]>
  /** Takes in what changed since the last call. @returns how many changes */
  refresh(): Promise<number>
  /** Reads the counters again and reorders by popularity and trend. */
  rescore(): Promise<void>
  /** An account's follows or likes changed. */
  forget(accountId: string): void
  /** What would other settings have done with the pages of the sample? */
  weigh(settings: FeedSettings): Promise<Weighed>
  /** Tells what came of tickets, whoever issued them. */
  came: PageSampler['came']
  /** Writes down the slots that were offered since the last call, and the pages of the sample whose time is over. */
  keepSlots(): Promise<void>
  /** Drops slots and samples that are older than they are kept. @returns how many days of slots */
  sweep(): Promise<number>
  /** A clip that is here, as those see it who learn from what is watched. */
  factsOf(videoId: string): ClipFacts | undefined
  /** Keeps the catalogue up to date from now on. */
  start(): Promise<void>
  /** Resolves when all that was offered is written down. */
  stop(): Promise<void>
  readonly size: () => number
}

const changesPage = 500
const countsPage = 2_000
const keepSlotsSeconds = 5
const dayMs = 86_400_000

export function createFeed(deps: FeedDeps): Feed {
  const { db, clock, config, log, metrics } = deps
  const catalogue = createCatalogue()
  const viewers = createViewers(deps, catalogue)
  const known = createKnownRanker(catalogue)
  const ranker = deps.ranker?.(known) ?? known
  const faults = metrics.counter('feed_source_faults_total', 'Sources that threw or were late.', [
    'source',
    'fault',
  ])
  const slots = createSlotLog({
    append: (group) => store.appendSlots(db, group),
    log,
    lost: metrics.counter('feed_slots_lost_total', 'Offered slots that could not be written down.'),
    passed: metrics.counter(
      'feed_pages_passed_total',
      'Pages that left no record because enough were waiting.',
    ),
  })
  const sampler = createPageSampler({
    perMille: config.SAMPLE_PER_MILLE,
    log,
    append: (samples) =>
      db.transaction(async (tx) => {
        for (const sample of samples) await samplesStore.insertSample(tx, sample)
      }),
  })
  const settingsOf = deps.settingsOf ?? always(settingsBefore(config))
  const pipeline = createPipeline({
    catalogue,
    ranker,
    sources: (deps.sources ?? []).map((source) => outside(source)(catalogue)),
    retrieval: deps.retrieval,
    risingIn: deps.risingIn,
    findClips: deps.findClips,
    random: deps.random,
    settingsOf,
    onFault(source, fault, thrown) {
      faults(1, { source, fault })
      if (fault === 'threw') log.warn({ event: 'feed-source-failed', source, err: asError(thrown) })
    },
  })
  const offer = createOffer({
    issueTicket: deps.issueTicket,
    ids: deps.ids,
    slots: {
      note(slot) {
        slots.note(slot)
        sampler.note(slot)
      },
    },
    model: () => ranker.version,
  })
  const pages = createPages({
    ...deps,
    catalogue,
    viewers,
    pipeline,
    offer,
    slots,
    sampler,
    meet: deps.retrieval?.meet,
  })
  const timers: NodeJS.Timeout[] = []
  let cursor = ''

  const refresh = async (): Promise<number> => {
    let total = 0
    for (;;) {
      const page = await deps.changesAfter(cursor, changesPage)
      for (const change of page.changes) {
        if (change.kind === 'put') {
          catalogue.put(change.clip)
          const number = catalogue.get(change.clip.id)?.number
          if (number !== undefined) deps.retrieval?.put(factsOf(change.clip), number)
        } else {
          catalogue.remove(change.id)
          deps.retrieval?.remove(change.id)
        }
      }
      cursor = page.cursor
      total += page.changes.length
      if (page.changes.length < changesPage) return total
    }
  }
  const rescore = async (): Promise<void> => {
    // What comes or goes meanwhile has its turn with the next one.
    const entries = [...catalogue.fresh]
    const look = catalogue.beginRescore(clock.now())
    for (let at = 0; at < entries.length; at += countsPage) {
      const some = entries.slice(at, at + countsPage)
      look.take(some, await deps.countsOf(some.map(({ clip }) => clip.id)))
      await pagesFirst()
    }
    look.end()
  }
  const repeat = (seconds: number, work: () => Promise<unknown>): void => {
    let busy = false
    const timer = setInterval(() => {
      if (busy) return
      busy = true
      work()
        .catch((error: unknown) => log.warn({ event: 'feed-refresh-failed', err: asError(error) }))
        .finally(() => {
          busy = false
        })
    }, seconds * 1000)
    timer.unref()
    timers.push(timer)
  }

  const keepSlots = async (): Promise<void> => {
    await slots.flush()
    await sampler.flush(clock.now().getTime())
  }

  return {
    readPage: pages.read,
    preview: createPreview({ ...deps, viewers, pipeline }),
    explain(viewerKey, videoId, lang) {
      const slot = viewers.known(viewerKey)?.recent.findLast((one) => one.videoId === videoId)
      if (!slot) refuse(feedRefusals.slot_not_known)
      return explainSlot(slot, { sources: pipeline.sources, families: ranker.families, lang })
    },
    refresh,
    rescore,
    forget: (accountId) => viewers.forget(accountId),
    factsOf(videoId) {
      const entry = catalogue.get(videoId)
      return entry && factsOf(entry.clip)
    },
    keepSlots,
    came: sampler.came,
    weigh: (settings) => weighSettings(readSamples(db), settings),
    async sweep() {
      const nowMs = clock.now().getTime()
      const sampled = new Date(nowMs - config.SAMPLE_DAYS * dayMs)
      await db.transaction((tx) => samplesStore.deleteSamplesBefore(tx, sampled))
      return store.dropDaysBefore(db, new Date(nowMs - config.SLOT_DAYS * dayMs))
    },
    async start() {
      await refresh()
      await rescore()
      repeat(config.REFRESH_SECONDS, refresh)
      repeat(config.POPULARITY_SECONDS, rescore)
      repeat(keepSlotsSeconds, keepSlots)
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await keepSlots()
    },
    size: () => catalogue.size,
  }
}

/** Before anything was published. */
export const settingsBefore = ({ TRIAL_PERCENT }: Pick<FeedConfig, 'TRIAL_PERCENT'>): FeedSettings => ({
  ...defaultSettings,
  rules: { ...defaultSettings.rules, trialPercent: TRIAL_PERCENT },
})

const always =
  <T>(value: T) =>
  (): T =>
    value
