/** The clips that can be offered, held in memory: found by id, by owner, by age, by popularity and by trend. */
import { isDeepStrictEqual } from 'node:util'
import { createPlaces } from '../../platform/places.ts'
import type { ClipFeel, RankedClip } from '../recommend/index.ts'
import { cardOf } from './card.ts'
import { createNumbering, type Numbering, type Traits } from './traits.ts'
import { fadingOver, firstHeat, type Heat, trendOf, warm } from './trend.ts'

export interface Clip {
  readonly id: string
  readonly owner: { readonly id: string; readonly handle: string; readonly displayName: string }
  readonly caption: string
  readonly tags: readonly string[]
  readonly durationMs: number
  readonly width: number
  readonly height: number
  readonly posterUrl: string | null
  readonly blurhash: string | null
  readonly renditions: readonly {
    name: string
    width: number
    height: number
    bitrate: number
    url: string
  }[]
  readonly createdAt: Date
  readonly sound?: { readonly id: string } | undefined
  readonly captions?: readonly { readonly lang: string }[] | undefined
  /** What it looks and sounds like, as far as it is known. Not on its card. */
  readonly feel?: Omit<ClipFeel, 'width' | 'height'> | undefined
  readonly demo: boolean
  /** Who may be offered it: one for some (followers, subscribers) is never among the fresh and the popular. */
  readonly audience: 'everyone' | 'some'
  /** 18+: offered to those alone who said that they are that old. */
  readonly isAgeRestricted?: true | undefined
}

/** Whether anyone may have it as it lies here; of any other the videos module is asked at each page. */
export const isOpen = ({ audience, isAgeRestricted }: Clip): boolean =>
  audience === 'everyone' && isAgeRestricted === undefined

export interface ClipCounts {
  readonly views: number
  readonly likes: number
  /** What moves the clip: watches, one a viewer and day, and likes by those who watched. Unless told, what is shown. */
  readonly real?: { readonly watches: number; readonly likes: number } | undefined
}

export interface Entry {
  readonly clip: Clip
  /** Its place in a viewer's memory: small, and the same as long as the clip is here. */
  readonly number: number
  readonly createdMs: number
  readonly traits: Traits
  counts: ClipCounts
  score: number
  /** Absent until its counters were looked at for the first time. */
  heat: Heat | undefined
  /** As what was learned knows it; absent until it was ranked by that for the first time. */
  ranked: RankedClip | undefined
  /** The `video` member of a slot: made once a change, not once a request. */
  card: string
}

export interface Catalogue {
  get(id: string): Entry | undefined
  numbered(number: number): Entry | undefined
  /** {@link isOpen} of the clip with that number; false where there is none. */
  isOpenAt(number: number): boolean
  /** Newest first. */
  readonly fresh: readonly Entry[]
  /** Best score first, as of the last {@link Catalogue.beginRescore}. */
  readonly popular: readonly Entry[]
  /** What is watched and liked most lately, as of the last {@link Catalogue.beginRescore}; some hundred. */
  readonly trending: readonly Entry[]
  /** The numbers in the entries' traits. */
  readonly numbering: Numbering
  /** Newest first, also what is for some. */
  ofOwner(ownerId: string): readonly Entry[]
  readonly size: number
  /** Another number when a place in {@link fresh}, {@link popular} or {@link trending} may have changed. */
  readonly version: number
  put(clip: Clip): void
  remove(id: string): void
  /** Begins to look at all counters anew, a slice of the clips at a time: pages are made between two. */
  beginRescore(now: Date): Rescore
}

export interface Rescore {
  /** @param counts those that are absent stay as they were */
  take(entries: readonly Entry[], counts: ReadonlyMap<string, ClipCounts>): void
  /** Popularity and trend follow. */
  end(): void
}

const none: ClipCounts = { views: 0, likes: 0 }
const trendingMax = 400

