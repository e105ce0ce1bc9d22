/** What a viewer did with a clip, as far as retrieval looks at it. */

export interface Watched {
  readonly viewerKey: string
  readonly videoId: string
  readonly atMs: number
  readonly durationMs: number
  readonly watchedMs: number
  readonly liked?: boolean
  readonly followed?: boolean
  readonly shared?: boolean
  /** Not interested, muted or blocked because of it. */
  readonly unwanted?: boolean
}

/** Played of a clip that is finished. Source: recsys.md §5, labels. */
const finishedPart = 0.95
/** A long view of a clip that is longer: the log that the settings were chosen on calls it so (KuaiRand, CIKM 2022). */
const longMs = 18_000

export const isLong = (watchedMs: number, durationMs: number): boolean =>
  watchedMs >= Math.min(longMs, finishedPart * durationMs)

/** Somebody wanted it: watched long, or said so. */
export const isWanted = (one: Watched): boolean =>
  one.unwanted !== true &&
  (one.liked === true ||
    one.followed === true ||
    one.shared === true ||
    isLong(one.watchedMs, one.durationMs))
