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
  /** @param parts at least candidates × families long; row i is filled with what each family adds to candidate i
   *  @param answers filled, where it is given, with what the weights count, {@link Ranker.answers} a candidate
   *  @returns a score a candidate, each the sum of its row in the order of the families, to the last bit */
  score(
    request: Request,
    candidates: readonly Candidate[],
    parts: Float64Array,
    answers?: Float32Array,
  ): Float64Array
}

/** The sum of each row, of its first places.
 *  @param stride from one row to the next */
export function sumRows(
  parts: Float64Array,
  rows: number,
  families: number,
  stride = families,
): Float64Array {
  const sums = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let at = row * stride
    let sum = 0
    for (let family = 0; family < families; family++) sum += parts[at++] ?? 0
    sums[row] = sum
  }
  return sums
}
