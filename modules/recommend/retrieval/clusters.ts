/** What somebody wanted lately falls into at most three interests: spherical k-means over the clips' vectors, begun from
 *  the latest clip and then from what lies furthest from those begun with, so that the same clips give the same
 *  interests. */

export const interestsMax = 3
const rounds = 6
/** Clips for each interest, at least: below that there is nothing to tell apart. */
const clipsEach = 5

/** @param vectors count × dims, the latest last
 *  @returns for each interest, the most clips first, the places of its clips */
export function clusters(vectors: Float32Array, count: number, dims: number): number[][] {
  const units = unitsOf(vectors, count, dims)
  const wanted = Math.max(1, Math.min(interestsMax, Math.floor(count / clipsEach)))
  const centres = firstCentres(units, count, dims, wanted)
  const member = new Int32Array(count)
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < count; at++) member[at] = nearestOf(units, at, centres, dims)
    centres.fill(0)
    for (let at = 0; at < count; at++)
      for (let k = 0; k < dims; k++) {
        const place = (member[at] ?? 0) * dims + k
        centres[place] = (centres[place] ?? 0) + (units[at * dims + k] ?? 0)
      }
    centres.set(unitsOf(centres, wanted, dims))
  }
  const found: number[][] = Array.from({ length: wanted }, () => [])
  for (let at = 0; at < count; at++) found[member[at] ?? 0]?.push(at)
  return found.filter((places) => places.length > 0).sort((a, b) => b.length - a.length)
}

function unitsOf(vectors: Float32Array, count: number, dims: number): Float32Array {
  const units = new Float32Array(count * dims)
  for (let at = 0; at < count; at++) {
    let square = 0
    for (let k = 0; k < dims; k++) square += (vectors[at * dims + k] ?? 0) ** 2
    if (square === 0) continue
    const scale = 1 / Math.sqrt(square)
    for (let k = 0; k < dims; k++) units[at * dims + k] = (vectors[at * dims + k] ?? 0) * scale
  }
  return units
}

function firstCentres(units: Float32Array, count: number, dims: number, wanted: number): Float32Array {
  const centres = new Float32Array(wanted * dims)
  const near = new Float64Array(count).fill(-1)
  let next = count - 1
  for (let centre = 0; centre < wanted; centre++) {
    centres.set(units.subarray(next * dims, (next + 1) * dims), centre * dims)
    let furthest = Number.POSITIVE_INFINITY
    for (let at = 0; at < count; at++) {
      near[at] = Math.max(near[at] ?? -1, product(units, at * dims, centres, centre * dims, dims))
      if ((near[at] ?? 0) >= furthest) continue
      furthest = near[at] ?? 0
      next = at
    }
  }
  return centres
}

function nearestOf(units: Float32Array, at: number, centres: Float32Array, dims: number): number {
  let best = 0
  let most = Number.NEGATIVE_INFINITY
  for (let centre = 0; centre * dims < centres.length; centre++) {
    const near = product(units, at * dims, centres, centre * dims, dims)
    if (near <= most) continue
    most = near
    best = centre
  }
  return best
}

function product(one: Float32Array, from: number, other: Float32Array, at: number, dims: number): number {
  let sum = 0
  for (let k = 0; k < dims; k++) sum += (one[from + k] ?? 0) * (other[at + k] ?? 0)
  return sum
}
