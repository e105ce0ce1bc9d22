/** Who is in which experiment, and in which arm: by hashes alone, so that every node says the same and nothing is kept.
 *
 *  A viewer has one place of a thousand, by a salt that never changes; experiments that run at the same time hold
 *  different places, so a viewer is in one of them at most. Within an experiment its own salt says which arm, so that who
 *  shared an arm before is spread over the arms of the next. Source: Tang et al., Overlapping Experiment Infrastructure,
 *  KDD 2010. */
import { hash } from 'node:crypto'
import type { FeedSettings } from '../contract-settings.ts'

export const placesInAll = 1_000
const placeSalt = 'panggung.feed.place'
const most = 2 ** 48

/** Uniform in 0 ≤ x < 1, the same for the same two texts for ever: the first 48 bits of their SHA-256. */
export const spread = (salt: string, viewerKey: string): number =>
  Number.parseInt(hash('sha256', `${salt}\n${viewerKey}`, 'hex').slice(0, 12), 16) / most

export const placeOf = (viewerKey: string): number => Math.floor(spread(placeSalt, viewerKey) * placesInAll)

export interface Running {
  readonly id: string
  readonly name: string
  readonly salt: string
  readonly firstPlace: number
  readonly places: number
  /** By number; 0 is what was published when it began. */
  readonly arms: readonly {
    readonly name: string
    readonly settings: FeedSettings
    readonly isStopped: boolean
  }[]
}

/** The experiment that holds the viewer's place, and the number of their arm in it, stopped or not. */
export function armOf<
  T extends Pick<Running, 'salt' | 'firstPlace' | 'places'> & { arms: readonly unknown[] },
>(running: readonly T[], viewerKey: string): { readonly experiment: T; readonly arm: number } | undefined {
  if (running.length === 0) return undefined
  const place = placeOf(viewerKey)
  const experiment = running.find((one) => place >= one.firstPlace && place < one.firstPlace + one.places)
  if (!experiment) return undefined
  return { experiment, arm: Math.floor(spread(experiment.salt, viewerKey) * experiment.arms.length) }
}

/** The first stretch of so many places that nobody holds. @returns undefined when there is none */
export function freePlaces(
  held: readonly Pick<Running, 'firstPlace' | 'places'>[],
  wanted: number,
): number | undefined {
  let at = 0
  for (const one of held.toSorted((a, b) => a.firstPlace - b.firstPlace)) {
    if (one.firstPlace - at >= wanted) return at
    at = one.firstPlace + one.places
  }
  return placesInAll - at >= wanted ? at : undefined
}
