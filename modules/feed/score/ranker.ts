/** Who says how much a viewer will make of each candidate. A ranker that learns comes in by this door. */
import type { Words } from '../../../platform/contract.ts'
import type { Candidate, Request } from '../sources/source.ts'

/** A group of features whose part in a score is told as one: "you follow its creator". */
export interface Family {
  readonly name: string
  readonly words: Words
}

export interface Ranker {
  /** Kept beside every slot; another number for what scores otherwise. */
  readonly version: number
  readonly families: readonly Family[]
  /** How many answers of what was learned go into a score now (recommend's `counted`); 0 where nothing was learned. */
  readonly answers: number
  /** @param answers filled, where it is given, with what the weights count, {@link Ranker.answers} a candidate
   *  @returns what holds until the next call */
  score(request: Request, candidates: readonly Candidate[], answers?: Float32Array): Scored
}

export interface Scored {
  /** One a candidate. */
  readonly scores: Float64Array
  /** What each family adds to the score of the candidate at that place: asked of those alone that are shown. Their sum is
   *  the score, but for what another thread has learned since. */
  partsOf(at: number): number[]
}
