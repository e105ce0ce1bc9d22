/** A page that was drawn, drawn once more on paper: with which probability it would have come under other scores and rules. */
import { assert } from '../../../platform/errors.ts'
import { chanceOf, type Drawn, type Field, isOpen, type Laid, eachPlace } from './field.ts'

export interface Retraced {
  /** P(this draw | the draws before it), as a trial or by its score, whichever it was. */
  readonly chance: number
  /** The same, whichever way. */
  readonly eitherWay: number
  /** Mean of each of the values over what might have been drawn here. */
  readonly expected: readonly number[]
}

/** How likely the draws of a page were, each after those before it, under other scores and rules. It ends with the first
 *  that could not have been drawn.
 *  @param values of each candidate, in any number of units */
export function retrace(
  page: Laid,
  draws: readonly Drawn[],
  values: readonly Float64Array[] = [],
): Retraced[] {
  const steps: Retraced[] = []
  eachPlace(page, draws.length, (field) => {
    const drawn = draws[steps.length]
    assert(drawn, 'a draw for each place')
    const { at, isTrial } = drawn
    const chance = isOpen(field, at) ? chanceOf(field, at, isTrial) : 0
    const eitherWay = isOpen(field, at) ? chance + chanceOf(field, at, !isTrial) : 0
    steps.push({ chance, eitherWay, expected: meansOver(field, values) })
    return chance > 0 ? drawn : undefined
  })
  return steps
}

function meansOver(field: Field, values: readonly Float64Array[]): number[] {
  const means = values.map(() => 0)
  if (values.length === 0) return means
  for (let at = 0; at < field.candidates.length; at++) {
    if (!isOpen(field, at)) continue
    const chance = chanceOf(field, at, true) + chanceOf(field, at, false)
    for (const [unit, some] of values.entries()) means[unit] = (means[unit] ?? 0) + chance * (some[at] ?? 0)
  }
  return means
}
