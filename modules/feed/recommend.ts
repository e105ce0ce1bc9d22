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
  /** Numbers of the clips that this answer holds already. */
  readonly taken: ReadonlySet<number>
}

export interface Recommender {
  /** At most `count` clips, none twice; fewer only when the stage has no more to show. */
  recommend(request: Request): Pick[]
}

/** How the sources take turns: half proven, a third new, the rest from those one follows. Every clip has a chance to
 *  be shown early, whoever made it, because `fresh` looks at age alone. */
const turns: readonly Source[] = ['popular', 'fresh', 'popular', 'followed', 'fresh', 'popular']
/** Who is asked in each turn, one after the other, until one has something to give. */
const forYou = turns.map((first): readonly Source[] => [first, 'popular', 'fresh', 'followed', 'again'])
const followingTab: readonly Source[] = ['followed', 'again']
/** Picks are drawn from the best so many that are left, so that two viewers don't see the same row. */
const drawFrom: Record<Source, number> = { popular: 12, fresh: 8, followed: 6, again: 6 }
/** Candidates a source brings to one request: as many as it may give, and the last is still drawn from enough. */
const listMax = (source: Source, { count }: Request): number => drawFrom[source] + count
/** How far down a list one request may look past what was seen. */
const lookMax = 4_000

/** Fresh, popular, followed, unseen; what was seen comes back only when nothing else is left, oldest first. */
export function createMixRecommender(catalogue: Catalogue, random: () => number): Recommender {
  return {
    recommend(request) {
      const { memory, count, tab } = request
      const picks: Pick[] = []
      const used = new Set(request.taken)
      const lists = candidateLists(catalogue, request, used)
      let lastOwner = memory.lastOwner
      for (let turn = memory.position; picks.length < count; turn++) {
        const order = (tab === 'following' ? followingTab : forYou[turn % forYou.length]) ?? followingTab
        // Those one follows come in order of time on their own tab; elsewhere the draw keeps rows from being alike.
        const pick = draw(order, lists, used, lastOwner, tab === 'following' ? () => 0 : random)
        if (!pick) break
        picks.push(pick)
        used.add(pick.entry.number)
        lastOwner = pick.entry.clip.owner.id
      }
      return picks
    },
  }
}

/** Candidates of each source, looked for when a source is first asked. */
type Lists = (source: Source) => readonly Entry[]

function candidateLists(catalogue: Catalogue, request: Request, used: ReadonlySet<number>): Lists {
  const { memory } = request
  const found: Partial<Record<Source, readonly Entry[]>> = {}
  return (source) => (found[source] ??= look(source))

  function look(source: Source): Entry[] {
    if (source === 'followed') return newestFollowed(catalogue, request)
    return source === 'again' ? seenBefore() : unseen(source)
  }
  function unseen(source: 'fresh' | 'popular'): Entry[] {
    const from = memory.unseenFrom
    if (from.version !== catalogue.version) {
      from.version = catalogue.version
      from.fresh = from.popular = 0
    }
    const list = catalogue[source]
    const candidates: Entry[] = []
    const wanted = listMax(source, request)
    const end = Math.min(list.length, from[source] + lookMax)
    for (let at = from[source]; at < end && candidates.length < wanted; at++) {
      const entry = list[at]
      if (entry && isNew(entry, request)) candidates.push(entry)
      else if (candidates.length === 0) from[source] = at + 1
    }
    return candidates
  }
  function seenBefore(): Entry[] {
    const candidates: Entry[] = []
    for (const number of memory.seen) {
      const entry = catalogue.numbered(number)
      if (!entry || used.has(number) || entry.clip.owner.id === request.viewerKey) continue
      const follows = memory.following.has(entry.clip.owner.id)
      if (!follows && (request.tab === 'following' || entry.clip.audience === 'some')) continue
      candidates.push(entry)
      if (candidates.length >= listMax('again', request)) break
    }
    return candidates
  }
}

const isNew = (entry: Entry, { memory, viewerKey }: Request): boolean =>
  !memory.seen.has(entry.number) && entry.clip.owner.id !== viewerKey

/** Newest first. Of each creator no more is looked at than may come among the first. */
function newestFollowed(catalogue: Catalogue, request: Request): Entry[] {
  const newest: Entry[] = []
  const wanted = listMax('followed', request)
  for (const owner of request.memory.following)
    for (const entry of catalogue.ofOwner(owner)) {
      if (newest.length >= wanted && entry.createdMs <= (newest.at(-1)?.createdMs ?? 0)) break
      if (!isNew(entry, request)) continue
      const place = newest.findIndex((one) => one.createdMs < entry.createdMs)
      newest.splice(place < 0 ? newest.length : place, 0, entry)
      if (newest.length > wanted) newest.pop()
    }
  return newest
}

/** The first source with something to give gives; a creator follows themselves only when no one else is left. */
function draw(
  order: readonly Source[],
  lists: Lists,
  used: ReadonlySet<number>,
  lastOwner: string,
  random: () => number,
): Pick | undefined {
  for (const source of order) {
    const entry = leftAt(lists(source), Math.floor(random() * drawFrom[source]), used, lastOwner)
    if (entry) return { entry, source }
  }
  for (const source of order) {
    const entry = leftAt(lists(source), Math.floor(random() * drawFrom[source]), used, undefined)
    if (entry) return { entry, source }
  }
  return undefined
}

/** The entry at that place among those that are left; where there are fewer, the places go round among them. */
function leftAt(
  list: readonly Entry[],
  place: number,
  used: ReadonlySet<number>,
  notOf: string | undefined,
): Entry | undefined {
  let left = 0
  for (const entry of list)
    if (!used.has(entry.number) && entry.clip.owner.id !== notOf && left++ === place) return entry
  return left > 0 ? leftAt(list, place % left, used, notOf) : undefined
}
