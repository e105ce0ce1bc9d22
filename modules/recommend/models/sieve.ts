/** Vectors once more, in bytes: looking at all of them costs a third of what it costs in float32, for memory is what a scan
 *  waits for. What comes through a sieve is reckoned in float32 afterwards; what does not can't be among the best:
 *
 *      |query · vector − query · bytes| ≤ length of the query × length of (vector − bytes)        (Cauchy and Schwarz)
 *
 *  so nothing is lost, and the answer is the same as without it. */
import type { Arena, Region } from './kernels.ts'

export interface Sieve {
  set(item: number, vector: Float32Array): void
  clear(item: number): void
  ask(query: Float32Array): void
  /** Those of `count` items from `first` on whose product with what was asked last can be above `least`, into {@link found},
   *  ascending. @returns how many */
  through(first: number, count: number, least: number): number
  readonly found: Region<Int32Array>
}

const byteMax = 127
const shortMax = 32_767
/** What float32 leaves open in a sum of products, for each unit of length. */
const rounding = 2e-5

const strideOf = (dims: number): number => Math.ceil(dims / 16) * 16

/** Cells of an arena that {@link openSieve} takes. */
export const sieveCells = (items: number, dims: number, block: number): number =>
  items * (strideOf(dims) / 4 + 2) + strideOf(dims) / 2 + block + 1

/** @param block items at most in one call of {@link Sieve.through} */
export function openSieve(arena: Arena, items: number, dims: number, block: number): Sieve {
  const stride = strideOf(dims)
  const bytes = arena.bytes(items * stride)
  const bounds = arena.floats(items * 2)
  const asked = arena.shorts(stride)
  const found = arena.ints(block + 1)
  let unit = 0
  let reach = 0
  // A query is rounded too, to 16 bits: half a step in each of its numbers.
  const margin = Math.sqrt(dims) / (2 * shortMax) + rounding

  return {
    found,
    set(item, vector) {
      const step = greatest(vector) / byteMax
      let size = 0
      let off = 0
      for (let k = 0; k < dims; k++) {
        const value = vector[k] ?? 0
        const byte = step === 0 ? 0 : Math.round(value / step)
        bytes.view[item * stride + k] = byte
        size += value * value
        off += (value - byte * step) ** 2
      }
      bounds.view[2 * item] = step
      bounds.view[2 * item + 1] = Math.sqrt(off) + margin * Math.sqrt(size)
    },
    clear(item) {
      bytes.view.fill(0, item * stride, (item + 1) * stride)
      bounds.view.fill(0, 2 * item, 2 * item + 2)
    },
    ask(query) {
      unit = greatest(query) / shortMax
      let size = 0
      for (let k = 0; k < dims; k++) {
        const value = query[k] ?? 0
        asked.view[k] = unit === 0 ? 0 : Math.round(value / unit)
        size += value * value
      }
      reach = Math.sqrt(size)
    },
    through: (first, count, least) =>
      arena.kernels.sift(
        asked.at,
        unit,
        reach,
        bytes.at + first * stride,
        bounds.at + first * 8,
        count,
        stride,
        first,
        least,
        found.at,
      ),
  }
}

function greatest(vector: Float32Array): number {
  let most = 0
  for (let k = 0; k < vector.length; k++) most = Math.max(most, Math.abs(vector[k] ?? 0))
  return most
}
