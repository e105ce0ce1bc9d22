/** When an arm is so much worse that it stops by itself. */
import type { Metric, Reading } from '../contract-experiments.ts'

/** How much worse than the control, as a part of it. An arm stops when it is found to be worse (see measure.ts), and by
 *  more than this as measured. */
export const bounds = { watch: 0.05, skip: 0.1, unwanted: 0.2 } as const
type Guarded = keyof typeof bounds
const guarded: readonly Guarded[] = ['unwanted', 'skip', 'watch']

/** @returns the arms that must stop, each with the figure that says so; none twice */
export function armsToStop({ compared }: Pick<Reading, 'compared'>): Map<number, Metric> {
  const stops = new Map<number, Metric>()
  for (const metric of guarded)
    for (const one of compared) {
      if (one.metric !== metric || one.verdict !== 'worse' || stops.has(one.arm)) continue
      const worse = metric === 'watch' ? -one.relative : one.relative
      if (worse > bounds[metric]) stops.set(one.arm, metric)
    }
  return stops
}
