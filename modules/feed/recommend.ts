/** Which clips come next. {@link Recommender} is the door through which a recommender that learns will come in. */
import type { Catalogue, Entry } from './catalogue.ts'
import type { ViewerMemory } from './viewers.ts'

export type Source = 'fresh' | 'popular' | 'followed' | 'again'

export interface Pick {
  readonly entry: Entry
  readonly source: Source
}

export interface Request {
  readonly viewerKey: string
  readonly memory: ViewerMemory
  readonly count: number
  readonly tab: 'for-you' | 'following'
  /** Already in this answer. */
  readonly taken: ReadonlySet<string>
}

export interface Recommender {
  /** At most `count` clips, none twice; fewer only when the stage has no more to show. */
  recommend(request: Request): Pick[]
}

/** How the sources take turns: half proven, a third new, the rest from those one follows. Every clip has a chance to
 *  be shown early, whoever made it, because `fresh` looks at age alone. */
const turns: readonly Source[] = ['popular', 'fresh', 'popular', 'followed', 'fresh', 'popular']
/** Picks are drawn from the best so many that are left, so that two viewers don't see the same row. */
const drawFrom: Record<Source, number> = { popular: 12, fresh: 8, followed: 6, again: 6 }
/** Candidates a source brings to one request: its draw, and as many as a page can take from it. */
const listMax: Record<'popular' | 'fresh' | 'again', number> = { popular: 20, fresh: 16, again: 16 }
/** How far down a list one request may look past what was seen. */
const lookMax = 4_000

/** Fresh, popular, followed, unseen; what was seen comes back only when nothing else is left, oldest first. */
export function createMixRecommender(catalogue: Catalogue, random: () => number): Recommender {
  return {
    recommend({ viewerKey, memory, count, tab, taken }) {
      const picks: Pick[] = []
      const used = new Set(taken)
      const usable = (entry: Entry) => !used.has(entry.clip.id) && entry.clip.owner.id !== viewerKey
      const lists = candidateLists(catalogue, memory, usable)
      let lastOwner = memory.lastOwner
      for (let turn = memory.position; picks.length < count; turn++) {
        const order: readonly Source[] =
          tab === 'following'
            ? ['followed', 'again']
            : [turns[turn % turns.length] ?? 'fresh', 'popular', 'fresh', 'followed', 'again']
        const found = draw(order, lists, usable, lastOwner, tab, memory, random)
        if (!found) break
        picks.push(found)
        used.add(found.entry.clip.id)
        lastOwner = found.entry.clip.owner.id
      }
      return picks
    },
  }
}

/** Candidates of each source, looked for when a source is first asked. */
type Lists = (source: Source) => readonly Entry[]

function candidateLists(
  catalogue: Catalogue,
  memory: ViewerMemory,
  usable: (entry: Entry) => boolean,
): Lists {
  const unseen = (list: readonly Entry[], wanted: number): Entry[] => {
    const found: Entry[] = []
    const end = Math.min(list.length, lookMax)
    for (let at = 0; at < end && found.length < wanted; at++) {
      const entry = list[at]
      if (entry && !memory.seen.has(entry.clip.id) && usable(entry)) found.push(entry)
    }
    return found
  }
  const look: Record<Source, () => Entry[]> = {
    popular: () => unseen(catalogue.popular, listMax.popular),
    fresh: () => unseen(catalogue.fresh, listMax.fresh),
    followed: () =>
      [...memory.following]
        .flatMap((owner) => unseen(catalogue.ofOwner(owner), 10))
        .sort((a, b) => b.createdMs - a.createdMs),
    again() {
      const found: Entry[] = []
      for (const id of memory.seen.keys()) {
        const entry = catalogue.get(id)
        if (entry && usable(entry)) found.push(entry)
        if (found.length >= listMax.again) break
      }
      return found
    },
  }
  const found = new Map<Source, Entry[]>()
  return (source) => {
    const known = found.get(source)
    if (known) return known
    const list = look[source]()
    found.set(source, list)
    return list
  }
}

/** The first source with something to give gives; a creator follows themselves only when no one else is left. */
function draw(
  order: readonly Source[],
  lists: Lists,
  usable: (entry: Entry) => boolean,
  lastOwner: string,
  tab: Request['tab'],
  memory: ViewerMemory,
  random: () => number,
): Pick | undefined {
  const allowed = (entry: Entry, apart: boolean) =>
    usable(entry) &&
    !(apart && entry.clip.owner.id === lastOwner) &&
    !(tab === 'following' && !memory.following.has(entry.clip.owner.id))
  for (const apart of [true, false])
    for (const source of order) {
      // Those one follows come in order of time on their own tab; elsewhere the draw keeps rows from being alike.
      const place = tab === 'following' ? 0 : Math.floor(random() * drawFrom[source])
      const entry = allowedAt(lists(source), place, (one) => allowed(one, apart))
      if (entry) return { entry, source }
    }
  return undefined
}

/** The allowed entry at that place; where there are fewer, the places go round among them. */
function allowedAt(
  list: readonly Entry[],
  place: number,
  allowed: (entry: Entry) => boolean,
): Entry | undefined {
  const found: Entry[] = []
  for (const entry of list) {
    if (!allowed(entry)) continue
    if (found.length === place) return entry
    found.push(entry)
  }
  return found[place % found.length]
}
