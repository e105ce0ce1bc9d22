/** The items' vectors, ready to answer: where does somebody stand who wanted these, and what lies nearest. */
import { assert } from '../../../platform/errors.ts'
import { type Best, bestOf } from './best-of.ts'
import { foldInCells, openFoldIn } from './fold-in.ts'
import type { IalsSettings } from './ials.ts'
import { bestKind, type KernelKind, openArena } from './kernels.ts'

export interface NearestOptions {
  /** Items that are not asked for. */
  readonly without?: ReadonlySet<number>
  /** Added to the score of each item. */
  readonly lift?: Float32Array
}

export interface ItemSpace {
  /** The vector of somebody who wanted these items, all else left as it is.
   *  @param ids at most {@link mostWanted} */
  foldIn(ids: readonly number[] | Int32Array): Float32Array
  /** The `k` items with the highest scores, by looking at all: exact. */
  nearest(query: Float32Array, k: number, options?: NearestOptions): Best
}

export const mostWanted = 4_096

/** @param items count × dims, copied */
export function openItemSpace(
  items: Float32Array,
  settings: IalsSettings,
  kind: KernelKind = bestKind,
): ItemSpace {
  const { dims } = settings
  const count = items.length / dims
  assert(dims % 4 === 0 && Number.isInteger(count), 'whole vectors of a multiple of 4 numbers')
  const arena = openArena((count + dims) * (dims + 1) + foldInCells(dims, mostWanted), kind)
  const vectors = arena.floats(items.length)
  const scores = arena.floats(count)
  const gram = arena.floats(dims * dims)
  const query = arena.floats(dims)
  const foldIn = openFoldIn(arena, vectors, gram, mostWanted, settings)
  vectors.view.set(items)
  arena.kernels.gramOf(gram.at, vectors.at, count, dims)

  return {
    foldIn: (ids) => foldIn(ids, count),
    nearest(asked, k, { without, lift } = {}) {
      query.view.set(asked)
      arena.kernels.scan(query.at, vectors.at, count, dims, scores.at)
      const { view } = scores
      if (lift) for (let item = 0; item < count; item++) view[item] = (view[item] ?? 0) + (lift[item] ?? 0)
      if (without) for (const item of without) if (item < count) view[item] = -Infinity
      return bestOf(view, k)
    },
  }
}
