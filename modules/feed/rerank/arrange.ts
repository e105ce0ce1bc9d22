/** Chooses clip after clip for the places of a page: by score, unlike what was just shown (greedy maximal marginal
 *  relevance, Carbonell & Goldstein 1998), within the hard rules, with places set apart for what is tried out.
 *
 *  At each place the clips that break least of the rules are the field. With probability e the place is a trial: each
 *  clip of the field that a source brought to try out is as likely as another. Otherwise the clip is drawn with weight
 *  exp(u / {@link temperature}), where u = score − likePenalty × its greatest likeness to the last slots. e is the rules'
 *  `trialPercent`, 0 where the field has no such clip, and 1 where the nineteen slots before held no trial.
 *
 *  **Propensity** of a slot: the probability that this clip was drawn for this place, given the viewer's memory and
 *  wishes, the catalogue, and the slots before it on the page:
 *
 *      listed × (e × [tried] / tried clips in the field + (1 − e) × weight / sum of weights in the field)
 *
 *  with `listed` the probability with which its source put it among the candidates, 1 where no dice were thrown. */
import { assert } from '../../../platform/errors.ts'
import type { FeedRules } from '../../tuning/index.ts'
import type { Candidate } from '../sources/source.ts'
import type { Traits } from '../traits.ts'
import { likeness } from './likeness.ts'
import { breaks, type Window, windowSlots } from './window.ts'

const temperature = 0.5
/** In points of score, for the same creator, sound and tags at once, where the rules' `diversity` is 1. */
const mostPenalty = 20 / 3
/** Slots that a clip should be unlike. */
const likeSlots = 8

export interface Placed {
  readonly candidate: Candidate
  /** Its place among the candidates. */
  readonly at: number
  /** Name of the source whose clip it is here. */
  readonly source: string
  readonly isTrial: boolean
  readonly propensity: number
}

export interface Arranging {
  readonly candidates: readonly Candidate[]
  readonly scores: Float64Array
  readonly count: number
  /** Filled with the slots before; takes those that are placed. */
  readonly window: Window
  readonly recent: readonly { readonly traits: Traits }[]
  /** Slots since the last trial. */
  readonly sinceTrial: number
  readonly rules: Pick<FeedRules, 'trialPercent' | 'diversity'>
  /** 0 ≤ x < 1. */
  readonly random: () => number
}

export function arrange(page: Arranging): Placed[] {
  const { candidates, count, window, random } = page
  const share = page.rules.trialPercent / 100
  const field = fieldOf(page)
  const placed: Placed[] = []
  let { sinceTrial } = page
  while (placed.length < count) {
    const mustTry = sinceTrial >= windowSlots - 1
    open(field, window, mustTry)
    if (field.open === 0) break
    const trialShare = field.trials === 0 ? 0 : mustTry ? 1 : share
    const isTrial = random() < trialShare
    const at = isTrial ? drawTrial(field, random()) : draw(field, random())
    const candidate = candidates[at]
    assert(candidate, 'what is drawn is a candidate')
    const tried = field.isTried[at] === 1 ? trialShare / field.trials : 0
    const drawn = tried + ((1 - trialShare) * (field.weights[at] ?? 0)) / field.total
    const source = isTrial ? (candidate.trial ?? candidate.source) : candidate.source
    placed.push({ candidate, at, source, isTrial, propensity: candidate.listed * drawn })
    sinceTrial = isTrial ? 0 : sinceTrial + 1
    window.push(candidate.entry.traits)
    field.isTaken[at] = 1
    unlike(field, candidate.entry.traits)
  }
  return placed
}

/** Candidates with their weights, and which of them may stand at the place that is open. Plain loops over arrays that are
 *  kept from page to page: this is gone through at every place of every page. */
interface Field {
  candidates: readonly Candidate[]
  scores: Float64Array
  likePenalty: number
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
}

const fieldFor = (size: number): Field => ({
  candidates: [],
  scores: new Float64Array(0),
  likePenalty: 0,
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
})
let kept = fieldFor(256)

function fieldOf({ candidates, scores, recent, rules }: Arranging): Field {
  const size = candidates.length
  if (kept.like.length < size) kept = fieldFor(2 * size)
  const field = kept
  field.candidates = candidates
  field.scores = scores
  field.likePenalty = mostPenalty * rules.diversity
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
  for (let at = 0; at < size; at++) weigh(field, at)
  for (let at = Math.max(0, recent.length - likeSlots); at < recent.length; at++) {
    const slot = recent[at]
    if (slot) unlike(field, slot.traits)
  }
  return field
}

function weigh(field: Field, at: number): void {
  const utility = (field.scores[at] ?? 0) - field.best - field.likePenalty * (field.like[at] ?? 0)
  // Never nothing: what is last may come too, and says with which probability.
  field.weights[at] = Math.max(1e-12, Math.exp(utility / temperature))
}

function unlike(field: Field, shown: Traits): void {
  const { candidates, owners, sounds, tagBits, like, isTaken } = field
  // A sound of its own alone is like no other.
  const sound = shown.sound === 0 ? -1 : shown.sound
  for (let at = 0; at < candidates.length; at++) {
    const hasNothingInCommon =
      owners[at] !== shown.owner && sounds[at] !== sound && ((tagBits[at] ?? 0) & shown.tagBits) === 0
    const one = candidates[at]
    if (hasNothingInCommon || one === undefined || isTaken[at] === 1) continue
    const alike = likeness(one.entry.traits, shown)
    if (alike <= (like[at] ?? 0)) continue
    like[at] = alike
    weigh(field, at)
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

const isOpen = ({ isTaken, broken, least }: Field, at: number): boolean =>
  isTaken[at] === 0 && (broken[at] ?? 0) <= least

function draw(field: Field, dice: number): number {
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

function drawTrial(field: Field, dice: number): number {
  let left = Math.floor(dice * field.trials)
  for (let at = 0; at < field.candidates.length; at++)
    if (isOpen(field, at) && field.isTried[at] === 1 && left-- === 0) return at
  return -1
}

/** In the order given, but what breaks least of the rules first: for what comes again, the longest ago. Nothing is drawn,
 *  so the propensity is 1. */
export function arrangeInOrder(candidates: readonly Candidate[], count: number, window: Window): Placed[] {
  const placed: Placed[] = []
  const left = candidates.map((candidate, at) => ({ candidate, at }))
  while (placed.length < count && left.length > 0) {
    let first = 0
    let least: number = breaks.ownerRow + 1
    for (const [place, { candidate }] of left.entries()) {
      const one = window.breakOf(candidate.entry.traits)
      if (one >= least) continue
      least = one
      first = place
    }
    const [next] = left.splice(first, 1)
    assert(next, 'there is one left')
    window.push(next.candidate.entry.traits)
    placed.push({ ...next, source: next.candidate.source, isTrial: false, propensity: next.candidate.listed })
  }
  return placed
}
