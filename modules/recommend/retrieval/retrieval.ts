/** Brings clips by what a viewer wanted lately: those that lie near their interests, those that the same viewers wanted,
 *  and those with the same creator or sound. In memory alone; without a fit it brings nothing by vectors.
 *
 *  - Of who is not personalised nobody asks here; of what may not be learnt from nothing is here.
 *  - A clip can be brought from the moment it is catalogued, by its tags, sound, creator, languages, looks and loudness.
 *  - A fit that fails, or is worse, changes nothing. */
import type { Clock } from '../../../platform/clock.ts'
import { asError } from '../../../platform/errors.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Metrics } from '../../../platform/metrics.ts'
import type { IalsSettings } from '../models/ials.ts'
import { createMarks } from '../../../platform/places.ts'
import { type ClipFacts, createClips } from './clips.ts'
import { createInterests, type InterestDeps } from './learn-interests.ts'
import type { Watched } from './wanted.ts'
import { createNearness, type NearTo } from './nearness.ts'
import { createRefits, type RefitOutcome, type RefitSettings } from './refit.ts'
import { type RunFit, runFit } from './run-fit.ts'
import { createSideInterests, foldedFrom, type NearClips } from './side-interests.ts'
import type { Space } from './space.ts'
import { createWantedLists, type WantedList } from './wanted-lists.ts'

/** Clips by the numbers with which they were {@link Retrieval.put}, best first; at once where the viewer is known. */
export type FoundList = readonly number[] | Promise<readonly number[]>
type MayCome = (number: number) => boolean

export interface Retrieval {
  /** A clip that can be offered, new or changed. @param number what whoever offers it knows it by; no other clip's */
  put(clip: ClipFacts, number: number): void
  remove(videoId: string): void
  /** Begins to read what is known of a viewer, if nothing is in memory. */
  meet(viewerKey: string): void
  /** Their wishes changed. */
  forget(viewerKey: string): void
  take(happened: readonly Watched[]): Promise<void>
  /** By all that the viewer wanted, and by the two largest of their interests alone. On the days before the test of
   *  `npm run replay`, 400 clips found by all together hold 73.2 % of what was wanted next, by three clusters 69.4 %, and by
   *  all and two clusters, half and quarters, 72.1 %: what is wanted most beside a few of what a small interest would never
   *  bring. */
  interests(viewerKey: string, limit: number, mayCome: MayCome): FoundList
  alike(viewerKey: string, limit: number, mayCome: MayCome): FoundList
  neighbours(viewerKey: string, limit: number, mayCome: MayCome): FoundList
  /** How much a viewer is likely to want a clip, by what else they wanted, about 0 to 1; 0 where either is not known. */
  affinityOf(viewerKey: string, videoId: string): number
  /** The same of many clips, by their numbers. @param to is filled with one a clip */
  affinitiesOf(viewerKey: string, clips: readonly { readonly number: number }[], to: Float64Array): void
  /** How near these lie to any other clip by who wanted them, for one page; undefined before the first fit.
   *  @param places those of them that are looked at */
  nearnessAmong(clips: readonly { readonly number: number }[], places: readonly number[]): NearTo | undefined
  /** Fits anew, whether or not it is time. */
  refit(): Promise<RefitOutcome | undefined>
  start(): void
  stop(): void
}

export interface RetrievalDeps extends Omit<InterestDeps, 'nowMs'> {
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
  readonly runFit?: RunFit
  readonly settings?: Partial<RefitSettings>
  readonly viewersMax?: number
}

/** Chosen on the days before the test of `npm run replay` (docs/feed.md). */
const ials: IalsSettings = { dims: 64, unseen: 0.02, regular: 0.02, sweeps: 8, seed: 1 }
const usual: RefitSettings = {
  ials,
  ownFrom: 10,
  scannedMax: 300_000,
  pairsLeast: 300,
  everyMs: 3_600_000,
  restMs: 300_000,
  newPart: 0.2,
}
const viewersMax = 40_000
const tickMs = 5_000
/** For as many places as an interest may have, and for what the viewer has seen of them. */
const sidesKept = 400
/** Clips that have the say in what is alike, and in whose other clips may come. */
const alikeOf = 10
const neighboursOf = 20
const neighboursEach = 3

