/** What the feed reads and remembers of those who watch now: whom they follow, what they liked and what they were
 *  offered. It is a cache: what it forgets is read again. */
import type { Catalogue } from './catalogue.ts'
import { windowSlots } from './rerank/window.ts'
import type { WalkFrom } from './sources/walk.ts'
import type { Traits } from './traits.ts'
import type { Wishes } from '../tastes/index.ts'

/** A slot that was offered, as the rules and the question why look back on it. */
export interface Recent {
  readonly videoId: string
  /** In the catalogue; undefined for a clip that is not in it. */
  readonly number: number | undefined
  readonly traits: Traits
  readonly source: string
  readonly isTrial: boolean
  readonly propensity: number
  /** What each family of the ranker added to its score; empty where nothing was scored. */
  readonly parts: readonly number[]
}

export interface ViewerMemory {
  /** Numbers of the clips offered or watched, the longest ago first. Numbers, not ids: with ten thousand viewers at
   *  once, what is remembered of them is most of what this process holds. */
  readonly seen: Set<number>
  /** Where the first clip lies that may come as something new, in the lists of that version of the catalogue and by that
   *  version of the wishes. */
  readonly unseenFrom: {
    catalogue: number
    wishes: number
    readonly fresh: WalkFrom
    readonly popular: WalkFrom
    readonly trending: WalkFrom
  }
  /** The last slots, ads left out, oldest first. */
  readonly recent: Recent[]
  /** Slots since one was a trial. */
  sinceTrial: number
  /** What was seen before is forgotten. */
  epochMs: number
  /** While a page is being made from this. */
  busy: Promise<unknown> | undefined
  following: ReadonlySet<string>
  liked: ReadonlySet<string>
  /** Slots offered since the viewer came. */
  position: number
  organicSinceAd: number
}

export interface ViewerSources {
  readonly following: (accountId: string) => Promise<readonly string[]>
  readonly liked: (accountId: string) => Promise<readonly string[]>
  /** Clips that the viewer watched in the last days, and since the feed was reset if it was, oldest first. */
  readonly recentlySeen: (viewerKey: string, since: Date | null) => Promise<readonly string[]>
}

const viewersMax = 50_000
const seenMax = 3_000

export interface Viewers {
  /** A viewer that this process knows is answered at once. */
  load(viewerKey: string, accountId: string | null, wishes: Wishes): ViewerMemory | Promise<ViewerMemory>
  /** What is remembered of a viewer, if anything is. */
  known(viewerKey: string): ViewerMemory | undefined
  /** Their follows or likes changed: read them again. */
  forget(accountId: string): void
}

export const newMemory = (
  seen: Iterable<number> = [],
  following: Iterable<string> = [],
  liked: Iterable<string> = [],
): ViewerMemory => ({
  seen: new Set(seen),
  unseenFrom: { catalogue: -1, wishes: -1, fresh: { at: 0 }, popular: { at: 0 }, trending: { at: 0 } },
  recent: [],
  sinceTrial: 0,
  epochMs: 0,
  busy: undefined,
  following: new Set(following),
  liked: new Set(liked),
  position: 0,
  organicSinceAd: 0,
})

export function createViewers(sources: ViewerSources, catalogue: Pick<Catalogue, 'get'>): Viewers {
  const memories = new Map<string, ViewerMemory>()
  const readings = new Map<string, Promise<ViewerMemory>>()
  const stale = new Set<string>()

  const read = async (
    viewerKey: string,
    accountId: string | null,
    epoch: Date | null,
  ): Promise<ViewerMemory> => {
    const [following, liked, seen] = await Promise.all([
      accountId ? sources.following(accountId) : [],
      accountId ? sources.liked(accountId) : [],
      sources.recentlySeen(viewerKey, epoch),
    ])
    const numbers = seen.map((id) => catalogue.get(id)?.number).filter((one) => one !== undefined)
    return { ...newMemory(numbers, following, liked), epochMs: epoch?.getTime() ?? 0 }
  }
  const keep = (viewerKey: string, memory: ViewerMemory): void => {
    if (memories.size >= viewersMax)
      for (const oldest of memories.keys()) {
        memories.delete(oldest)
        break
      }
    memories.set(viewerKey, memory)
  }
  const refresh = async (memory: ViewerMemory, accountId: string): Promise<ViewerMemory> => {
    const [following, liked] = await Promise.all([sources.following(accountId), sources.liked(accountId)])
    memory.following = new Set(following)
    memory.liked = new Set(liked)
    return memory
  }

  return {
    known: (viewerKey) => memories.get(viewerKey),
    load(viewerKey, accountId, { epoch }) {
      const known = memories.get(viewerKey)
      if (known) {
        if (epoch !== null) forgetBefore(known, epoch.getTime())
        memories.delete(viewerKey)
        memories.set(viewerKey, known) // most recently used last
        return accountId && stale.delete(accountId) ? refresh(known, accountId) : known
      }
      const before = readings.get(viewerKey)
      if (before) return before
      const reading = read(viewerKey, accountId, epoch)
        .then((memory) => {
          keep(viewerKey, memory)
          return memory
        })
        .finally(() => readings.delete(viewerKey))
      readings.set(viewerKey, reading)
      return reading
    },
    forget(accountId) {
      if (memories.has(accountId) || readings.has(accountId)) stale.add(accountId)
    },
  }
}

/** Moves the clip to the end of what was seen. */
export function markSeen(memory: ViewerMemory, number: number): void {
  memory.seen.delete(number)
  memory.seen.add(number)
  if (memory.seen.size > seenMax)
    for (const oldest of memory.seen) {
      memory.seen.delete(oldest)
      break
    }
}

/** The feed was reset. The last slots stay: they say only what should not stand in a row with what comes. */
function forgetBefore(memory: ViewerMemory, epochMs: number): void {
  if (epochMs <= memory.epochMs) return
  memory.epochMs = epochMs
  memory.seen.clear()
  memory.unseenFrom.catalogue = -1
}

/** Where to begin looking, from the start again when the lists or the wishes are others. */
export function unseenFrom(
  { unseenFrom: from }: ViewerMemory,
  wishes: Pick<Wishes, 'version'>,
  catalogue: Pick<Catalogue, 'version'>,
): { readonly fresh: WalkFrom; readonly popular: WalkFrom; readonly trending: WalkFrom } {
  if (from.catalogue !== catalogue.version || from.wishes !== wishes.version) {
    from.catalogue = catalogue.version
    from.wishes = wishes.version
    from.fresh.at = from.popular.at = from.trending.at = 0
  }
  return from
}

export function remember(memory: ViewerMemory, slot: Recent): void {
  memory.recent.push(slot)
  if (memory.recent.length > windowSlots) memory.recent.shift()
  memory.sinceTrial = slot.isTrial ? 0 : memory.sinceTrial + 1
}
