/** Implicit alternating least squares: every user and every item is a vector, and their product is how much the one
 *  wants the other. A pair that was seen should be 1, one that was not should be 0 but counts only `unseen`, and each
 *  vector is held back in proportion to how much it was fitted to (Rendle, Krichene, Zhang, Koren: "Revisiting the
 *  Performance of iALS on Item Recommendation Benchmarks", RecSys 2022, with ν = 1). */
import { assert } from '../../../platform/errors.ts'
import { type Arena, bestKind, type KernelKind, openArena, type Region } from './kernels.ts'
import { normals } from './normals.ts'
import { type Pairs, transpose } from './pairs.ts'

export interface IalsSettings {
  /** Length of a vector, a multiple of 4. */
  readonly dims: number
  /** Weight of a pair that was not seen, beside 1 of one that was. */
  readonly unseen: number
  /** How strongly a vector is held back, for each unit of weight that it was fitted to. */
  readonly regular: number
  readonly sweeps: number
  readonly seed: number
}

export interface Factors {
  readonly dims: number
  /** rows × dims. */
  readonly users: Float32Array
  /** columns × dims. */
  readonly items: Float32Array
}

/** Too strong a hold brings all vectors to zero, where float32 is slow and ranks by noise. */
const leastMean = 1e-3

/** The users come last in each sweep, so that {@link ItemSpace.foldIn} of what a user wanted is that user's vector. */
export function trainIals(pairs: Pairs, settings: IalsSettings, kind: KernelKind = bestKind): Factors {
  const { dims, sweeps, seed } = settings
  assert(dims > 0 && dims % 4 === 0, 'a vector has a multiple of 4 numbers')
  const back = transpose(pairs)
  const arena = openArena((pairs.rows + pairs.columns + 2 * dims) * dims + 2 * pairs.ids.length, kind)
  const users = sideOf(arena, pairs, dims)
  const items = sideOf(arena, back, dims)
  const gram = arena.floats(dims * dims)
  const scratch = arena.floats(dims * dims)
  const spread = 0.1 / Math.sqrt(dims)
  users.vectors.view.set(normals(users.vectors.view.length, spread, seed))

  const solve = (side: Side, others: Side): void => {
    arena.kernels.gramOf(gram.at, others.vectors.at, others.pairs.rows, dims)
    for (let row = 0; row < side.pairs.rows; row++) {
      const begin = side.pairs.starts[row] ?? 0
      const count = (side.pairs.starts[row + 1] ?? begin) - begin
      arena.kernels.fit(
        side.vectors.at + row * dims * 4,
        side.ids.at + begin * 4,
        count,
        others.vectors.at,
        gram.at,
        scratch.at,
        dims,
        settings.unseen,
        holdOf(count, others.pairs.rows, settings),
      )
    }
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    solve(items, users)
    solve(users, items)
  }
  assert(pairs.ids.length === 0 || meanSize(items.vectors.view) > leastMean, 'vectors have not collapsed')
  return { dims, users: users.vectors.view.slice(), items: items.vectors.view.slice() }
}

/** @param seen pairs of this vector
 *  @param others vectors on the other side */
export const holdOf = (seen: number, others: number, { regular, unseen }: IalsSettings): number =>
  regular * (seen + unseen * others)

interface Side {
  readonly pairs: Pairs
  readonly ids: Region<Int32Array>
  readonly vectors: Region<Float32Array>
}

function sideOf(arena: Arena, pairs: Pairs, dims: number): Side {
  const ids = arena.ints(pairs.ids.length)
  ids.view.set(pairs.ids)
  return { pairs, ids, vectors: arena.floats(pairs.rows * dims) }
}

const meanSize = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length
