/** The clips that can be offered, held in memory: found by id, by owner, by age and by popularity. */

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
  readonly demo: boolean
}

export interface ClipCounts {
  readonly views: number
  readonly likes: number
}

export interface Entry {
  readonly clip: Clip
  readonly createdMs: number
  counts: ClipCounts
  score: number
  /** The `video` member of a slot, as UTF-8 JSON: made once a change, not once a request. */
  card: Buffer
}

export interface Catalogue {
  get(id: string): Entry | undefined
  /** Newest first. */
  readonly fresh: readonly Entry[]
  /** Best score first, as of the last {@link Catalogue.rescore}. */
  readonly popular: readonly Entry[]
  /** Newest first. */
  ofOwner(ownerId: string): readonly Entry[]
  readonly size: number
  put(clip: Clip): void
  remove(id: string): void
  rescore(counts: ReadonlyMap<string, ClipCounts>, now: Date): void
}

const none: ClipCounts = { views: 0, likes: 0 }

export function createCatalogue(): Catalogue {
  const byId = new Map<string, Entry>()
  const byOwner = new Map<string, Entry[]>()
  let fresh: Entry[] = []
  let popular: Entry[] = []

  const drop = (id: string): void => {
    const entry = byId.get(id)
    if (!entry) return
    byId.delete(id)
    const others = (byOwner.get(entry.clip.owner.id) ?? []).filter((one) => one !== entry)
    if (others.length > 0) byOwner.set(entry.clip.owner.id, others)
    else byOwner.delete(entry.clip.owner.id)
    fresh = fresh.filter((one) => one !== entry)
    popular = popular.filter((one) => one !== entry)
  }

  return {
    get: (id) => byId.get(id),
    get fresh() {
      return fresh
    },
    get popular() {
      return popular
    },
    ofOwner: (ownerId) => byOwner.get(ownerId) ?? [],
    get size() {
      return byId.size
    },
    put(clip) {
      const counts = byId.get(clip.id)?.counts ?? none
      drop(clip.id)
      const entry: Entry = {
        clip,
        createdMs: clip.createdAt.getTime(),
        counts,
        score: 0,
        card: cardOf(clip, counts),
      }
      byId.set(clip.id, entry)
      insertNewestFirst(fresh, entry)
      popular.push(entry) // last until the next rescore
      const own = [...(byOwner.get(clip.owner.id) ?? [])]
      insertNewestFirst(own, entry)
      byOwner.set(clip.owner.id, own)
    },
    remove: drop,
    rescore(counts, now) {
      for (const entry of byId.values()) {
        const next = counts.get(entry.clip.id) ?? entry.counts
        if (next.views !== entry.counts.views || next.likes !== entry.counts.likes) {
          entry.counts = next
          entry.card = cardOf(entry.clip, next)
        }
        entry.score = popularity(next, (now.getTime() - entry.createdMs) / 3_600_000)
      }
      popular = [...byId.values()].sort((a, b) => b.score - a.score || b.createdMs - a.createdMs)
    },
  }
}

/** Views and likes, fading with age: after half a day a clip needs about twice as many to keep its place. A like
 *  weighs three views. A first, plain score; a recommender that learns takes its place behind {@link Recommender}. */
export function popularity(counts: ClipCounts, ageHours: number): number {
  return (counts.views + 3 * counts.likes + 1) / (Math.max(0, ageHours) + 12) ** 0.8
}

export function cardOf(clip: Clip, counts: ClipCounts): Buffer {
  const { demo: _, createdAt, ...card } = clip
  return Buffer.from(JSON.stringify({ ...card, createdAt: createdAt.toISOString(), counts }))
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
