/** The steps of a first hearing: G views for everyone, then 5 G and 25 G for a clip that is likely better than half of
 *  the others. Pure. Source: recsys.md §5 (guarantee, then Thompson sampling with a graduation ladder). */

/** first: the views that everyone gets · second, third: on the way to 5 and 25 times as many · resting: for now not
 *  likely better than half of the others · through: all steps climbed */
export type Step = 'first' | 'second' | 'third' | 'resting' | 'through'

const factors = { second: 5, third: 25 } as const
/** A clip climbs while it is that likely to be better than the middle one. */
const climbAbove = 0.6
/** When nothing can be promised, a clip is still listened to that often before it is judged. */
const leastBase = 5

/** Views on the first step. */
export const baseOf = (guarantee: number): number => Math.max(guarantee, leastBase)

/** @param chance P(this clip's rate is above the middle one) */
export function stepOf(served: number, guarantee: number, chance: number): Step {
  const base = baseOf(guarantee)
  if (served < base) return 'first'
  if (served >= base * factors.third) return 'through'
  if (chance <= climbAbove) return 'resting'
  return served < base * factors.second ? 'second' : 'third'
}

/** Views at which the step that a clip stands on ends. */
export function goalOf(served: number, guarantee: number): number {
  const base = baseOf(guarantee)
  return base * (served < base ? 1 : served < base * factors.second ? factors.second : factors.third)
}
