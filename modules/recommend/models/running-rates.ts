import { type Memory, ownMemory } from './memory.ts'

/** How often something came true, per place and head, held to a prior until enough was seen. */
export interface RunningRates {
  rate(place: number, head: number): number
  /** @param outcome 0 to 1 */
  add(place: number, head: number, outcome: number): void
}

/** @param places a place beyond them is taken modulo their number
 *  @param priors the rate of each head where nothing was seen
 *  @param strength how many observations the prior weighs */
export function createRunningRates(
  places: number,
  priors: readonly number[],
  strength: number,
  memory: Memory = ownMemory,
): RunningRates {
  const heads = priors.length
  const at = (place: number, head: number): number => 2 * ((place % places) * heads + head)
  // Sum and count lie side by side: one look at the memory, which is what reading them costs.
  const seen = memory.floats(2 * places * heads)
  return {
    rate(place, head) {
      const here = at(place, head)
      return ((seen[here] ?? 0) + (priors[head] ?? 0) * strength) / ((seen[here + 1] ?? 0) + strength)
    },
    add(place, head, outcome) {
      const here = at(place, head)
      seen[here] = (seen[here] ?? 0) + outcome
      seen[here + 1] = (seen[here + 1] ?? 0) + 1
    },
  }
}
