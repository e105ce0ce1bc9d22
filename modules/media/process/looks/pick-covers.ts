/** Which moments are offered as cover: of each sixth of the clip the one with most to see. Pure. */
import { printEdge, printRate } from '../../probe/looks-args.ts'

const coverCount = 6

/** @param pictures grey, {@link printEdge} on a side, {@link printRate} a second
 *  @param samples of which one may be picked, that often
 *  @returns their numbers, rising */
export function pickCovers(pictures: Uint8Array, samples: { count: number; everyMs: number }): number[] {
  const size = printEdge * printEdge
  const last = Math.floor(pictures.length / size) - 1
  const scores = Array.from({ length: samples.count }, (_, at) => {
    const picture = Math.min(last, Math.round((at * samples.everyMs * printRate) / 1000))
    return picture < 0 ? 0 : sharpness(pictures.subarray(picture * size, (picture + 1) * size))
  })
  const picked: number[] = []
  for (let part = 0; part < coverCount; part++) {
    const from = Math.floor((part * samples.count) / coverCount)
    const to = Math.floor(((part + 1) * samples.count) / coverCount)
    let best = from
    for (let at = from; at < to; at++) if ((scores[at] ?? 0) > (scores[best] ?? 0)) best = at
    if (to > from) picked.push(best)
  }
  return picked
}

/** How much neighbouring pixels differ: a blurred, black or white picture has little of it. */
function sharpness(picture: Uint8Array): number {
  let sum = 0
  for (let at = printEdge; at < picture.length; at++) {
    const here = picture[at] ?? 0
    sum += Math.abs(here - (picture[at - 1] ?? 0)) + Math.abs(here - (picture[at - printEdge] ?? 0))
  }
  return sum / picture.length
}
