/** The feed answers one question, what plays next, with slots that each carry a signed ticket.
 *
 *  - A request for slots touches no table once the viewer is known to this process, but for clips that are for
 *    some alone: for those the videos module is asked each time, who may see them and under which address.
 *  - What was offered is not offered again before everything else was.
 *  - Ads come by the ads module's policy and are labelled; the feed never raises their number. */
import type { Clock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/log.ts'
import { asError } from '../../platform/errors.ts'
import { type Catalogue, type Clip, type ClipCounts, createCatalogue } from './catalogue.ts'
import type { FeedConfig } from './config.ts'
import { createMixRecommender, type Recommender } from './recommend.ts'
import { createPages, type Pages, type PageSources } from './pages.ts'
import { createViewers, type ViewerSources } from './viewers.ts'

export { type Clip, type ClipCounts } from './catalogue.ts'
export { feedConfig, type FeedConfig } from './config.ts'
export { mountFeed } from './http.ts'
export { type AdSlot } from './pages.ts'
export { type Pick, type Recommender } from './recommend.ts'

/** A step in the life of the catalogue, in the order in which it was written. */
export type ClipChange =
  | { readonly kind: 'put'; readonly clip: Clip }
  | { readonly kind: 'gone'; readonly id: string }

export interface FeedDeps extends ViewerSources, PageSources {
  readonly clock: Clock
  readonly config: FeedConfig
  readonly log: Logger
  /** 0 ≤ x < 1. */
  readonly random: () => number
  /** Clips that were published, changed or hidden after the cursor; the empty cursor starts at the beginning. */
  readonly changesAfter: (
    cursor: string,
    limit: number,
  ) => Promise<{ changes: readonly ClipChange[]; cursor: string }>
  readonly countsOf: (videoIds: readonly string[]) => Promise<ReadonlyMap<string, ClipCounts>>
  /** Takes the place of the built-in mix. */
  readonly recommender?: (catalogue: Catalogue) => Recommender
}

export interface Feed {
  readPage: Pages['read']
  /** Takes in what changed since the last call. @returns how many changes */
  refresh(): Promise<number>
  /** Reads the counters again and reorders by popularity. */
  rescore(): Promise<void>
  /** An account's follows or likes changed. */
  forget(accountId: string): void
  /** Keeps the catalogue up to date from now on. */
  start(): Promise<void>
  stop(): void
  readonly size: () => number
}

const changesPage = 500
const countsPage = 2_000

export function createFeed(deps: FeedDeps): Feed {
  const { clock, config, log } = deps
  const catalogue = createCatalogue()
  const viewers = createViewers(deps, catalogue)
  const recommender = deps.recommender?.(catalogue) ?? createMixRecommender(catalogue, deps.random)
  const pages = createPages({ ...deps, catalogue, viewers, recommender })
  const timers: NodeJS.Timeout[] = []
  let cursor = ''

  const refresh = async (): Promise<number> => {
    let total = 0
    for (;;) {
      const page = await deps.changesAfter(cursor, changesPage)
      for (const change of page.changes) {
        if (change.kind === 'put') catalogue.put(change.clip)
        else catalogue.remove(change.id)
      }
      cursor = page.cursor
      total += page.changes.length
      if (page.changes.length < changesPage) return total
    }
  }
  const rescore = async (): Promise<void> => {
    const ids = catalogue.fresh.map((entry) => entry.clip.id)
    const counts = new Map<string, ClipCounts>()
    for (let at = 0; at < ids.length; at += countsPage)
      for (const [id, one] of await deps.countsOf(ids.slice(at, at + countsPage))) counts.set(id, one)
    catalogue.rescore(counts, clock.now())
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

  return {
    readPage: pages.read,
    refresh,
    rescore,
    forget: (accountId) => viewers.forget(accountId),
    async start() {
      await refresh()
      await rescore()
      repeat(config.REFRESH_SECONDS, refresh)
      repeat(config.POPULARITY_SECONDS, rescore)
    },
    stop() {
      for (const timer of timers) clearInterval(timer)
    },
    size: () => catalogue.size,
  }
}
