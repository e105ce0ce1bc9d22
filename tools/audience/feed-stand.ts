/** The feed as it is served: its pipeline, its rules, its dice, the real first hearing in its place. Nothing but the
 *  database is missing. What learns is a plain recommender, as a source and as the ranker. */
import { feedSources } from '../../apps/feed-sources.ts'
import { type Person, watch } from '../../apps/demo/people.ts'
import {
  createFeed,
  type FeedConfig,
  feedConfig,
  type OutsideSource,
  type Ranker,
} from '../../modules/feed/index.ts'
import { aClip } from '../../modules/feed/testing.ts'
import { noWishes, type Wishes } from '../../modules/tastes/index.ts'
import { fakeClock } from '../../platform/clock.ts'
import { createDb } from '../../platform/db/index.ts'
import { seededIds } from '../../platform/ids.ts'
import { silentLog } from '../../platform/log.ts'
import { createMetrics } from '../../platform/metrics.ts'
import { createFirstHearing, creatorIdOf, idOf, tagOf } from './first-hearing.ts'
import type { Stand } from './live.ts'
import { createRecommender, type Recommender } from './recommender.ts'
import { type Clip, warmUp, type World } from './world.ts'

/** greedy: what is set apart for new clips goes to what is proven · newest: to what was posted last, whatever it is · first
 *  hearing: as a stage is set up */
export const policies = ['greedy', 'newest', 'first hearing'] as const
export type Policy = (typeof policies)[number]

const startMs = Date.UTC(2026, 7, 22)
const viewerKeyOf = (person: Person): string =>
  `00000000-0000-4000-8000-${person.number.toString(16).padStart(12, '0')}`
/** Points of score for one of log-odds: well above the dice that the feed throws for variety. */
const sharpness = 4

export interface FeedStandOptions {
  readonly policy: Policy
  /** Thousandths of the slots that the hearing reckons with. */
  readonly perMille: number
  readonly config?: Partial<FeedConfig>
}

export async function feedStand(world: World, options: FeedStandOptions): Promise<Stand> {
  const { random } = world
  const clock = fakeClock(new Date(startMs))
  const hearing = createFirstHearing(world, options.perMille)
  const recommender = createRecommender()
  const byId = new Map([...world.old, ...world.fresh].map((clip) => [idOf(clip), clip]))
  const byKey = new Map(world.people.map((person) => [viewerKeyOf(person), person]))
  const wishes = new Map<string, Wishes>()
  const shelf = world.old.toSorted((a, b) => a.atMs - b.atMs)
  warmUp(world, (person, clip) => watch(person, clip, 0, random).finished)

  const wiring = feedSources({
    ...absent,
    hearing: {
      candidates: (viewer, limit) => hearing.draw(viewer, limit, clock.now().getTime() - startMs, random),
      shown: (id) => hearing.offered(id, clock.now().getTime() - startMs),
    },
    clock,
  })
  const best: OutsideSource = {
    name: 'best',
    cap: 40,
    tries: false,
    why: { en: 'You often finish clips like it.', id: 'Kamu sering menonton klip seperti ini sampai habis.' },
    candidates({ viewerKey, mayCome }, limit) {
      const person = byKey.get(viewerKey)
      const found = person ? recommender.best(person, limit, (clip) => mayCome(idOf(clip))) : []
      return found.map((clip) => ({ videoId: idOf(clip) }))
    },
  }
  const sources = {
    greedy: [{ ...best, name: 'best again', cap: 1, tries: true }, best],
    newest: [best],
    'first hearing': [...(wiring.sources ?? []), best],
  }[options.policy]
  const feed = createFeed({
    ...wiring,
    db: createDb({ url: 'postgresql://nobody@127.0.0.1:1/none', max: 1 }), // never asked: slots are not written down
    clock,
    ids: seededIds('audience', clock),
    config: feedConfig.defaults(options.config),
    log: silentLog,
    metrics: createMetrics(),
    random,
    ranker: () => rankerOf(recommender, byKey, byId),
    sources,
    recentlySeen: async () => [],
    wishesOf: (viewerKey) => wishes.get(viewerKey) ?? noWishes,
    async changesAfter(cursor, limit) {
      const from = Number(cursor || 0)
      const page = shelf.slice(from, from + limit)
      return {
        changes: page.map((clip) => ({ kind: 'put' as const, clip: shown(clip) })),
        cursor: String(from + page.length),
      }
    },
    countsOf: async (ids) => new Map(ids.map((id) => [id, byId.get(id) ?? { views: 0, likes: 0 }])),
  })

  return {
    begin(clip) {
      shelf.push(clip)
      hearing.begin(clip)
    },
    async step(nowMs, clips) {
      clock.set(new Date(startMs + nowMs))
      if (options.policy === 'first hearing') hearing.settle(nowMs)
      recommender.learn(clips)
      await feed.refresh()
      await feed.rescore()
    },
    async page(person, atMs) {
      clock.set(new Date(startMs + atMs))
      const page = await feed.readPage({ viewerKey: viewerKeyOf(person), accountId: null, tab: 'for-you' })
      const { slots }: { slots: { video: { id: string } }[] } = JSON.parse(page)
      return slots.flatMap(({ video }) => byId.get(video.id) ?? [])
    },
    watched(person, clip, seen, atMs) {
      hearing.vote(clip, seen, atMs)
      if (!seen.unwanted) return
      const key = viewerKeyOf(person)
      const before = wishes.get(key) ?? noWishes
      const tags = new Set([...before.tags, tagOf(clip.topic)])
      wishes.set(key, { ...before, version: before.version + 1, tags })
    },
  }
}

const shown = (clip: Clip) => ({
  ...aClip(clip.number),
  owner: { id: creatorIdOf(clip.creator), handle: `c${clip.creator}`, displayName: `C ${clip.creator}` },
  tags: [tagOf(clip.topic)],
  durationMs: clip.durationMs,
  createdAt: new Date(startMs + clip.atMs),
  ...(clip.sound === undefined ? {} : { sound: { id: creatorIdOf(2_000_000 + clip.sound) } }),
})

function rankerOf(
  recommender: Recommender,
  byKey: ReadonlyMap<string, Person>,
  byId: ReadonlyMap<string, Clip>,
): Ranker {
  return {
    version: 1,
    answers: 0,
    families: [{ name: 'expected', words: { en: 'how likely you finish it', id: 'seberapa mungkin habis' } }],
    score({ viewerKey }, candidates) {
      const person = byKey.get(viewerKey)
      const scores = new Float64Array(candidates.length)
      for (const [at, { entry }] of candidates.entries()) {
        const clip = byId.get(entry.clip.id)
        scores[at] = person && clip ? sharpness * recommender.expects(person, clip) : 0
      }
      return { scores, partsOf: (at) => [scores[at] ?? 0] }
    },
  }
}

/** What the wiring of a stage reads of modules that are not here. */
const absent: Omit<Parameters<typeof feedSources>[0], 'hearing' | 'clock'> = {
  media: { feels: async () => new Map() },
  videos: {
    changesAfter: async () => ({ videos: [], cursor: '' }),
    cards: async () => [],
    findMany: async () => [],
    seenBy: async () => [],
  },
  social: { following: async () => [], liked: async () => [], likesOf: async () => new Map() },
  likes: { weighed: async () => new Map() },
  playback: {
    issueTicket: () => 'ticket',
    counters: async () => new Map(),
    recentlySeen: async () => [],
    watched: async () => [],
  },
  tastes: { wishes: () => noWishes },
  ads: { pickAd: () => undefined },
  demoAccounts: () => new Set(),
  timeZone: 'UTC',
}
