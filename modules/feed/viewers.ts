/** What the feed reads and remembers of those who watch now: whom they follow, what they liked and what they were
 *  offered. It is a cache: what it forgets is read again. */
import type { Catalogue } from './catalogue.ts'

export interface ViewerMemory {
  /** Numbers of the clips offered or watched, the longest ago first. Numbers, not ids: with ten thousand viewers at
   *  once, what is remembered of them is most of what this process holds. */
  readonly seen: Set<number>
  /** Where the first clip lies that the viewer has not seen, in the lists of that version of the catalogue. */
  readonly unseenFrom: { version: number; fresh: number; popular: number }
  following: ReadonlySet<string>
  liked: ReadonlySet<string>
  /** Slots offered since the viewer came. */
  position: number
  organicSinceAd: number
  lastOwner: string
}

export interface ViewerSources {
  readonly following: (accountId: string) => Promise<readonly string[]>
  readonly liked: (accountId: string) => Promise<readonly string[]>
  /** Clips that the viewer watched in the last days, oldest first. */
  readonly recentlySeen: (viewerKey: string) => Promise<readonly string[]>
}

const viewersMax = 50_000
const seenMax = 3_000

export interface Viewers {
  /** A viewer that this process knows is answered at once. */
  load(viewerKey: string, accountId: string | null): ViewerMemory | Promise<ViewerMemory>
  /** Their follows or likes changed: read them again. */
  forget(accountId: string): void
}

export const newMemory = (
  seen: Iterable<number> = [],
  following: Iterable<string> = [],
  liked: Iterable<string> = [],
): ViewerMemory => ({
  seen: new Set(seen),
  unseenFrom: { version: -1, fresh: 0, popular: 0 },
  following: new Set(following),
  liked: new Set(liked),
  position: 0,
  organicSinceAd: 0,
  lastOwner: '',
})

export function createViewers(sources: ViewerSources, catalogue: Pick<Catalogue, 'get'>): Viewers {
  const memories = new Map<string, ViewerMemory>()
  const readings = new Map<string, Promise<ViewerMemory>>()
  const stale = new Set<string>()

  const read = async (viewerKey: string, accountId: string | null): Promise<ViewerMemory> => {
    const [following, liked, seen] = await Promise.all([
      accountId ? sources.following(accountId) : [],
      accountId ? sources.liked(accountId) : [],
      sources.recentlySeen(viewerKey),
    ])
    const numbers = seen.map((id) => catalogue.get(id)?.number).filter((one) => one !== undefined)
    return newMemory(numbers, following, liked)
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
    load(viewerKey, accountId) {
      const known = memories.get(viewerKey)
      if (known) {
        memories.delete(viewerKey)
        memories.set(viewerKey, known) // most recently used last
        return accountId && stale.delete(accountId) ? refresh(known, accountId) : known
      }
      const before = readings.get(viewerKey)
      if (before) return before
      const reading = read(viewerKey, accountId)
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
