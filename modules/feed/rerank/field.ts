/** The candidates of a page while its places are filled: their weights, and which of them may stand at the place that is
 *  open. What the numbers mean is said in arrange.ts. */
import { assert } from '../../../platform/errors.ts'
import type { FeedRules } from '../../tuning/index.ts'
import type { Traits } from '../traits.ts'
import { nearest } from '../../recommend/index.ts'
import { likeness, nearnessAlone } from './likeness.ts'
import { breaks, type Window, windowSlots } from './window.ts'

const temperature = 0.5
/** In points of score, for the same creator, sound and topic at once, where the rules' `diversity` is 1. */
const mostPenalty = 20 / 3
/** Slots that a clip should be unlike. */
const likeSlots = 8

/** A clip with its number in the catalogue, where it has one. */
export interface Slot {
  readonly traits: Traits
  readonly number?: number | undefined
}

/** How near each candidate lies to a slot by who wanted them: {@link nearest} is the same direction, 0 none. It holds until
 *  the next call.
 *  @param step counts the slots that candidates are compared with, the oldest first
 *  @returns undefined where it is not known */
export type Near = (step: number, slot: Slot) => Uint8Array | Uint8ClampedArray | undefined

/** What the places look at in a candidate. */
export interface Placeable {
  readonly entry: Slot
  readonly trial: string | undefined
}

/** What lies before a page is arranged. */
export interface Laid<C extends Placeable = Placeable> {
  readonly candidates: readonly C[]
  readonly scores: Float64Array
  /** Filled with the slots before; takes those that are placed. */
  readonly window: Window
  readonly recent: readonly Slot[]
  /** Slots since the last trial. */
  readonly sinceTrial: number
  /** Absent: clips are alike by their traits alone. */
  readonly near?: Near | undefined
  readonly rules: Pick<FeedRules, 'trialPercent' | 'diversity'>
}

/** What was drawn for a place. */
export interface Drawn {
  /** Among the candidates. */
  readonly at: number
  readonly isTrial: boolean
}

/** Candidates with their weights, and which of them may stand at the place that is open. Plain loops over arrays that are
 *  kept from page to page: this is gone through at every place of every page. */
export interface Field {
  candidates: readonly Placeable[]
  scores: Float64Array
  likePenalty: number
  near: Near | undefined
  /** Slots that candidates were compared with so far. */
  step: number
  /** Of each candidate: the numbers that are compared at every place, side by side. */
  readonly owners: Int32Array
  readonly sounds: Int32Array
  readonly tagBits: Int32Array
  /** Greatest likeness to the last slots. */
  readonly like: Float64Array
  readonly weights: Float64Array
  readonly isTried: Uint8Array
  readonly isTaken: Uint8Array
  readonly broken: Uint8Array
  best: number
  /** What may be broken at the open place. */
  least: number
  /** Of the open place: candidates, those to try out, sum of weights. */
  open: number
  trials: number
  total: number
  /** Of the open place: how likely it is a trial. */
  trialShare: number
}

const fieldFor = (size: number): Field => ({
  candidates: [],
  scores: new Float64Array(0),
  likePenalty: 0,
  near: undefined,
  step: 0,
  owners: new Int32Array(size),
  sounds: new Int32Array(size),
  tagBits: new Int32Array(size),
  like: new Float64Array(size),
  weights: new Float64Array(size),
  isTried: new Uint8Array(size),
  isTaken: new Uint8Array(size),
  broken: new Uint8Array(size),
  best: 0,
  least: 0,
  open: 0,
  trials: 0,
  total: 0,
  trialShare: 0,
})
let kept = fieldFor(256)

function fieldOf({ candidates, scores, recent, near, rules }: Laid): Field {
  const size = candidates.length
  if (kept.like.length < size) kept = fieldFor(2 * size)
  const field = kept
  field.candidates = candidates
  field.scores = scores
  field.likePenalty = mostPenalty * rules.diversity
  field.near = near
  field.step = 0
  field.best = Number.NEGATIVE_INFINITY
  for (let at = 0; at < size; at++) {
    const one = candidates[at]
    if (one === undefined) continue
    const { owner, sound, tagBits } = one.entry.traits
    field.owners[at] = owner
    field.sounds[at] = sound
    field.tagBits[at] = tagBits
    field.like[at] = 0
    field.isTaken[at] = 0
    field.isTried[at] = one.trial === undefined ? 0 : 1
    const score = scores[at] ?? 0
    if (score > field.best) field.best = score
  }
  for (let at = Math.max(0, recent.length - likeSlots); at < recent.length; at++) {
    const slot = recent[at]
    if (slot) unlike(field, slot, false)
  }
  for (let at = 0; at < size; at++) weigh(field, at)
  return field
}

