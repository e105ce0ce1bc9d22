/** People who watch clips, from a seed: the demo's viewers, and those of `npm run audience`. Pure.
 *
 *  Whether somebody finishes a clip is a logistic choice: its merit, their taste for its topic, creator and sound, and a
 *  mood that drifts over the days. The constants are those of the simulator of recsys.md §4: of what a recommender picks,
 *  two of three are finished. */

export interface Person {
  readonly number: number
  /** By topic, in log-odds; what they make of it beside others. */
  readonly tastes: readonly number[]
  /** 0–1: how much of a clip they see before they give it up, at most. */
  readonly patience: number
  /** A topic that they can not stand. */
  readonly hates: number | undefined
  /** Says "not interested" when they meet it; most people say nothing, ever. */
  readonly presses: boolean
}

/** What of a clip moves people. */
export interface Look {
  readonly topic: number
  /** How good it is: mean 0, standard deviation 1 over all clips. */
  readonly merit: number
  /** Numbers of its creator and its sound. */
  readonly creator: number
  readonly sound?: number | undefined
  readonly durationMs: number
}

export interface Watch {
  readonly watchedMs: number
  readonly finished: boolean
  readonly liked: boolean
  readonly followed: boolean
  /** They could not stand it. */
  readonly hated: boolean
  /** They said so. */
  readonly unwanted: boolean
}

const bias = -0.15
const meritWeight = 0.55
const tasteWeight = 0.5
const creatorWeight = 0.12
const soundWeight = 0.08
const moodWeight = 0.1
const hatredWeight = -3
const moodDays = 5
const hatingShare = 0.12
const pressingShare = 0.5
const likeRate = 0.03
const followRate = 0.08

/** @param random 0 ≤ x < 1 */
export function aPerson(number: number, topics: number, random: () => number): Person {
  const tastes = Array.from({ length: topics }, () => tasteWeight * normal(random))
  const patience = 0.15 + 0.7 * random()
  const isHater = random() < hatingShare
  const hated = Math.floor(random() * topics)
  const presses = random() < pressingShare
  return { number, tastes, patience, hates: isHater ? hated : undefined, presses: isHater && presses }
}

/** @param day may have a fraction */
export function chanceToFinish(person: Person, look: Look, day: number): number {
  const { number, tastes, hates } = person
  const own = (kind: number, of: number): number => swing(number, kind, of)
  const mood = Math.sin(2 * Math.PI * (day / moodDays + own(3, look.topic)))
  return sigmoid(
    bias +
      meritWeight * look.merit +
      (tastes[look.topic] ?? 0) +
      creatorWeight * own(1, look.creator) +
      (look.sound === undefined ? 0 : soundWeight * own(2, look.sound)) +
      moodWeight * mood +
      (hates === look.topic ? hatredWeight : 0),
  )
}

export function watch(person: Person, look: Look, day: number, random: () => number): Watch {
  const finished = random() < chanceToFinish(person, look, day)
  const hated = person.hates === look.topic
  const part = finished ? 1 : 0.94 * Math.min(1, person.patience * (hated ? 0.2 : 0.2 + 1.2 * random()))
  const liked = finished && random() < likeRate
  return {
    watchedMs: Math.floor(look.durationMs * part),
    finished,
    liked,
    followed: liked && random() < followRate,
    hated,
    unwanted: hated && person.presses,
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

export const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** −1 to 1, always the same for the same three: what somebody makes of one creator needs no table. */
function swing(person: number, kind: number, of: number): number {
  let mixed = Math.imul(person + 1, 0x9e3779b1) ^ Math.imul(of + 1, 0x85ebca6b) ^ Math.imul(kind, 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2_147_483_648 - 1
}

/** Evenings are three times as busy as nights. @returns 0–1 */
export function timeOfDay(random: () => number): number {
  for (;;) {
    const at = random()
    if (random() < (2 + Math.sin(2 * Math.PI * (at - 0.5))) / 3) return at
  }
}
