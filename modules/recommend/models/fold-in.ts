/** Where somebody stands who wanted some of the vectors, all else left as it is (see ials.ts). */
import { assert } from '../../../platform/errors.ts'
import { holdOf, type IalsSettings } from './ials.ts'
import type { Arena, Region } from './kernels.ts'

/** @param wanted places of vectors, at most as many as it was opened for
 *  @param among how many vectors there are */
export type FoldIn = (wanted: ArrayLike<number>, among: number) => Float32Array

/** Cells of an arena that {@link openFoldIn} takes. */
export const foldInCells = (dims: number, most: number): number => dims * (dims + 1) + most

/** @param gram of the vectors: dims × dims
 *  @param most items that place somebody */
export function openFoldIn(
  arena: Arena,
  vectors: Region<Float32Array>,
  gram: Region<Float32Array>,
  most: number,
  settings: IalsSettings,
): FoldIn {
  const { dims } = settings
  const scratch = arena.floats(dims * dims)
  const folded = arena.floats(dims)
  const wanted = arena.ints(most)
  return (places, among) => {
    assert(places.length <= most, `at most ${most} items place somebody`)
    wanted.view.set(places)
    arena.kernels.fit(
      folded.at,
      wanted.at,
      places.length,
      vectors.at,
      gram.at,
      scratch.at,
      dims,
      settings.unseen,
      holdOf(places.length, among, settings),
    )
    return folded.view.slice()
  }
}
