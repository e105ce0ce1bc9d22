/** Every clip that is being heard, in memory: who stands where, and who is next. */
import { type Draw, type DrawLists, drawFrom } from './draw.ts'
import { baseOf, type Step, stepOf } from './climb.ts'
import type { Match, Viewer } from './match.ts'
import { type Beta, chanceAbove, meanOf } from './posterior.ts'
import { rateOf, type Tally } from './tally.ts'
import { chancesToBeBest } from './thompson.ts'

/** A clip in its first hearing. */
export interface Entry {
  readonly videoId: string
  readonly ownerId: string
  readonly tags: readonly string[]
  readonly lang: string
  /** When its hearing began, and until when its guarantee is to be kept, in ms. */
  readonly begunMs: number
  readonly deadlineMs: number
  /** Views promised. */
  readonly guarantee: number
  /** Viewers that counted. */
  readonly served: number
  readonly tally: Tally
}

/** An entry as of the last {@link Book.settle}. */
interface Placed {
  readonly entry: Entry
  readonly step: Step
  readonly rate: Beta
  /** When it was offered and is not counted yet, in ms, the longest ago first. */
  readonly offers: number[]
}

export interface Book {
  put(entry: Entry): void
  remove(videoId: string): void
  /** Clips on each step. */
  steps(): Record<Step, number>
  /** A slot with this clip is on its way to a viewer. */
  offered(videoId: string, nowMs: number): void
  /** Looks at every clip again: middles, steps, chances. About 4 µs a clip. @param slotsPerMs what new clips may have */
  settle(nowMs: number, slotsPerMs: number): void
  /** Rate of the middle one among clips that everybody's views have been given to. */
  middleOf(lang: string): number
  /** Votes of the young that do not weigh, over all clips. */
  readonly youngSetAside: number
  draw(viewer: Viewer, limit: number, nowMs: number, random: () => number): Draw[]
}

/** An offer that was not counted after that long will not be. */
const offerLivesMs = 5 * 60_000
/** A middle is of at least so many clips in the language; otherwise of all languages; otherwise it is one half. */
const middleMin = { lang: 20, all: 5 }
/** Arms that are weighed against each other, the best first. */
const armsMax = 400
/** What must be given is reckoned higher than it is, because nights are quiet. */
const safety = 1.1
/** New clips' slots that the guarantee takes at least, as long as it is owed to somebody. Not more than it must: what waits
 *  for its closest viewers is finished more often (in the simulator a quarter of the cost goes). */
const guaranteedMin = 0.2

export function createBook({ match, youngVotes }: { match: Match; youngVotes: number }): Book {
  const entries = new Map<string, Placed>()
  let middles = new Map<string, number>()
  let middle = 0.5
  let youngSetAside = 0
  let lists: DrawLists<Placed> = { due: [], arms: [], guaranteed: 1 }

  const rate = (entry: Entry, around: number, nowMs: number) =>
    rateOf(entry.tally, around, youngVotes, nowMs - entry.begunMs)
  const middleOf = (lang: string): number => middles.get(lang) ?? middle

  const findMiddles = (nowMs: number): void => {
    const byLang = new Map<string, number[]>()
    const all: number[] = []
    for (const { entry } of entries.values()) {
      if (entry.served < baseOf(entry.guarantee)) continue
      const mean = meanOf(rate(entry, 0.5, nowMs))
      all.push(mean)
      const means = byLang.get(entry.lang) ?? []
      means.push(mean)
      byLang.set(entry.lang, means)
    }
    middle = all.length >= middleMin.all ? medianOf(all) : 0.5
    middles = new Map(
      [...byLang]
        .filter(([, means]) => means.length >= middleMin.lang)
        .map(([lang, means]) => [lang, medianOf(means)]),
    )
  }
  const hasRoom = ({ entry, offers }: Placed, nowMs: number): boolean => {
    while (offers[0] !== undefined && offers[0] < nowMs - offerLivesMs) offers.shift()
    return entry.served + offers.length < baseOf(entry.guarantee)
  }

  return {
    put(entry) {
      const before = entries.get(entry.videoId)
      const offers = before?.offers ?? []
      if (before) offers.splice(0, entry.served - before.entry.served)
      entries.set(entry.videoId, {
        entry,
        offers,
        step: before?.step ?? 'first',
        rate: before?.rate ?? { alpha: 1, beta: 1 },
      })
    },
    remove(videoId) {
      entries.delete(videoId)
    },
    steps() {
      const steps = { first: 0, second: 0, third: 0, resting: 0, through: 0 }
      for (const { step } of entries.values()) steps[step]++
      return steps
    },
    offered(videoId, nowMs) {
      const placed = entries.get(videoId)
      if (placed?.step === 'first') placed.offers.push(nowMs)
    },
    middleOf,
    get youngSetAside() {
      return youngSetAside
    },
    settle(nowMs, slotsPerMs) {
      findMiddles(nowMs)
      const due: Placed[] = []
      const climbing: Placed[] = []
      let owedPerMs = 0
      youngSetAside = 0
      for (const { entry, offers } of entries.values()) {
        const around = middleOf(entry.lang)
        const now = rate(entry, around, nowMs)
        youngSetAside += now.setAside
        const step = stepOf(entry.served, entry.guarantee, chanceAbove(now, around))
        const placed: Placed = { entry, offers, step, rate: now }
        entries.set(entry.videoId, placed)
        if (step === 'second' || step === 'third') climbing.push(placed)
        if (step !== 'first') continue
        due.push(placed)
        if (entry.deadlineMs > nowMs)
          owedPerMs += (entry.guarantee - entry.served) / Math.max(60_000, entry.deadlineMs - nowMs)
      }
      // The promise that ends first goes first; one that was broken waits for those that still can be kept.
      const isLate = ({ entry }: Placed): number => Number(entry.deadlineMs <= nowMs)
      due.sort((a, b) => isLate(a) - isLate(b) || a.entry.deadlineMs - b.entry.deadlineMs)
      const best = climbing.toSorted((a, b) => meanOf(b.rate) - meanOf(a.rate)).slice(0, armsMax)
      const chances = chancesToBeBest(best.map((one) => one.rate))
      lists = {
        due,
        arms: best.map((placed, at) => ({ placed, chance: chances[at] ?? 0 })),
        guaranteed:
          slotsPerMs > 0 ? Math.min(1, Math.max(guaranteedMin, (safety * owedPerMs) / slotsPerMs)) : 1,
      }
    },
    draw: (viewer, limit, nowMs, random) =>
      drawFrom(lists, { viewer, match, limit, nowMs, random, hasRoom: (one) => hasRoom(one, nowMs) }),
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half] ?? 0.5
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2
}
