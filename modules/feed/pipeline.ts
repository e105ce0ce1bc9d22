/** From a request to the clips of a page: sources → filters → ranker → rules and draw. Nothing waits where nothing has to:
 *  a page of clips that are for everyone, from sources that answer at once, is made in one turn of the event loop. */
import type { Wishes } from '../tastes/index.ts'
import type { FeedSettings } from '../tuning/index.ts'
import type { Catalogue, Clip, Entry } from './catalogue.ts'
import { type FindClips, visible } from './filters/visibility.ts'
import { arrange, arrangeInOrder, type Placed } from './rerank/arrange.ts'
import { bestPlaces } from './rerank/best-places.ts'
import type { Near } from './rerank/field.ts'
import { openWindow, type Window } from './rerank/window.ts'
import type { Ranker } from './score/ranker.ts'
import type { Retrieval } from '../recommend/index.ts'
import { again } from './sources/again.ts'
import { alike } from './sources/alike.ts'
import { followed } from './sources/followed.ts'
import { fresh } from './sources/fresh.ts'
import { type Fault, gather } from './sources/gather.ts'
import { interests } from './sources/interests.ts'
import { neighbours } from './sources/neighbours.ts'
import { popular } from './sources/popular.ts'
import { region, type RisingIn } from './sources/region.ts'
import { type AskedOf, requestOf } from './sources/request-of.ts'
import type { Candidate, Request, Source } from './sources/source.ts'
import { trending } from './sources/trending.ts'
import type { Traits } from './traits.ts'

/** A clip that was chosen for a place. */
export interface Chosen {
  readonly entry: Entry
  /** The clip as this viewer may see it, where it is not for everyone. */
  readonly signed: Clip | undefined
  readonly source: string
  readonly isTrial: boolean
  /** See rerank/arrange.ts. */
  readonly propensity: number
  /** What each family of the ranker added to its score; empty where nothing was scored. */
  readonly parts: readonly number[]
}

export type Asked = Omit<AskedOf, 'tuned'> & {
  /** Other settings than those that hold for the viewer. */
  readonly tuned?: FeedSettings | undefined
  /** Other dice than those of the pipeline. */
  readonly random?: (() => number) | undefined
  /** Told what the page was drawn from, and what was drawn. */
  readonly onDrawn?: ((drawn: DrawnPage) => void) | undefined
}

/** A page as it was drawn, before anything of it is offered. */
export interface DrawnPage {
  readonly tuned: FeedSettings
  /** The last slots before it, oldest first. */
  readonly recent: readonly { readonly traits: Traits }[]
  readonly sinceTrial: number
  readonly candidates: readonly Candidate[]
  readonly scores: Float64Array
  /** What the weights count in each candidate, in the order of recommend's `counted`; empty where nothing was learned. */
  readonly answers: Float32Array
  /** How near the candidates lay to each slot that they were compared with, the oldest first, as rerank/field.ts asks for it;
   *  empty where nothing is known. */
  readonly nearness: readonly (Uint8ClampedArray | undefined)[]
  readonly placed: readonly Placed[]
}

export interface Pipeline {
  /** At most `count` clips, none twice; fewer only when there is no more that the viewer may be shown. */
  choose(asked: Asked): readonly Chosen[] | Promise<readonly Chosen[]>
  readonly sources: readonly Source[]
  readonly ranker: Ranker
}

export interface PipelineDeps {
  readonly catalogue: Catalogue
  readonly ranker: Ranker
  /** Asked before the feed's own. */
  readonly sources: readonly Source[]
  /** What viewers wanted lately; absent: nothing is brought by it. */
  readonly retrieval?: Pick<Retrieval, 'interests' | 'alike' | 'neighbours' | 'nearnessAmong'> | undefined
  /** Absent: nothing is told apart by regions. */
  readonly risingIn?: RisingIn | undefined
  readonly findClips: FindClips
  /** 0 ≤ x < 1. */
  readonly random: () => number
  /** What counts for a viewer. */
  readonly settingsOf: (viewerKey: string, wishes: Wishes) => FeedSettings
  readonly onFault: (source: string, fault: Fault, error?: unknown) => void
}

/** Candidates whose vectors are compared with what was just shown: those behind them are hardly ever drawn. */
const comparedMax = 200

