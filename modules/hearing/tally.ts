/** What the votes on one clip add up to. Pure.
 *
 *  A vote is one viewer's first view of the clip in the For You feed: whether they finished it, whether they liked it.
 *  What it says fades: a vote of three days ago weighs 1/e. Sums are kept with weights e^((at − t₀) ÷ 3 days), t₀ being
 *  when the clip's hearing began (forward decay, Cormode et al. 2009): then the order of votes does not matter, nothing
 *  must be rewritten as time goes by, and one division at the end tells what is left today. */
import type { Beta } from './posterior.ts'

const fadeMs = 3 * 86_400_000

/** Weighted sums. */
interface Sums {
  readonly votes: number
  readonly finished: number
  readonly liked: number
}

export interface Tally {
  /** Of accounts that have been here for some time. */
  readonly settled: Sums
  /** Of new accounts, and of people who are logged out. */
  readonly young: Sums
}

/** What one vote changes; a later report of the same view may add `finished` or `liked` alone. */
export interface Change {
  readonly votes: 0 | 1
  readonly finished: 0 | 1
  readonly liked: 0 | 1
}

const noSums: Sums = { votes: 0, finished: 0, liked: 0 }
export const noTally: Tally = { settled: noSums, young: noSums }

/** @param sinceMs from the beginning of the hearing to the vote's first report */
export function addVote(tally: Tally, change: Change, isYoung: boolean, sinceMs: number): Tally {
  const weight = Math.exp(sinceMs / fadeMs)
  const add = (sums: Sums): Sums => ({
    votes: sums.votes + weight * change.votes,
    finished: sums.finished + weight * change.finished,
    liked: sums.liked + weight * change.liked,
  })
  return isYoung ? { ...tally, young: add(tally.young) } : { ...tally, settled: add(tally.settled) }
}

export interface Rate extends Beta {
  /** Votes of the young that did not weigh, as of now. */
  readonly setAside: number
}

/** How good the clip is, as a Beta distribution: a finished view is a success, a like two more. The votes of the young
 *  weigh as `youngVotes` and half of the settled at most, whatever their number: a burst of made-up viewers moves a clip
 *  by so much and no further.
 *  @param middle rate of a typical clip; it stands for two votes before there are any
 *  @param sinceMs from the beginning of the hearing until now */
export function rateOf(tally: Tally, middle: number, youngVotes: number, sinceMs: number): Rate {
  const left = Math.exp(-sinceMs / fadeMs)
  const settled = tally.settled.votes * left
  const young = tally.young.votes * left
  const heard = young > 0 ? Math.min(1, (youngVotes + settled / 2) / young) : 0
  const sum = (of: keyof Sums): number => left * (tally.settled[of] + heard * tally.young[of])
  return {
    alpha: 2 * middle + sum('finished') + 2 * sum('liked'),
    beta: 2 * (1 - middle) + Math.max(0, sum('votes') - sum('finished')),
    setAside: young * (1 - heard),
  }
}
