/** The loops in which training and retrieval spend their time, twice: SIMD (kernels/kernels.wasm) and plain TypeScript
 *  (kernels-plain.ts). Both work on one memory, in which every place is a byte address, and give the same answers but
 *  for the last bits of a float32.
 *
 *  Vectors are float32, rows of `dims`, a multiple of 4. */
import { readFileSync } from 'node:fs'
import { assert } from '../../../platform/errors.ts'
import { plainKernels } from './kernels-plain.ts'

export interface Kernels {
  /** scores[i] = query · items[i] for `count` items. */
  scan(query: number, items: number, count: number, dims: number, scores: number): void
  /** scores[i] = query · items[ids[i]] for `count` ids. */
  scanAt(query: number, items: number, ids: number, count: number, dims: number, scores: number): void
  /** Which of `count` items, in bytes, can have a product above `least`: those for which
   *  scale · unit · (query · item) + slack · reach is.
   *  @param query `dims` numbers of 16 bits
   *  @param unit what one of the query's numbers stands for
   *  @param reach length of the query
   *  @param items rows of `dims` bytes; here `dims` is a multiple of 16
   *  @param bounds two float32 an item: scale (what one of its bytes stands for) and slack
   *  @param first number of the first item
   *  @param ids is filled with the numbers of those items, ascending; room for `count` + 1
   *  @returns how many they are */
  sift(
    query: number,
    unit: number,
    reach: number,
    items: number,
    bounds: number,
    count: number,
    dims: number,
    first: number,
    least: number,
    ids: number,
  ): number
  /** One layer of a network for each of `rows`, a multiple of 4: to = max(floor, biases + weights · from).
   *  @param weights outputs × inputs
   *  @param from rows × inputs, a multiple of 4
   *  @param to rows × outputs */
  dense(
    weights: number,
    biases: number,
    from: number,
    to: number,
    rows: number,
    inputs: number,
    outputs: number,
    floor: number,
  ): void
  /** gram = Σ v vᵀ over `count` vectors: dims × dims, of which the lower triangle holds. */
  gramOf(gram: number, vectors: number, count: number, dims: number): void
  /** Writes x to `to`, where (unseen·gram + hold·I + Σ v vᵀ) x = Σ v over the vectors of `from` that `ids` names.
   *  @param scratch dims × dims
   *  @returns 1, or 0 when the system has no solution; then x is zero */
  fit(
    to: number,
    ids: number,
    count: number,
    from: number,
    gram: number,
    scratch: number,
    dims: number,
    unseen: number,
    hold: number,
  ): number
}

export type KernelKind = 'simd' | 'plain'

/** Part of an arena. */
export interface Region<View> {
  /** Byte address, a multiple of 16. */
  readonly at: number
  readonly view: View
}

/** One memory, handed out in regions and never given back in parts. */
export interface Arena {
  readonly kernels: Kernels
  floats(count: number): Region<Float32Array>
  ints(count: number): Region<Int32Array>
  shorts(count: number): Region<Int16Array>
  bytes(count: number): Region<Int8Array>
}

const pageBytes = 65_536
/** Address 0 stays free, and each of so many regions may be rounded up. */
const slackBytes = 16 * 64
const rounded = (bytes: number): number => Math.ceil(bytes / 16) * 16

const code = readFileSync(new URL('kernels/kernels.wasm', import.meta.url))
const isSupported = WebAssembly.validate(code)
let compiled: WebAssembly.Module | undefined

export const bestKind: KernelKind = isSupported ? 'simd' : 'plain'

/** @param cells of 4 bytes, of all regions that will be asked for together; at most 63 regions */
export function openArena(cells: number, kind: KernelKind = bestKind): Arena {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((cells * 4 + slackBytes) / pageBytes) })
  const { buffer } = memory
  let top = 16
  const reserve = (bytes: number): number => {
    const at = top
    top += rounded(bytes)
    assert(top <= buffer.byteLength, 'an arena has room for what it was opened for')
    return at
  }
  return {
    kernels: kind === 'simd' ? simdKernels(memory) : plainKernels(buffer),
    floats(count) {
      const at = reserve(count * 4)
      return { at, view: new Float32Array(buffer, at, count) }
    },
    ints(count) {
      const at = reserve(count * 4)
      return { at, view: new Int32Array(buffer, at, count) }
    },
    shorts(count) {
      const at = reserve(count * 2)
      return { at, view: new Int16Array(buffer, at, count) }
    },
    bytes(count) {
      const at = reserve(count)
      return { at, view: new Int8Array(buffer, at, count) }
    },
  }
}

function simdKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(code)
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
  const call = (name: keyof Kernels): ((...args: number[]) => number) => {
    const found = exports[name]
    assert(typeof found === 'function', `kernels.wasm exports ${name}`)
    return (...args) => Number(found(...args))
  }
  return {
    scan: call('scan'),
    scanAt: call('scanAt'),
    sift: call('sift'),
    dense: call('dense'),
    gramOf: call('gramOf'),
    fit: call('fit'),
  }
}
