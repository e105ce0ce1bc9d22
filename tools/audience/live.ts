/** Days on a made-up stage: people come, watch pages, leave; what came of it is counted by none of the code that chose. */
import { type Person, timeOfDay, type Watch, watch } from '../../apps/demo/people.ts'
import { giniOf } from '../../modules/tuning/index.ts'
import { promisedBy } from './first-hearing.ts'
import { type Clip, dayMs, noteView, topics, type World } from './world.ts'

/** Who chooses the clips. */
export interface Stand {
  /** A clip is new. */
  begin(clip: Clip): void
  /** Every quarter of an hour: what was counted is known from now on. */
  step(nowMs: number, clips: readonly Clip[]): void | Promise<void>
  /** The next ones for this person, at most a page. */
  page(person: Person, atMs: number): readonly Clip[] | Promise<readonly Clip[]>
  watched(person: Person, clip: Clip, watch: Watch, atMs: number): void
}

export interface Figures {
  /** Finished, of all slots. */
  readonly finishRate: number
  /** Of the best tenth of the new clips, those that got 150 views. */
  readonly found: number
  /** Of the new clips, those that got within a day what a twentieth of the slots lets promise. */
  readonly inTime: number
  /** Of the new clips' views. */
  readonly gini: number
  /** Slots of 1,000 with what their viewer can not stand: of those who never say so, and of those who do. */
  readonly hatesOfSilent: number
  readonly hatesOfSaying: number
  /** Of those who said so: slots of that topic in the fifty before and in the fifty after. */
  readonly unwantedBefore: number
  readonly unwantedAfter: number
  /** Slots of 1,000 with a clip that their viewer had seen. */
  readonly repeats: number
  /** How many topics a viewer's day holds, were they even: exp of the entropy; on the first and on the last day. */
  readonly topicsFirst: number
  readonly topicsLast: number
}

const pageSlots = 10
const stepMs = 15 * 60_000
const slotMs = 12_000
const foundAt = 150
const windowSlots = 50

interface Diary {
  readonly seen: Set<number>
  /** Topics of all slots. */
  readonly topics: number[]
  hated: number
  saidAt: number | undefined
}

/** @param world must be fresh: what is watched is noted in its clips */
export async function live(world: World, stand: Stand): Promise<Figures> {
  const { people, fresh, random } = world
  const { days, slots } = world.options
  const clips = [...world.old]
  const diaries = new Map<Person, Diary>(
    people.map((person) => [person, { seen: new Set(), topics: [], hated: 0, saidAt: undefined }]),
  )
  let upcoming = 0
  let finished = 0
  let repeats = 0
  const step = (nowMs: number): void | Promise<void> => {
    for (let clip = fresh[upcoming]; clip && clip.atMs <= nowMs; clip = fresh[++upcoming]) {
      clips.push(clip)
      stand.begin(clip)
    }
    return stand.step(nowMs, clips)
  }
  const take = (person: Person, diary: Diary, clip: Clip, atMs: number): Watch => {
    const seen = watch(person, clip, atMs / dayMs, random)
    noteView(clip, person, seen.finished)
    if (seen.liked) clip.likes++
    if (atMs - clip.atMs <= dayMs) clip.viewsInTime++
    if (seen.finished) finished++
    if (seen.hated) diary.hated++
    if (diary.seen.has(clip.number)) repeats++
    diary.seen.add(clip.number)
    diary.topics.push(clip.topic)
    if (seen.unwanted) diary.saidAt ??= diary.topics.length
    stand.watched(person, clip, seen, atMs)
    return seen
  }
  const session = async (person: Person, diary: Diary, atMs: number): Promise<void> => {
    for (let left = pageSlots; left > 0; ) {
      let isLeft = false
      for (const clip of (await stand.page(person, atMs)).slice(0, left)) {
        left--
        // Who says "not interested" does not go on with the page.
        isLeft = take(person, diary, clip, atMs + (pageSlots - left) * slotMs).unwanted
        if (isLeft) break
      }
      if (!isLeft) return
    }
  }

  for (let day = 0, next = 0; day < days; day++) {
    const sessions = people
      .flatMap((person) =>
        Array.from({ length: Math.round(slots / pageSlots) }, () => ({
          person,
          atMs: (day + timeOfDay(random)) * dayMs,
        })),
      )
      .toSorted((a, b) => a.atMs - b.atMs)
    for (const { person, atMs } of sessions) {
      for (; next <= atMs; next += stepMs) await step(next)
      const diary = diaries.get(person)
      if (diary) await session(person, diary, atMs)
    }
  }

  // Those of the last day have not had their day.
  const heard = fresh.filter((clip) => clip.atMs <= (days - 1) * dayMs)
  const top = heard.toSorted((a, b) => b.merit - a.merit).slice(0, Math.ceil(heard.length / 10))
  const promised = promisedBy(world, 50)
  const watched = sum([...diaries.values()].map((diary) => diary.topics.length))
  return {
    finishRate: finished / watched,
    found: part(top, (clip) => clip.views >= foundAt),
    inTime: part(heard, (clip) => clip.viewsInTime >= promised),
    gini: giniOf(heard.map((clip) => clip.views)) ?? 0,
    ...hatred(diaries),
    repeats: (1_000 * repeats) / watched,
    topicsFirst: mean([...diaries.values()].map((diary) => evenTopics(diary.topics.slice(0, slots)))),
    topicsLast: mean([...diaries.values()].map((diary) => evenTopics(diary.topics.slice(-slots)))),
  }
}

function hatred(diaries: ReadonlyMap<Person, Diary>) {
  const rate = (wanted: (person: Person) => boolean): number => {
    const some = [...diaries].filter(([person]) => person.hates !== undefined && wanted(person))
    const all = sum(some.map(([, diary]) => diary.topics.length))
    return (1_000 * sum(some.map(([, diary]) => diary.hated))) / Math.max(1, all)
  }
  let unwantedBefore = 0
  let unwantedAfter = 0
  for (const [{ hates }, { topics: shown, saidAt }] of diaries) {
    if (saidAt === undefined) continue
    const count = (from: number, to: number): number =>
      shown.slice(Math.max(0, from), to).filter((topic) => topic === hates).length
    unwantedBefore += count(saidAt - windowSlots, saidAt)
    unwantedAfter += count(saidAt, saidAt + windowSlots)
  }
  return {
    hatesOfSilent: rate(({ presses }) => !presses),
    hatesOfSaying: rate(({ presses }) => presses),
    unwantedBefore,
    unwantedAfter,
  }
}

function evenTopics(shown: readonly number[]): number {
  const counts = new Float64Array(topics)
  for (const topic of shown) counts[topic] = (counts[topic] ?? 0) + 1
  let entropy = 0
  for (const count of counts)
    if (count > 0) entropy -= (count / shown.length) * Math.log(count / shown.length)
  return Math.exp(entropy)
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)
const mean = (values: readonly number[]): number => sum(values) / Math.max(1, values.length)
const part = <T>(all: readonly T[], test: (one: T) => boolean): number =>
  all.filter(test).length / Math.max(1, all.length)
