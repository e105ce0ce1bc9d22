/** Builders for the tests of this module and of what stands on it. */
import { seededIds } from '../../platform/ids.ts'
import { silentLog } from '../../platform/log.ts'
import { createMetrics } from '../../platform/metrics.ts'
import { mulberry32 } from '../../platform/random.ts'
import { noWishes } from '../tastes/index.ts'
import { defaultSettings, type FeedSettings } from '../tuning/index.ts'
import type { Catalogue, Clip, ClipCounts } from './catalogue.ts'
import { createFeed, type Feed, feedConfig, type FeedDeps } from './index.ts'

/** A clip as the catalogue holds it; `n` makes its id and, unless told, its owner. */
export function aClip(n: number, change: Partial<Clip> = {}): Clip {
  const hex = n.toString(16).padStart(12, '0')
  const id = `00000000-0000-7000-8000-${hex}`
  return {
    id,
    owner: { id: `00000000-0000-7000-9000-${hex}`, handle: `maker${n}`, displayName: `Maker ${n}` },
    caption: `clip ${n}`,
    tags: [],
    durationMs: 10_000,
    width: 720,
    height: 1280,
    posterUrl: null,
    blurhash: null,
    renditions: [{ name: '720', width: 720, height: 1280, bitrate: 1_000_000, url: `/media/${id}/720.mp4` }],
    createdAt: new Date(Date.UTC(2026, 7, 22) - n * 60_000),
    demo: false,
    audience: 'everyone',
    ...change,
  }
}

type QuietDeps = Omit<FeedDeps, 'db' | 'clock' | 'ids'>

/** What a feed is told on a stage of these clips, where nobody has watched, liked, followed or wished for anything. */
export const quietStage = (clips: readonly Clip[]): QuietDeps => ({
  config: feedConfig.defaults(),
  log: silentLog,
  metrics: createMetrics(),
  random: mulberry32(20260822),
  async changesAfter(cursor, limit) {
    const from = Number(cursor || 0)
    const page = clips.slice(from, from + limit)
    return {
      changes: page.map((clip) => ({ kind: 'put', clip })),
      cursor: String(from + page.length),
    }
  },
  countsOf: async () => new Map(),
  issueTicket: () => 'ticket',
  pickAd: () => undefined,
  findClips: async () => new Map(),
  following: async () => [],
  liked: async () => [],
  recentlySeen: async () => [],
  wishesOf: () => noWishes,
})

/** A feed that knows these clips. */
export async function openFeed(
  clips: readonly Clip[],
  deps: Pick<FeedDeps, 'db' | 'clock'> & Partial<FeedDeps>,
): Promise<Feed> {
  const feed = createFeed({ ids: seededIds('feed', deps.clock), ...quietStage(clips), ...deps })
  await feed.refresh()
  await feed.rescore()
  return feed
}

export interface ReadSlot {
  readonly source: string
  readonly video: { readonly id: string; readonly owner: { readonly id: string } }
}

/** The next page of the For You feed. */
export async function readSlots(
  feed: Pick<Feed, 'readPage'>,
  viewerKey: string,
  accountId: string | null = null,
): Promise<readonly ReadSlot[]> {
  const page = await feed.readPage({ viewerKey, accountId, tab: 'for-you' })
  const { slots }: { slots: ReadSlot[] } = JSON.parse(page)
  return slots
}

/** @param trialPercent of a hundred places, those where clips are tried out */
export const settingsTrying = (trialPercent: number): FeedSettings => ({
  ...defaultSettings,
  rules: { ...defaultSettings.rules, trialPercent },
})

/** Looks at the counters of all clips at once. */
export function rescore(catalogue: Catalogue, counts: ReadonlyMap<string, ClipCounts>, now: Date): void {
  const look = catalogue.beginRescore(now)
  look.take(catalogue.fresh, counts)
  look.end()
}