export function createPipeline(deps: PipelineDeps): Pipeline {
  const { catalogue, ranker, retrieval, onFault } = deps
  const followedFirst = followed(catalogue)
  const seenBefore = again(catalogue)
  const newest = fresh(catalogue)
  const byTaste = retrieval
    ? [interests, alike, neighbours].map((source) => source(catalogue, retrieval))
    : []
  const forYou = [
    ...deps.sources,
    followedFirst,
    ...byTaste,
    ...(deps.risingIn ? [region(catalogue, deps.risingIn)] : []),
    trending(catalogue),
    popular(catalogue),
    newest,
  ]
  const ranked = (
    request: Request,
    candidates: readonly Candidate[],
    window: Window,
    random: () => number,
    onDrawn: Asked['onDrawn'],
  ): Chosen[] => {
    if (candidates.length === 0) return []
    const answers = onDrawn && new Float32Array(candidates.length * ranker.answers)
    const { scores, partsOf } = ranker.score(request, candidates, answers)
    const { tuned, count } = request
    const { recent, sinceTrial } = request.memory
    const nearTo = retrieval?.nearnessAmong(
      candidates.map(({ entry }) => entry),
      bestPlaces(scores, comparedMax),
    )
    /** What was compared, for whoever looks at the page later. */
    const nearness: (Uint8ClampedArray | undefined)[] = []
    const near: Near | undefined =
      nearTo &&
      ((_, { number }) => {
        const row = number === undefined ? undefined : nearTo(number)
        if (onDrawn) nearness.push(row?.slice())
        return row
      })
    const placed = arrange({
      candidates,
      scores,
      count,
      window,
      recent,
      sinceTrial,
      near,
      rules: tuned.rules,
      random,
    })
    if (onDrawn && answers)
      onDrawn({ tuned, recent: [...recent], sinceTrial, candidates, scores, answers, nearness, placed })
    return placed.map((one) => pickOf(one, partsOf(one.at)))
  }
  const choose = (
    request: Request,
    candidates: readonly Candidate[],
    random: () => number,
    onDrawn: Asked['onDrawn'],
  ): Chosen[] => {
    const window = openWindow(catalogue.numbering, request.memory.recent, request.tuned.rules)
    try {
      return ranked(request, candidates, window, random, onDrawn)
    } finally {
      window.close()
    }
  }
  /** What was seen fills the places for which there is nothing new. */
  const fill = (
    request: Request,
    picks: readonly Chosen[],
  ): readonly Chosen[] | Promise<readonly Chosen[]> => {
    const missing = request.count - picks.length
    if (missing === 0) return picks
    const used = new Set(picks.map(({ entry }) => entry.number))
    const found = gather([seenBefore], request, onFault)
    return after(found, (candidates) =>
      after(
        visible(
          candidates.filter(({ entry }) => !used.has(entry.number)),
          request,
          deps.findClips,
        ),
        (seen) => {
          if (request.tab === 'following') return [...picks, ...inOrder(seen, missing)]
          const before = picks.map(({ entry }) => entry)
          const window = openWindow(
            catalogue.numbering,
            [...request.memory.recent, ...before],
            request.tuned.rules,
          )
          try {
            return [...picks, ...arrangeInOrder(seen, missing, window).map((one) => pickOf(one, []))]
          } finally {
            window.close()
          }
        },
      ),
    )
  }

  return {
    ranker,
    sources: [...forYou, seenBefore],
    choose(asked) {
      const random = asked.random ?? deps.random
      const tuned = asked.tuned ?? deps.settingsOf(asked.viewerKey, asked.wishes)
      const request = requestOf({ ...asked, tuned }, catalogue)
      const isFollowing = request.tab === 'following'
      const found = gather(isFollowing ? [followedFirst] : forYou, request, onFault)
      return after(found, (candidates) =>
        after(visible(candidates, request, deps.findClips), (seen) =>
          // Those one follows come in order of time, on their own tab.
          fill(
            request,
            isFollowing
              ? inOrder(seen, request.count)
              : choose(request, withTrials(seen, newest.name), random, asked.onDrawn),
          ),
        ),
      )
    },
  }
}

/** Where another module brings what is to be tried out, its choice is not diluted by age alone. */
function withTrials(candidates: readonly Candidate[], byAge: string): readonly Candidate[] {
  const isBrought = candidates.some(({ trial }) => trial !== undefined && trial !== byAge)
  if (!isBrought) return candidates
  return candidates.map((one) => (one.trial === byAge ? { ...one, trial: undefined } : one))
}

const pickOf = (
  { candidate: { entry, signed }, source, isTrial, propensity }: Placed,
  parts: number[],
): Chosen => ({ entry, signed, source, isTrial, propensity, parts })

const inOrder = (candidates: readonly Candidate[], count: number): Chosen[] =>
  candidates.slice(0, count).map(({ entry, signed, source, listed }) => ({
    entry,
    signed,
    source,
    isTrial: false,
    propensity: listed,
    parts: [],
  }))

/** Goes on at once where there is nothing to wait for: a turn of the event loop at each step is what a page can't afford
 *  at thousands a second, and between two of them another page of the same viewer would be made from the same memory. */
const after = <A, B>(value: A | Promise<A>, next: (value: A) => B | Promise<B>): B | Promise<B> =>
  value instanceof Promise ? value.then(next) : next(value)
