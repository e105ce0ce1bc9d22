/** Where a clip stands that nobody has watched enough: the mean of what its attributes stand for, in which what it looks and
 *  sounds like weighs as one attribute (feel-attributes.ts). What each attribute stands for is found by ridge regression over
 *  the clips that are known,
 *
 *      Σ over clips |v − mean of its attributes' vectors|² + hold × Σ over attributes |p|²,
 *
 *  solved attribute by attribute (Gauss–Seidel), which goes down at every step towards the only minimum. */
import { feelAttributes, feelWeight } from './feel-attributes.ts'

/** Rows of numbers, one after the other. */
export interface Rows {
  /** rows + 1 offsets into `ids`. */
  readonly starts: Int32Array
  readonly ids: Int32Array
}

/** About so many clips halve what an attribute that stands alone says. */
const hold = 1
const sweeps = 8

/** @param vectors clips × dims
 *  @param known of which clips the vector is to be learnt from
 *  @param attributes of each clip, numbered from 1
 *  @returns (count + 1) × dims */
export function fitProjections(
  vectors: Float32Array,
  known: Uint8Array,
  { starts, ids }: Rows,
  count: number,
  dims: number,
): Float32Array {
  const clipsOf = membersOf({ starts, ids }, known, count)
  const projections = new Float32Array((count + 1) * dims)
  // What each known clip's vector still has that its attributes don't say.
  const left = vectors.slice()
  const totals = Float64Array.from(known, (_, clip) => totalOf(ids.subarray(starts[clip], starts[clip + 1])))
  const fresh = new Float64Array(dims)
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (let attribute = 1; attribute <= count; attribute++) {
      const from = clipsOf.starts[attribute] ?? 0
      const to = clipsOf.starts[attribute + 1] ?? 0
      if (from === to) continue
      const own = attribute * dims
      let weights = hold
      fresh.fill(0)
      for (let at = from; at < to; at++) {
        const clip = clipsOf.ids[at] ?? 0
        const part = weightOf(attribute) / (totals[clip] ?? 1)
        weights += part * part
        for (let k = 0; k < dims; k++)
          fresh[k] =
            (fresh[k] ?? 0) + part * ((left[clip * dims + k] ?? 0) + part * (projections[own + k] ?? 0))
      }
      for (let k = 0; k < dims; k++) fresh[k] = (fresh[k] ?? 0) / weights
      for (let at = from; at < to; at++) {
        const clip = clipsOf.ids[at] ?? 0
        const part = weightOf(attribute) / (totals[clip] ?? 1)
        for (let k = 0; k < dims; k++)
          left[clip * dims + k] =
            (left[clip * dims + k] ?? 0) - part * ((fresh[k] ?? 0) - (projections[own + k] ?? 0))
      }
      projections.set(fresh, own)
    }
  return projections
}

const weightOf = (attribute: number): number => (attribute <= feelAttributes ? feelWeight : 1)

function totalOf(attributes: ArrayLike<number>): number {
  let total = 0
  for (let at = 0; at < attributes.length; at++) total += weightOf(attributes[at] ?? 0)
  return total
}

/** Known clips of each attribute. */
function membersOf({ starts, ids }: Rows, known: Uint8Array, count: number): Rows {
  const begin = new Int32Array(count + 2)
  const each = (visit: (attribute: number, clip: number) => void): void => {
    for (let clip = 0; clip < known.length; clip++)
      if (known[clip] === 1)
        for (let at = starts[clip] ?? 0; at < (starts[clip + 1] ?? 0); at++) visit(ids[at] ?? 0, clip)
  }
  each((attribute) => {
    begin[attribute + 1] = (begin[attribute + 1] ?? 0) + 1
  })
  for (let at = 0; at <= count; at++) begin[at + 1] = (begin[at + 1] ?? 0) + (begin[at] ?? 0)
  const next = begin.slice()
  const members = new Int32Array(begin[count + 1] ?? 0)
  each((attribute, clip) => {
    const place = next[attribute] ?? 0
    members[place] = clip
    next[attribute] = place + 1
  })
  return { starts: begin, ids: members }
}

/** Writes the mean of the attributes' vectors; those that came after the fit stand for nothing yet.
 *  @returns whether any of them stands for something */
export function project(projections: Float32Array, attributes: ArrayLike<number>, to: Float32Array): boolean {
  const dims = to.length
  const total = totalOf(attributes)
  let said = false
  to.fill(0)
  for (let at = 0; at < attributes.length; at++) {
    const attribute = attributes[at] ?? 0
    const own = attribute * dims
    const part = weightOf(attribute) / total
    if (own + dims > projections.length) continue
    for (let k = 0; k < dims; k++) {
      const value = projections[own + k] ?? 0
      if (value !== 0) said = true
      to[k] = (to[k] ?? 0) + part * value
    }
  }
  return said
}
