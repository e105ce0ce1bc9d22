/** A stage that is made up: its people, the clips that are there, and those that are still to come. */
import { aPerson, type Look, normal, type Person } from '../../apps/demo/people.ts'
import { mulberry32 } from '../../platform/random.ts'

export const topics = 8
export const dayMs = 86_400_000
const oldClips = 800
/** What is known of the old clips from before. */
const oldViews = 150

export interface WorldOptions {
  readonly seed: number
  readonly viewers: number
  /** Slots that each of them watches a day. */
  readonly slots: number
  /** New clips a day. */
  readonly uploads: number
  readonly days: number
}

export interface Clip extends Look {
  readonly number: number
  readonly atMs: number
  views: number
  finished: number
  likes: number
  /** Sum of its viewers' tastes: what made them finish besides its merit. */
  tastes: number
  viewsInTime: number
  /** What the recommender makes of it, in log-odds. */
  guess: number
}

export interface World {
  readonly options: WorldOptions
  readonly people: readonly Person[]
  readonly old: readonly Clip[]
  /** In order of time, from 0 on. */
  readonly fresh: readonly Clip[]
  /** 0 ≤ x < 1. */
  readonly random: () => number
}

export function makeWorld(options: WorldOptions): World {
  const { seed, viewers, uploads, days } = options
  const random = mulberry32(seed)
  const creators = Math.max(40, Math.floor(viewers / 4))
  const makeClip = (number: number, atMs: number): Clip => ({
    number,
    topic: Math.floor(random() * topics),
    merit: normal(random),
    creator: Math.floor(random() * creators),
    sound: random() < 0.4 ? Math.floor(random() * 200) : undefined,
    durationMs: 8_000 + Math.floor(22_000 * random()),
    atMs,
    views: 0,
    finished: 0,
    likes: 0,
    tastes: 0,
    viewsInTime: 0,
    guess: 0,
  })
  const old = Array.from({ length: oldClips }, (_, at) => makeClip(at, -dayMs * (1 + 20 * random())))
  const fresh = Array.from({ length: uploads * days }, (_, at) =>
    makeClip(oldClips + at, (Math.floor(at / uploads) + random()) * dayMs),
  ).toSorted((a, b) => a.atMs - b.atMs)
  const people = Array.from({ length: viewers }, (_, at) => aPerson(at, topics, random))
  return { options, people, old, fresh, random }
}

/** Views of the old clips by anyone: `wouldFinish` throws the dice. */
export function warmUp(world: World, wouldFinish: (person: Person, clip: Clip) => boolean): void {
  for (const clip of world.old)
    for (let view = 0; view < oldViews; view++) {
      const person = world.people[Math.floor(world.random() * world.people.length)]
      if (person) noteView(clip, person, wouldFinish(person, clip))
    }
}

export function noteView(clip: Clip, person: Person, finished: boolean): void {
  clip.views++
  clip.tastes += person.tastes[clip.topic] ?? 0
  if (finished) clip.finished++
}
