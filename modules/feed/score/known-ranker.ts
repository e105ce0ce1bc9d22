/** Scores by what is known without learning: how a clip does on the stage, how new it is, whom the viewer follows and
 *  which topics they asked for. */
import type { Catalogue, Entry } from '../catalogue.ts'
import { foldWords } from '../../tastes/index.ts'
import type { Wishes } from '../../tastes/index.ts'
import type { Candidate, Request } from '../sources/source.ts'
import type { Family, Ranker, Scored } from './ranker.ts'

const families: readonly Family[] = [
  {
    name: 'popularity',
    words: {
      en: 'how much it is watched and liked for its age',
      id: 'seberapa sering ditonton dan disukai untuk umurnya',
    },
  },
  { name: 'age', words: { en: 'how new it is', id: 'seberapa baru klipnya' } },
  {
    name: 'follow',
    words: { en: 'whether you follow its creator', id: 'apakah kamu mengikuti pembuatnya' },
  },
  {
    name: 'topics',
    words: {
      en: 'topics you wanted more or less of',
      id: 'topik yang kamu minta lebih banyak atau lebih sedikit',
    },
  },
]

const dayHours = 24

/** How long what is the same for every viewer is not reckoned again. */
const keptMs = 20_000

export interface KnownRanker extends Ranker {
  /** By whom the viewer follows, what they asked for and how new it is alone: how well a clip does is left out. */
  scoreWithoutPopularity(request: Request, candidates: readonly Candidate[]): Scored
}

export function createKnownRanker(catalogue: Pick<Catalogue, 'popular' | 'version'>): KnownRanker {
  // By an entry's number: when it was reckoned, and what came of it.
  let reckonedIn = new Int32Array(1_024)
  let popularity = new Float64Array(1_024)
  let newness = new Float64Array(1_024)
  let parts = new Float64Array(256 * families.length)
  let turn = 0
  let version = -1
  let turnedMs = 0

  const reckon = (entry: Entry, nowMs: number): void => {
    const { number, score } = entry
    if (number >= reckonedIn.length) {
      reckonedIn = new Int32Array(2 * number)
      popularity = new Float64Array(2 * number)
      newness = new Float64Array(2 * number)
    }
    // Beside the best of the stage, so that it means the same on a small stage and on a large one: 0 to −3.
    const best = catalogue.popular[0]?.score ?? 0
    popularity[number] = score < best ? 0.5 * Math.max(-6, Math.log(score / best)) : 0
    newness[number] = 2 ** (-hoursOf(entry, nowMs) / dayHours)
    reckonedIn[number] = turn
  }
  const score = (
    { memory, wishes, nowMs }: Request,
    candidates: readonly Candidate[],
    countsPopularity: boolean,
  ): Scored => {
    if (version !== catalogue.version || Math.abs(nowMs - turnedMs) > keptMs) {
      turn++
      version = catalogue.version
      turnedMs = nowMs
    }
    const topics = topicsOf(wishes)
    const following = wishes.personalised && memory.following.size > 0 ? memory.following : undefined
    const stride = families.length
    if (parts.length < candidates.length * stride) parts = new Float64Array(2 * candidates.length * stride)
    const scores = new Float64Array(candidates.length)
    for (let row = 0; row < candidates.length; row++) {
      const entry = candidates[row]?.entry
      if (entry === undefined) continue
      const { number } = entry
      if (reckonedIn[number] !== turn) reckon(entry, nowMs)
      const popular = countsPopularity ? (popularity[number] ?? 0) : 0
      const isNew = newness[number] ?? 0
      const isFollowed = following?.has(entry.clip.owner.id) ? followed(hoursOf(entry, nowMs)) : 0
      const isWished = topics ? wished(entry, topics) : 0
      const at = row * stride
      parts[at] = popular
      parts[at + 1] = isNew
      parts[at + 2] = isFollowed
      parts[at + 3] = isWished
      scores[row] = popular + isNew + isFollowed + isWished
    }
    return { scores, partsOf: (at) => [...parts.subarray(at * stride, (at + 1) * stride)] }
  }
  return {
    version: 1,
    answers: 0,
    families,
    score: (request, candidates) => score(request, candidates, true),
    scoreWithoutPopularity: (request, candidates) => score(request, candidates, false),
  }
}

const hoursOf = ({ createdMs }: Entry, nowMs: number): number => Math.max(0, nowMs - createdMs) / 3_600_000
const followed = (ageHours: number): number => 0.5 + 2 * 2 ** (-ageHours / (3 * dayHours))

interface Topics {
  readonly more: ReadonlySet<string>
  readonly less: ReadonlySet<string>
}
const folded = new WeakMap<Wishes, Topics>()

function topicsOf(wishes: Wishes): Topics | undefined {
  if (!wishes.personalised || wishes.more.size + wishes.less.size === 0) return undefined
  const known = folded.get(wishes)
  if (known) return known
  const fold = (tags: ReadonlySet<string>): ReadonlySet<string> => new Set([...tags].map(foldWords))
  const topics = { more: fold(wishes.more), less: fold(wishes.less) }
  folded.set(wishes, topics)
  return topics
}

function wished({ traits }: Entry, { more, less }: Topics): number {
  if (traits.topics.some((topic) => less.has(topic))) return -3
  return traits.topics.some((topic) => more.has(topic)) ? 1.5 : 0
}