export function createRetrieval(deps: RetrievalDeps): Retrieval {
  const { clock, log, metrics } = deps
  const nowMs = (): number => clock.now().getTime()
  const settings = { ...usual, ...deps.settings }
  const clips = createClips()
  const lists = createWantedLists(deps.viewersMax ?? viewersMax)
  const interests = createInterests({ ...deps, nowMs }, clips, lists)
  const refits = createRefits(
    {
      nowMs,
      log,
      runFit: deps.runFit ?? runFit,
      refits: metrics.counter('retrieval_refits_total', 'Fits of the vectors, by what became of them.', [
        'outcome',
      ]),
    },
    settings,
    clips,
    lists,
  )
  metrics.gauge('retrieval_fit_age_seconds', 'Since the vectors that serve were fitted; -1: none are.', () =>
    refits.current ? (nowMs() - refits.current.bornMs) / 1000 : -1,
  )
  metrics.gauge(
    'retrieval_indexed_clips',
    'Clips that are found by an index; 0: all are looked at.',
    () => refits.current?.indexed ?? 0,
  )
  const folded = new WeakMap<
    WantedList,
    { version: number; space: Space; vector: Float32Array | undefined }
  >()
  const sideInterests = createSideInterests(nowMs, sidesKept, clips)
  const nearness = createNearness(clips)
  /** What the viewer who is asked about wanted. */
  const own = createMarks()
  let isNew = 0
  let timer: NodeJS.Timeout | undefined

  /** Where the viewer stands by all that they wanted; undefined where nothing of that has a vector. */
  const standOf = (list: WantedList, space: Space): Float32Array | undefined => {
    const known = folded.get(list)
    if (known && known.version === list.version && known.space === space) return known.vector
    const vector = foldedFrom(list, space)
    folded.set(list, { version: list.version, space, vector })
    return vector
  }
  const asked = (viewerKey: string, find: (list: WantedList) => number[]): FoundList => {
    const list = interests.of(viewerKey)
    return list instanceof Promise ? list.then(find) : find(list)
  }

  return {
    put(facts, number) {
      const clip = clips.put(facts, number)
      if (clip) for (const space of refits.all()) space.place(clip)
    },
    remove(videoId) {
      const slot = clips.get(videoId)?.slot
      if (slot === undefined) return
      clips.remove(videoId)
      for (const space of refits.all()) space.clear(slot)
    },
    meet(viewerKey) {
      const list = interests.of(viewerKey)
      // Whoever asks for it hears of the fault.
      if (list instanceof Promise) list.catch(() => {})
    },
    forget: interests.forget,
    async take(happened) {
      isNew += happened.length
      await interests.take(happened)
    },
    interests(viewerKey, limit, mayCome) {
      const space = refits.current
      if (!space) return []
      return asked(viewerKey, (list) => {
        const stand = standOf(list, space)
        if (!stand) return []
        const sides = sideInterests(list, space)
        markOwn(list)
        const may = (slot: number): boolean => {
          const number = clips.numberAt(slot)
          return number >= 0 && !own.has(number) && mayCome(number)
        }
        // One alone takes all places; of several the first has half, and they may bring the same.
        const each = sides.length > 0 ? Math.ceil(limit / 2) : limit
        const { ids } = space.live.nearest(stand, each, may)
        const rows = [ids.map(clips.numberAt), ...sides.map((near) => firstOf(near, each, may))]
        return inTurn(rows, limit, 2)
      })
    },
    alike(viewerKey, limit, mayCome) {
      const space = refits.current
      if (!space) return []
      return asked(viewerKey, (list) => {
        markOwn(list)
        const points = new Map<number, number>()
        for (const clip of list.clips.slice(-alikeOf))
          for (const [place, { number }] of space.together(clip).entries())
            if (!own.has(number)) points.set(number, (points.get(number) ?? 0) + 1 / (place + 5))
        return [...points]
          .filter(([number]) => mayCome(number))
          .sort((a, b) => b[1] - a[1])
          .slice(0, limit)
          .map(([number]) => number)
      })
    },
    neighbours(viewerKey, limit, mayCome) {
      return asked(viewerKey, (list) => {
        markOwn(list)
        const attributes = new Set<number>()
        for (const { maker, sound } of list.clips.slice(-neighboursOf).reverse()) {
          attributes.add(maker)
          if (sound !== 0) attributes.add(sound)
        }
        const rows = [...attributes].map((attribute) => {
          const row: number[] = []
          for (const { number } of clips.with(attribute)) {
            if (row.length === neighboursEach) break
            if (!own.has(number) && mayCome(number)) row.push(number)
          }
          return row
        })
        return inTurn(rows, limit)
      })
    },
    affinityOf(viewerKey, videoId) {
      const space = refits.current
      const list = lists.peek(viewerKey)
      const clip = clips.get(videoId)
      if (!space || !list || !clip) return 0
      const to = new Float64Array(1)
      affinities(list, space, [clip], to)
      return to[0] ?? 0
    },
    affinitiesOf(viewerKey, asked, to) {
      const space = refits.current
      const list = lists.peek(viewerKey)
      if (!space || !list) return void to.fill(0)
      affinities(list, space, asked, to)
    },
    nearnessAmong: (asked, places) => refits.current && nearness(refits.current.live, asked, places),
    refit() {
      isNew = 0
      return refits.run()
    },
    start() {
      let isBusy = false
      timer = setInterval(() => {
        if (isBusy) return
        isBusy = true
        interests
          .readAgain()
          .then(async () => {
            if (!refits.isDue(isNew)) return
            isNew = 0
            await refits.run()
          })
          .catch((thrown: unknown) => log.warn({ event: 'retrieval-failed', err: asError(thrown) }))
          .finally(() => {
            isBusy = false
          })
      }, tickMs)
      timer.unref()
    },
    stop() {
      clearInterval(timer)
      refits.stop()
    },
  }

  function markOwn(list: WantedList): void {
    own.clear()
    for (const { number, slot } of list.clips) if (slot >= 0) own.add(number)
  }
  /** The first that may come, of those that are still what was found. */
  function firstOf({ slots, revisions }: NearClips, limit: number, may: (slot: number) => boolean): number[] {
    const found: number[] = []
    for (let at = 0; at < slots.length && found.length < limit; at++) {
      const slot = slots[at] ?? -1
      if (clips.revisionAt(slot) === revisions[at] && may(slot)) found.push(clips.numberAt(slot))
    }
    return found
  }
  function affinities(
    list: WantedList,
    space: Space,
    asked: readonly { readonly number: number }[],
    to: Float64Array,
  ): void {
    const slots = new Int32Array(asked.length)
    for (let at = 0; at < asked.length; at++) slots[at] = clips.slotOf(asked[at]?.number ?? -1)
    const stand = standOf(list, space)
    const found = stand && space.live.scoresOf(stand, slots)
    for (let at = 0; at < asked.length; at++) to[at] = withinOne(found?.[at])
    markOwn(list)
    for (let at = 0; at < asked.length; at++) {
      const number = asked[at]?.number ?? -1
      if (!own.has(number)) continue
      // What is being learned from may be in the list already: it must not speak for itself.
      const without = foldedFrom({ clips: list.clips.filter((one) => one.number !== number) }, space)
      to[at] = withinOne(without && space.live.scoresOf(without, slots.subarray(at, at + 1))[0])
    }
  }
}

const withinOne = (score = 0): number => Math.min(1, Math.max(0, score))

/** The first of each, the second of each, and so on, each clip once. @param taken of the first row in a turn */
function inTurn(rows: readonly ArrayLike<number>[], limit: number, taken = 1): number[] {
  const found = new Set<number>()
  const next = rows.map(() => 0)
  for (let left = true; left && found.size < limit; ) {
    left = false
    for (const [at, row] of rows.entries())
      for (let count = 0; count < (at === 0 ? taken : 1) && found.size < limit; ) {
        const place = next[at] ?? 0
        const one = row[place]
        if (one === undefined) break
        left = true
        next[at] = place + 1
        if (found.has(one)) continue
        found.add(one)
        count++
      }
  }
  return [...found.values()]
}