export function createCatalogue(): Catalogue {
  const byId = new Map<string, Entry>()
  const byNumber: (Entry | undefined)[] = []
  const openAt = createPlaces(0)
  const byOwner = new Map<string, Entry[]>()
  let fresh: Entry[] = []
  let popular: Entry[] = []
  let trending: Entry[] = []
  let rescoredMs = 0
  const numbering = createNumbering()
  let version = 0
  let lastNumber = 0

  const drop = (id: string): void => {
    const entry = byId.get(id)
    if (!entry) return
    version++
    byId.delete(id)
    byNumber[entry.number] = undefined
    openAt.set(entry.number, 0)
    const others = (byOwner.get(entry.clip.owner.id) ?? []).filter((one) => one !== entry)
    if (others.length > 0) byOwner.set(entry.clip.owner.id, others)
    else byOwner.delete(entry.clip.owner.id)
    fresh = fresh.filter((one) => one !== entry)
    popular = popular.filter((one) => one !== entry)
    if (trending.includes(entry)) trending = trending.filter((one) => one !== entry)
  }

  return {
    get: (id) => byId.get(id),
    numbered: (number) => byNumber[number],
    isOpenAt: (number) => openAt.at(number) === 1,
    get fresh() {
      return fresh
    },
    get popular() {
      return popular
    },
    get trending() {
      return trending
    },
    numbering,
    ofOwner: (ownerId) => byOwner.get(ownerId) ?? [],
    get size() {
      return byId.size
    },
    get version() {
      return version
    },
    put(clip) {
      const before = byId.get(clip.id)
      const counts = before?.counts ?? none
      const card = cardOf(clip, counts)
      // Readers of changes overlap: most of what comes again is what is here.
      if (before && isSame(before, clip, card)) return
      drop(clip.id)
      version++
      const entry: Entry = {
        clip,
        number: before?.number ?? ++lastNumber,
        createdMs: clip.createdAt.getTime(),
        traits: numbering.of(clip),
        counts,
        score: 0,
        heat: before?.heat,
        ranked: undefined,
        card,
      }
      byId.set(clip.id, entry)
      byNumber[entry.number] = entry
      openAt.set(entry.number, isOpen(clip) ? 1 : 0)
      if (clip.audience === 'everyone') {
        insertNewestFirst(fresh, entry)
        popular.push(entry) // last until the next rescore
      }
      const own = [...(byOwner.get(clip.owner.id) ?? [])]
      insertNewestFirst(own, entry)
      byOwner.set(clip.owner.id, own)
    },
    remove: drop,
    beginRescore(now) {
      const nowMs = now.getTime()
      const fading = fadingOver(Math.max(0, nowMs - rescoredMs) / 3_600_000)
      rescoredMs = nowMs
      return {
        take(entries, counts) {
          for (const entry of entries) {
            const next = counts.get(entry.clip.id) ?? entry.counts
            const ageHours = (nowMs - entry.createdMs) / 3_600_000
            if (entry.heat) warm(entry.heat, worth(next), fading)
            else entry.heat = firstHeat(worth(next), ageHours)
            if (next.views !== entry.counts.views || next.likes !== entry.counts.likes) {
              entry.card = cardOf(entry.clip, next)
            }
            entry.counts = next
            entry.score = popularity(next, ageHours)
          }
        },
        end() {
          // From the order that it had: most keep their place, and a list that is nearly in order is sorted in one go.
          popular = [...popular].sort((a, b) => b.score - a.score || b.createdMs - a.createdMs)
          trending = hottest(fresh)
          version++
        },
      }
    },
  }
}

/** A like weighs three watches. */
const worth = ({ views, likes, real }: ClipCounts): number =>
  (real?.watches ?? views) + 3 * (real?.likes ?? likes)

/** Without sorting all of them: most are behind the last of the best at the first comparison. */
function hottest(entries: readonly Entry[]): Entry[] {
  const best: { entry: Entry; trend: number }[] = []
  const byTrend = (a: { trend: number }, b: { trend: number }): number => b.trend - a.trend
  let least = 0
  for (const entry of entries) {
    const trend = entry.heat ? trendOf(entry.heat) : 0
    if (trend <= least) continue
    best.push({ entry, trend })
    if (best.length < 2 * trendingMax) continue
    best.sort(byTrend).length = trendingMax
    least = best[trendingMax - 1]?.trend ?? 0
  }
  return best
    .sort(byTrend)
    .slice(0, trendingMax)
    .map(({ entry }) => entry)
}

const isSame = (before: Entry, clip: Clip, card: string): boolean =>
  before.card === card &&
  before.clip.demo === clip.demo &&
  before.clip.audience === clip.audience &&
  isDeepStrictEqual(before.clip.feel, clip.feel)

/** Watches and likes, fading with age: after half a day a clip needs about twice as many to keep its place. */
export function popularity(counts: ClipCounts, ageHours: number): number {
  return (worth(counts) + 1) / (Math.max(0, ageHours) + 12) ** 0.8
}

function insertNewestFirst(list: Entry[], entry: Entry): void {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle]?.createdMs ?? 0) > entry.createdMs) low = middle + 1
    else high = middle
  }
  list.splice(low, 0, entry)
}
