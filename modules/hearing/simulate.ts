/** A seeded audience for the real hearing: people with tastes, clips with merits, and a plain recommender that knows both as
 *  far as views have shown them. Only the clips of the first hearing are chosen by the code that is served.
 *  Source: recsys.md §4, the A/B simulator. The world is chosen so that of the recommender's clips as many are
 *  finished as in its greedy row (.68); alone it finds more of the best than that row did, so the bar is the higher one. */
import { createBook, type Entry } from './book.ts'
import { guaranteeOf } from './guarantee.ts'
import { giniOf } from './gini.ts'
import { matchByWords, type Viewer } from './match.ts'
import { addVote, noTally } from './tally.ts'

export interface Audience {
  readonly seed: number
  readonly users: number
  /** Slots that each of them watches a day. */
  readonly slots: number
  /** New clips a day. */
  readonly uploads: number
  readonly days: number
  /** Thousandths of the slots that are for new clips; 0: the recommender alone. */
  readonly perMille: number
}

export interface Outcome {
  readonly guarantee: number
  /** Finished, of all slots. */
  readonly finishRate: number
  /** Of the best tenth of the new clips, those that got 150 views. */
  readonly found: number
  /** Of the new clips, those that got within a day what a twentieth of the slots lets promise. */
  readonly inTime: number
  readonly gini: number
}

const topics = 8
const oldClips = 800
const dayMs = 86_400_000
const stepMs = 15 * 60_000
const foundAt = 150
const likeRate = 0.03
/** Views that the recommender's first guess of a clip stands for, and how good it takes one to be that it knows nothing of,
 *  beside the mean: it would rather show what is proven. */
const guessViews = 20
const guessPart = 0.57

interface Clip {
  readonly id: string
  readonly number: number
  readonly topic: number
  readonly merit: number
  readonly atMs: number
  finished: number
  views: number
  /** Sum of its viewers' tastes: what made them finish besides its merit. */
  tastes: number
  viewsInTime: number
  guess: number
}

interface Person {
  readonly tastes: readonly number[]
  readonly seen: Uint8Array
  readonly viewer: Viewer
}

