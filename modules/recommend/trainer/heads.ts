/** What the model says of a clip in front of a viewer, and where each answer's training begins. */
import type { Outcome } from '../stream/outcome.ts'

export const heads = ['finish', 'watch', 'skip', 'rewatch', 'like', 'share', 'follow', 'unwanted'] as const
export type Head = (typeof heads)[number]
export const headCount = heads.length
/** Of {@link heads}: a quantile, not a probability. */
export const watchHead = heads.indexOf('watch')

/** How often it happens, where nothing was seen yet. */
export const headPriors: Readonly<Record<Head, number>> = {
  finish: 0.3,
  watch: 0.5,
  skip: 0.2,
  rewatch: 0.05,
  like: 0.02,
  share: 0.004,
  follow: 0.004,
  unwanted: 0.002,
}

export type Labels = Pick<
  Outcome,
  'finished' | 'skipped' | 'rewatched' | 'liked' | 'shared' | 'followed' | 'unwanted'
>

/** @param quantile of the watch time */
export function fillTargets(targets: Float64Array, labels: Labels, quantile: number): void {
  targets[0] = labels.finished ? 1 : 0
  targets[1] = quantile
  targets[2] = labels.skipped ? 1 : 0
  targets[3] = labels.rewatched ? 1 : 0
  targets[4] = labels.liked ? 1 : 0
  targets[5] = labels.shared ? 1 : 0
  targets[6] = labels.followed ? 1 : 0
  targets[7] = labels.unwanted ? 1 : 0
}
