/** An index of neighbours for more vectors than a page has time to look at: HNSW (Malkov and Yashunin, TPAMI 2020), by
 *  usearch. It is made in the thread of a fit and written to a file, which the thread that serves maps into its memory:
 *  nothing is copied. It never changes: clips that came since are looked at beside it, and what it finds is
 *  reckoned again from the vectors as they are. What it finds are most of the nearest, not all. */
import { randomUUID } from 'node:crypto'
import { unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Index } from 'usearch'

export interface Neighbours {
  /** At most `count` columns, those with the highest products first, as far as they are found. */
  near(query: Float32Array, count: number): BigUint64Array
  readonly size: number
}

/** A viewer stands between their interests, and what lies near lies in several places: with fewer links from each, those
 *  behind the first would not be found. */
const connectivity = 48
const expansion = { add: 128, search: 800 }
/** Made in such pieces, so that memory grows in few steps. */
const piece = 10_000

/** usearch is native: where it can't be loaded, or has failed, whoever calls looks at all vectors instead. */
async function indexFor(dims: number): Promise<Index> {
  const { Index, MetricKind, ScalarKind } = await import('usearch')
  return new Index({
    dimensions: dims,
    metric: MetricKind.IP,
    quantization: ScalarKind.F16,
    connectivity,
    expansion_add: expansion.add,
    expansion_search: expansion.search,
    multi: false,
  })
}

/** @param vectors columns × dims; zeros are left out
 *  @returns the path of a file that {@link openNeighbours} or {@link dropNeighbours} takes away
 *  @throws what usearch, or the disk, threw */
export async function writeNeighbours(vectors: Float32Array, dims: number): Promise<string> {
  const index = await indexFor(dims)
  const columns: bigint[] = []
  const rows = new Float32Array(piece * dims)
  const add = (): void => {
    index.add(BigUint64Array.from(columns), rows.subarray(0, columns.length * dims), 1)
    columns.length = 0
  }
  for (let column = 0; column * dims < vectors.length; column++) {
    const vector = vectors.subarray(column * dims, (column + 1) * dims)
    if (vector.every((value) => value === 0)) continue
    rows.set(vector, columns.length * dims)
    if (columns.push(BigInt(column)) === piece) add()
  }
  if (columns.length > 0) add()
  const path = join(tmpdir(), `panggung-neighbours-${randomUUID()}`)
  index.save(path)
  return path
}

/** The file is gone when this returns; what is mapped of it stays as long as it is used.
 *  @throws what usearch threw */
export async function openNeighbours(path: string, dims: number): Promise<Neighbours> {
  const index = await indexFor(dims)
  try {
    index.view(path)
  } finally {
    dropNeighbours(path)
  }
  const size = index.size()
  return {
    size,
    near: (query, count) =>
      size === 0 ? new BigUint64Array(0) : index.search(query, Math.min(count, size), 1).keys,
  }
}

export const dropNeighbours = (path: string): void => unlinkSync(path)