export function simulate(audience: Audience): Outcome {
  const { users, slots, uploads, days, perMille } = audience
  const random = mulberry32(audience.seed)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const makeClip = (number: number, atMs: number): Clip => ({
    id: `clip ${number}`,
    number,
    topic: Math.floor(random() * topics),
    merit: normal(),
    atMs,
    finished: 0,
    views: 0,
    tastes: 0,
    viewsInTime: 0,
    guess: 0,
  })
  const clips = Array.from({ length: oldClips }, (_, at) => makeClip(at, Number.NEGATIVE_INFINITY))
  const fresh = Array.from({ length: uploads * days }, (_, at) =>
    makeClip(oldClips + at, (Math.floor(at / uploads) + random()) * dayMs),
  ).toSorted((a, b) => a.atMs - b.atMs)
  const byId = new Map([...clips, ...fresh].map((clip) => [clip.id, clip]))
  const people = Array.from({ length: users }, (_, at): Person => {
    const tastes = Array.from({ length: topics }, () => 0.5 * normal())
    const seen = new Uint8Array(oldClips + uploads * days)
    const tags = new Set(tastes.flatMap((taste, topic) => (taste > 0 ? [`topic${topic}`] : [])))
    const hasSeen = (id: string): boolean => seen[byId.get(id)?.number ?? 0] === 1
    return { tastes, seen, viewer: { key: `user ${at}`, lang: 'id', creators: new Set(), tags, hasSeen } }
  })
  const chanceToFinish = (person: Person, clip: Clip): number =>
    sigmoid(-0.15 + 0.55 * clip.merit + (person.tastes[clip.topic] ?? 0))

  // What the old clips are worth is known from before.
  for (const clip of clips)
    for (let view = 0; view < 150; view++) {
      const person = people[Math.floor(random() * users)]
      if (person) note(clip, person, random() < chanceToFinish(person, clip))
    }

  const bounds = { least: 0, most: 30 }
  const guarantee = guaranteeOf({ perMille, slots: users * slots, uploads }, bounds)
  const heardBy = guaranteeOf({ perMille: 50, slots: users * slots, uploads }, bounds)
  const book = createBook({ match: matchByWords, youngVotes: 30 })
  const slotsPerMs = (perMille * users * slots) / 1000 / dayMs
  const entries = new Map<string, Entry>()
  const counted: { id: string; finished: boolean; liked: boolean; atMs: number }[] = []
  let upcoming = 0
  let finished = 0
  let watched = 0
  let ranking: Clip[][] = []

  const step = (nowMs: number): void => {
    for (; (fresh[upcoming]?.atMs ?? Number.POSITIVE_INFINITY) <= nowMs; upcoming++) {
      const clip = fresh[upcoming]
      if (!clip) break
      clips.push(clip)
      entries.set(clip.id, {
        videoId: clip.id,
        ownerId: `creator of ${clip.id}`,
        tags: [`topic${clip.topic}`],
        lang: 'id',
        begunMs: clip.atMs,
        deadlineMs: clip.atMs + dayMs,
        guarantee,
        served: 0,
        tally: noTally,
      })
    }
    for (const { id, finished: isFinished, liked, atMs } of counted.splice(0)) {
      const entry = entries.get(id)
      if (!entry) continue
      const change = { votes: 1, finished: isFinished ? 1 : 0, liked: liked ? 1 : 0 } as const
      const tally = addVote(entry.tally, change, false, atMs - entry.begunMs)
      entries.set(id, { ...entry, served: entry.served + 1, tally })
    }
    if (perMille > 0) {
      for (const entry of entries.values()) book.put(entry)
      book.settle(nowMs, slotsPerMs)
    }
    ranking = rank(clips)
  }

  for (let day = 0; day < days; day++) {
    const turns = Array.from({ length: users * slots }, (_, at) => ({
      person: people[at % users],
      atMs: (day + timeOfDay(random)) * dayMs,
    })).toSorted((a, b) => a.atMs - b.atMs)
    let next = day * dayMs
    for (const { person, atMs } of turns) {
      if (!person) continue
      for (; next <= atMs; next += stepMs) step(next)
      const isTrial = random() * 1000 < perMille
      const [drawn] = isTrial ? book.draw(person.viewer, 1, atMs, random) : []
      if (drawn) book.offered(drawn.videoId, atMs)
      const clip = (drawn && byId.get(drawn.videoId)) ?? best(ranking, person)
      if (!clip) continue
      person.seen[clip.number] = 1
      const isFinished = random() < chanceToFinish(person, clip)
      note(clip, person, isFinished)
      if (atMs - clip.atMs <= dayMs) clip.viewsInTime++
      counted.push({ id: clip.id, finished: isFinished, liked: isFinished && random() < likeRate, atMs })
      watched++
      if (isFinished) finished++
    }
  }
  // Those of the last day have not had their day.
  const heard = fresh.filter((clip) => clip.atMs <= (days - 1) * dayMs)
  const top = heard.toSorted((a, b) => b.merit - a.merit).slice(0, Math.ceil(heard.length / 10))
  return {
    guarantee,
    finishRate: finished / watched,
    found: top.filter((clip) => clip.views >= foundAt).length / top.length,
    inTime: heard.filter((clip) => clip.viewsInTime >= heardBy).length / heard.length,
    gini: giniOf(heard.map((clip) => clip.views)) ?? 0,
  }
}

function note(clip: Clip, person: Person, isFinished: boolean): void {
  clip.views++
  clip.tastes += person.tastes[clip.topic] ?? 0
  if (isFinished) clip.finished++
}

/** Each topic's clips, the likely best first: what views have shown of a clip, less what its viewers' tastes explain. */
function rank(clips: readonly Clip[]): Clip[][] {
  const views = clips.reduce((sum, clip) => sum + clip.views, 0)
  const middle = clips.reduce((sum, clip) => sum + clip.finished, 0) / Math.max(1, views)
  const byTopic: Clip[][] = Array.from({ length: topics }, () => [])
  for (const clip of clips) {
    const rate = (clip.finished + guessViews * guessPart * middle) / (clip.views + guessViews)
    clip.guess = Math.log(rate / (1 - rate)) - clip.tastes / (clip.views + guessViews)
    byTopic[clip.topic]?.push(clip)
  }
  for (const list of byTopic) list.sort((a, b) => b.guess - a.guess)
  return byTopic
}

/** The clip that the person will likeliest finish, of those that they have not seen. */
function best(ranking: readonly (readonly Clip[])[], person: Person): Clip | undefined {
  let found: Clip | undefined
  let score = Number.NEGATIVE_INFINITY
  ranking.forEach((list, topic) => {
    const clip = list.find(({ number }) => person.seen[number] === 0)
    const here = clip ? clip.guess + (person.tastes[topic] ?? 0) : Number.NEGATIVE_INFINITY
    if (here <= score) return
    score = here
    found = clip
  })
  return found
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** Evenings are three times as busy as nights. @returns 0–1 */
function timeOfDay(random: () => number): number {
  for (;;) {
    const at = random()
    if (random() < (2 + Math.sin(2 * Math.PI * (at - 0.5))) / 3) return at
  }
}

/** Tommy Ettinger's 32-bit generator: small, and good enough for a crowd. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