function weigh(field: Field, at: number): void {
  const utility = (field.scores[at] ?? 0) - field.best - field.likePenalty * (field.like[at] ?? 0)
  // Never nothing: what is last may come too, and says with which probability.
  field.weights[at] = Math.max(1e-12, Math.exp(utility / temperature))
}

/** @param weighs whether what is found out is weighed at once */
function unlike(field: Field, slot: Slot, weighs: boolean): void {
  const { candidates, owners, sounds, tagBits, like, isTaken } = field
  const shown = slot.traits
  const near = field.near?.(field.step++, slot)
  // A sound of its own alone is like no other.
  const sound = shown.sound === 0 ? -1 : shown.sound
  for (let at = 0; at < candidates.length; at++) {
    const hasNothingInCommon =
      owners[at] !== shown.owner && sounds[at] !== sound && ((tagBits[at] ?? 0) & shown.tagBits) === 0
    const cosine = near ? (near[at] ?? 0) / nearest : 0
    // Most have nothing in common but, at most, who wanted them.
    const least = hasNothingInCommon ? nearnessAlone(cosine) : 1
    if (least <= (like[at] ?? 0) || isTaken[at] === 1) continue
    const one = candidates[at]
    if (one === undefined) continue
    const alike = hasNothingInCommon ? least : likeness(one.entry.traits, shown, cosine)
    if (alike <= (like[at] ?? 0)) continue
    like[at] = alike
    if (weighs) weigh(field, at)
  }
}

/** Where a trial is due, tags give way to it. */
function open(field: Field, window: Window, mustTry: boolean): void {
  const { candidates, isTried, isTaken, broken, weights } = field
  let total = 0
  let count = 0
  let trials = 0
  let least: number = breaks.ownerRow + 1
  let leastTried: number = least
  for (let at = 0; at < candidates.length; at++) {
    const one = candidates[at]
    if (one === undefined || isTaken[at] === 1) continue
    const breaks = window.breakOf(one.entry.traits)
    broken[at] = breaks
    if (isTried[at] === 1 && breaks < leastTried) leastTried = breaks
    if (breaks > least) continue
    if (breaks < least) {
      least = breaks
      total = count = trials = 0
    }
    count++
    total += weights[at] ?? 0
    trials += isTried[at] ?? 0
  }
  field.least = least
  field.total = total
  field.open = count
  field.trials = trials
  if (!mustTry || leastTried !== breaks.tags || least === leastTried) return
  field.least = leastTried
  field.total = field.open = field.trials = 0
  for (let at = 0; at < candidates.length; at++) {
    if (!isOpen(field, at)) continue
    field.open++
    field.total += weights[at] ?? 0
    field.trials += isTried[at] ?? 0
  }
}

export const isOpen = ({ isTaken, broken, least }: Field, at: number): boolean =>
  isTaken[at] === 0 && (broken[at] ?? 0) <= least

export function draw(field: Field, dice: number): number {
  let left = dice * field.total
  let last = -1
  for (let at = 0; at < field.candidates.length; at++) {
    if (!isOpen(field, at)) continue
    last = at
    left -= field.weights[at] ?? 0
    if (left < 0) return at
  }
  return last
}

export function drawTrial(field: Field, dice: number): number {
  let left = Math.floor(dice * field.trials)
  for (let at = 0; at < field.candidates.length; at++)
    if (isOpen(field, at) && field.isTried[at] === 1 && left-- === 0) return at
  return -1
}

/** Place after place. @param choose undefined: nothing more is placed */
export function eachPlace(page: Laid, count: number, choose: (field: Field) => Drawn | undefined): void {
  const { window } = page
  const field = fieldOf(page)
  let { sinceTrial } = page
  for (let place = 0; place < count; place++) {
    const mustTry = sinceTrial >= windowSlots - 1
    open(field, window, mustTry)
    if (field.open === 0) return
    field.trialShare = field.trials === 0 ? 0 : mustTry ? 1 : page.rules.trialPercent / 100
    const drawn = choose(field)
    if (!drawn) return
    const entry = field.candidates[drawn.at]?.entry
    assert(entry, 'what is drawn is a candidate')
    sinceTrial = drawn.isTrial ? 0 : sinceTrial + 1
    window.push(entry.traits)
    field.isTaken[drawn.at] = 1
    unlike(field, entry, true)
  }
}

/** Of the open place: P(this candidate is drawn that way). */
export const chanceOf = (field: Field, at: number, isTrial: boolean): number =>
  isTrial
    ? field.isTried[at] === 1
      ? field.trialShare / field.trials
      : 0
    : ((1 - field.trialShare) * (field.weights[at] ?? 0)) / field.total
