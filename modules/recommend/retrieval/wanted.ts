/** What a viewer did with a clip, as far as retrieval looks at it. */
import { finishedPart, longMs } from '../stream/outcome.ts'

export interface Watched {
  readonly viewerKey: string
  readonly videoId: string
  readonly atMs: number
  readonly durationMs: number
  readonly watchedMs: number
  readonly liked?: boolean
}

/** The log that the settings were chosen on calls it so (KuaiRand, CIKM 2022). */
export const isLong = (watchedMs: number, durationMs: number): boolean =>
  watchedMs >= Math.min(longMs, finishedPart * durationMs)

/** Somebody wanted it: watched it long, or liked it. */
export const isWanted = ({ liked, watchedMs, durationMs }: Watched): boolean =>
  liked === true || isLong(watchedMs, durationMs)
