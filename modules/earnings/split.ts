/** A split: who shares a video's income, from which day. */
import type { Day } from '../../platform/clock.ts'
import type { partStates, splitStates } from './contract.ts'

export type SplitState = (typeof splitStates)[number]
export type PartState = (typeof partStates)[number]

/** All parts of a split make that many. */
export const wholeSplit = 10_000
export const peopleMax = 10

export interface SplitPart {
  readonly accountId: string
  readonly basisPoints: number
}

/** A split as it applies on a day. */
export interface Split {
  readonly id: string
  readonly videoId: string
  readonly ownerId: string
  /** The owner's among them; they make 10,000. */
  readonly parts: readonly SplitPart[]
}

/** Splits of several videos on several days, asked for at once. */
export interface SplitLookup {
  on(videoId: string, day: Day): Split | undefined
}

export interface SplitRecord extends Split {
  readonly state: SplitState
  readonly proposedAt: Date
  readonly startsOn: Day | null
  readonly endsOn: Day | null
  readonly parts: readonly (SplitPart & { readonly state: PartState })[]
}
