/** What the feed remembers of those who watch now: whom they follow, what they liked and what they were offered.
 *  It is a cache: what it forgets is read again. */

export interface ViewerMemory {
  /** Clips offered or watched, the longest ago first. */
  readonly seen: Map<string, number>
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
  load(viewerKey: string, accountId: string | null): Promise<ViewerMemory>
  /** Their follows or likes changed: read them again. */
  forget(accountId: string): void
}

export function createViewers(sources: ViewerSources): Viewers {
  const memories = new Map<string, Promise<ViewerMemory>>()
  const stale = new Set<string>()

  const read = async (viewerKey: string, accountId: string | null): Promise<ViewerMemory> => {
    const [following, liked, seen] = await Promise.all([
      accountId ? sources.following(accountId) : [],
      accountId ? sources.liked(accountId) : [],
      sources.recentlySeen(viewerKey),
    ])
    return {
      seen: new Map(seen.map((id) => [id, 1])),
      following: new Set(following),
      liked: new Set(liked),
      position: 0,
      organicSinceAd: 0,
      lastOwner: '',
    }
  }

  return {
    async load(viewerKey, accountId) {
      const known = memories.get(viewerKey)
      if (known) {
        memories.delete(viewerKey)
        memories.set(viewerKey, known) // most recently used last
        const memory = await known
        if (accountId && stale.delete(accountId)) {
          const fresh = await read(viewerKey, accountId)
          memory.following = fresh.following
          memory.liked = fresh.liked
        }
        return memory
      }
      if (memories.size >= viewersMax)
        for (const oldest of memories.keys()) {
          memories.delete(oldest)
          break
        }
      const reading = read(viewerKey, accountId)
      memories.set(viewerKey, reading)
      reading.catch(() => memories.delete(viewerKey))
      return reading
    },
    forget(accountId) {
      if (memories.has(accountId)) stale.add(accountId)
    },
  }
}

/** Moves the clip to the end of what was seen. */
export function markSeen(memory: ViewerMemory, videoId: string): void {
  const times = memory.seen.get(videoId) ?? 0
  memory.seen.delete(videoId)
  memory.seen.set(videoId, times + 1)
  if (memory.seen.size > seenMax)
    for (const oldest of memory.seen.keys()) {
      memory.seen.delete(oldest)
      break
    }
}
