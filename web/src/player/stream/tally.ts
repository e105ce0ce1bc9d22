/** Bytes that were fetched, and those of them that were played. Pure. */
import type { Track } from './read-movie.ts'

export interface Tally {
  readonly fetchedBytes: number
  readonly playedBytes: number
}

/** Bytes of the samples that lie in what was played.
 *  @param played seconds, as HTMLMediaElement.played gives them */
export function playedBytes(
  tracks: readonly Track[],
  played: readonly (readonly [from: number, to: number])[],
): number {
  let sum = 0
  for (const track of tracks)
    for (let n = 0; n < track.count; n++) {
      const at = sampleSeconds(track, n)
      if (played.some(([from, to]) => at >= from - 0.05 && at < to)) sum += track.size[n] ?? 0
    }
  return sum
}

/** When a sample is shown, in seconds. */
export const sampleSeconds = (track: Track, n: number): number =>
  ((track.decodeAt[n] ?? 0) + (track.later[n] ?? 0) - track.shift) / track.timescale
