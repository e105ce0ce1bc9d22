/** Made-up tastes: four groups of viewers, each of whom wants clips of their own group, and a clip of another now and
 *  then. Clip n belongs to group n % 4 and says so by a tag. */
import type { FitInput } from './fit-space.ts'

export const groups = 4
const daySeconds = 86_400

/** Steps that visit all: the same numbers each time, without dice. */
const scattered = (viewer: number, at: number, among: number): number =>
  (viewer * 7 + at * (5 + ((viewer >> 2) % 9)) + at * at * 3) % among

/** @returns the clips that a viewer wanted, each once */
export function wantedOf(viewer: number, clips: number, each = 14): number[] {
  const own = new Set<number>()
  for (let at = 0; at < each; at++) {
    const clip = (viewer % groups) + groups * scattered(viewer, at, Math.floor(clips / groups))
    if (clip % 10 !== 0) own.add(clip)
  }
  const odd = scattered(viewer, 5, clips)
  if (odd % 10 !== 0) own.add(odd)
  return [...own]
}

export function plantedFit(viewers = 500, clips = 400): Omit<FitInput, 'ials' | 'ownFrom'> {
  const lists = Array.from({ length: viewers }, (_, viewer) => wantedOf(viewer, clips))
  const starts = new Int32Array(viewers + 1)
  lists.forEach((list, at) => {
    starts[at + 1] = (starts[at] ?? 0) + list.length
  })
  return {
    clips,
    wanted: { starts, ids: Int32Array.from(lists.flat()) },
    // The last two of each list belong to the last day.
    wantedAt: Int32Array.from(
      lists.flatMap((list) => list.map((_, at) => (at < list.length - 2 ? 100 : 100 + 2 * daySeconds))),
    ),
    attributes: {
      starts: Int32Array.from({ length: clips + 1 }, (_, clip) => clip),
      ids: Int32Array.from({ length: clips }, (_, clip) => 1 + (clip % groups)),
    },
    attributeCount: groups,
    scannedMax: clips,
  }
}
