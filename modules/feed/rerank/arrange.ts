/** Chooses clip after clip for the places of a page: by score, unlike what was just shown (greedy maximal marginal
 *  relevance, Carbonell & Goldstein 1998), within the hard rules, with places set apart for what is tried out.
 *
 *  At each place the clips that break least of the rules are the field. With probability e the place is a trial: each
 *  clip of the field that a source brought to try out is as likely as another. Otherwise the clip is drawn with weight
 *  exp(u / temperature), where u = score − likePenalty × its greatest likeness to the last slots. e is the rules'
 *  `trialPercent`, 0 where the field has no such clip, and 1 where the nineteen slots before held no trial.
 *
 *  **Propensity** of a slot: the probability that this clip was drawn for this place, given the viewer's memory and
 *  wishes, the catalogue, and the slots before it on the page:
 *
 *      listed × (e × [tried] / tried clips in the field + (1 − e) × weight / sum of weights in the field)
 *
 *  with `listed` the probability with which its source put it among the candidates, 1 where no dice were thrown. */
import { assert } from '../../../platform/errors.ts'
import type { Candidate } from '../sources/source.ts'
import { chanceOf, draw, drawTrial, type Laid, eachPlace } from './field.ts'
import { breaks, type Window } from './window.ts'

export interface Placed {
  readonly candidate: Candidate
  /** Its place among the candidates. */
  readonly at: number
  /** Name of the source whose clip it is here. */
  readonly source: string
  readonly isTrial: boolean
  readonly propensity: number
}

export interface Arranging extends Laid<Candidate> {
  readonly count: number
  /** 0 ≤ x < 1. */
  readonly random: () => number
}

export function arrange(page: Arranging): Placed[] {
  const { candidates, count, random } = page
  const placed: Placed[] = []
  eachPlace(page, count, (field) => {
    const isTrial = random() < field.trialShare
    const at = isTrial ? drawTrial(field, random()) : draw(field, random())
    const candidate = candidates[at]
    assert(candidate, 'what is drawn is a candidate')
    const drawn = chanceOf(field, at, true) + chanceOf(field, at, false)
    const source = isTrial ? (candidate.trial ?? candidate.source) : candidate.source
    placed.push({ candidate, at, source, isTrial, propensity: candidate.listed * drawn })
    return { at, isTrial }
  })
  return placed
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
