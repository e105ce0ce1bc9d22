/** Which clips are wanted by the same viewers: for each its nearest, by cosine of who wanted them, with a few viewers'
 *  weight held back so that two clips of one viewer are not the same clip (Deshpande and Karypis, TOIS 2004). */
import { type Pairs, transpose } from '../models/pairs.ts'

export const nearestKept = 20
/** Of a clip that everybody wanted, so many viewers are looked at. */
const viewersMax = 200
/** Viewers in common that don't count yet. */
const heldBack = 3

/** @returns columns × {@link nearestKept}, nearest first; -1: no more */
export function coWatched(pairs: Pairs): Int32Array {
  const back = transpose(pairs)
  const { columns } = pairs
  const nearest = new Int32Array(columns * nearestKept).fill(-1)
  const shared = new Float64Array(columns)
  const met: number[] = []
  const seenBy = (item: number): number => (back.starts[item + 1] ?? 0) - (back.starts[item] ?? 0)
  for (let item = 0; item < columns; item++) {
    const to = back.starts[item + 1] ?? 0
    const from = Math.max(back.starts[item] ?? 0, to - viewersMax)
    for (let at = from; at < to; at++) {
      const viewer = back.ids[at] ?? 0
      for (let own = pairs.starts[viewer] ?? 0; own < (pairs.starts[viewer + 1] ?? 0); own++) {
        const other = pairs.ids[own] ?? 0
        if (other === item) continue
        if (shared[other] === 0) met.push(other)
        shared[other] = (shared[other] ?? 0) + 1
      }
    }
    for (const other of met) {
      const count = shared[other] ?? 0
      shared[other] = (count / (count + heldBack)) * (count / Math.sqrt(seenBy(item) * seenBy(other)))
    }
    met.sort((a, b) => (shared[b] ?? 0) - (shared[a] ?? 0) || a - b)
    nearest.set(met.slice(0, nearestKept), item * nearestKept)
    for (const other of met) shared[other] = 0
    met.length = 0
  }
  return nearest
}
