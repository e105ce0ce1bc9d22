/** How near clips lie to each other by who wanted them, for whoever arranges a page. The vectors of its candidates are
 *  gathered once, side by side; then each clip is compared with all of them in one go. */
import { type Arena, openArena, type Region } from '../models/kernels.ts'
import type { Clips } from './clips.ts'
import type { LiveSpace } from './live-space.ts'

/** Of what `nearness` compares: 255 is the same direction. Whole numbers, so that what is kept of a page says exactly how it
 *  was arranged. */
export const nearest = 255

/** @param number of a clip
 *  @returns one number a candidate, {@link nearest} × the cosine between its vector and the clip's; 0 where it is below, or
 *  a candidate has none; undefined where the clip has none. It holds until the next call. */
export type NearTo = (number: number) => Uint8ClampedArray | undefined

interface Bench {
  readonly size: number
  readonly dims: number
  readonly arena: Arena
  readonly rows: Region<Float32Array>
  readonly asked: Region<Float32Array>
  readonly products: Region<Float32Array>
  /** 255 ÷ the length of each row; 0 where it has none. */
  readonly scales: Float32Array
  /** Rounds what is written into it, and what is below 0 is 0. */
  readonly near: Uint8ClampedArray
}

function openBench(size: number, dims: number): Bench {
  const arena = openArena(size * dims + dims + size)
  return {
    size,
    dims,
    arena,
    rows: arena.floats(size * dims),
    asked: arena.floats(dims),
    products: arena.floats(size),
    scales: new Float32Array(size),
    near: new Uint8ClampedArray(size),
  }
}

/** One page at a time, within one turn of the event loop.
 *  @param places those of the candidates that are looked at; the others are near nothing */
export function createNearness(clips: Pick<Clips, 'slotOf'>) {
  let bench: Bench | undefined
  return (
    live: Pick<LiveSpace, 'dims' | 'vectorAt'>,
    among: readonly { readonly number: number }[],
    places: readonly number[],
  ): NearTo => {
    const { dims } = live
    if (!bench || bench.size < among.length || bench.dims !== dims)
      bench = openBench(Math.max(1_024, 2 * among.length), dims)
    const { arena, rows, asked, products, scales, near } = bench
    near.fill(0, 0, among.length)
    for (let row = 0; row < places.length; row++) {
      const number = among[places[row] ?? -1]?.number ?? -1
      const vector = live.vectorAt(clips.slotOf(number))
      rows.view.set(vector, row * dims)
      scales[row] = nearest * perLength(vector)
    }
    return (number) => {
      const vector = live.vectorAt(clips.slotOf(number))
      const scale = perLength(vector)
      if (scale === 0) return undefined
      asked.view.set(vector)
      arena.kernels.scan(asked.at, rows.at, places.length, dims, products.at)
      const { view } = products
      for (let row = 0; row < places.length; row++)
        near[places[row] ?? -1] = scale * (scales[row] ?? 0) * (view[row] ?? 0)
      return near.subarray(0, among.length)
    }
  }
}

/** 1 ÷ its length; 0 where it has none. Four sums at once: one would wait for itself at every step. */
function perLength(vector: Float32Array): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let k = 0; k < vector.length; k += 4) {
    const v = vector[k] ?? 0
    const w = vector[k + 1] ?? 0
    const x = vector[k + 2] ?? 0
    const y = vector[k + 3] ?? 0
    a += v * v
    b += w * w
    c += x * x
    d += y * y
  }
  const square = a + b + c + d
  return square > 0 ? 1 / Math.sqrt(square) : 0
}
