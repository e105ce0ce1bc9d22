/** What the model says of a clip in front of a viewer, and where each answer's training begins. */
import { quantileAt } from '../models/watch-head.ts'
import type { Outcome } from '../stream/outcome.ts'

/** The first heads: each the chance that something happens. */
export const chances = ['finish', 'skip', 'rewatch', 'like', 'share', 'follow', 'unwanted'] as const
export type Chance = (typeof chances)[number]
/** The others tell for how long it is watched, a level each (models/watch-head.ts); chosen on the replay's val. */
export const watchLevels = 6
export const levelsFrom = chances.length
export const headCount = chances.length + watchLevels

/** What a score counts, each with a weight of its own: the chances, and for how long it is watched, in half minutes. */
export const counted = [...chances, 'watch'] as const

/** How often it happens, where nothing was seen yet. */
const chancePriors: Readonly<Record<Chance, number>> = {
  finish: 0.3,
  skip: 0.2,
  rewatch: 0.05,
  like: 0.02,
  share: 0.004,
  follow: 0.004,
  unwanted: 0.002,
}
/** By head. */
export const headPriors: readonly number[] = [
  ...chances.map((chance) => chancePriors[chance]),
  ...Array.from({ length: watchLevels }, (_, level) => 1 - quantileAt(level, watchLevels)),
]

export type Labels = Pick<
  Outcome,
  'finished' | 'skipped' | 'rewatched' | 'liked' | 'shared' | 'followed' | 'unwanted'
>

/** Those of the chances. */
export function fillTargets(targets: Float64Array, labels: Labels): void {
  targets[0] = labels.finished ? 1 : 0
  targets[1] = labels.skipped ? 1 : 0
  targets[2] = labels.rewatched ? 1 : 0
  targets[3] = labels.liked ? 1 : 0
  targets[4] = labels.shared ? 1 : 0
  targets[5] = labels.followed ? 1 : 0
  targets[6] = labels.unwanted ? 1 : 0
}
