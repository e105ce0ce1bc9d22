/** What lies near the largest interests of each viewer alone. An interest moves slowly and a scan of all clips is most of
 *  what a page costs, so what was found is kept for five minutes; where a viewer stands by all that they wanted is reckoned
 *  for every page. */
import type { Clips } from './clips.ts'
import { clusters, interestsMax } from './clusters.ts'
import type { Space } from './space.ts'
import type { WantedList } from './wanted-lists.ts'

/** Clips, nearest first, by their slots, and which revision of them was found there. */
export interface NearClips {
  readonly slots: Int32Array
  readonly revisions: Int32Array
}

const keptMs = 300_000
const viewersMax = 5_000

interface Kept {
  readonly space: Space
  readonly untilMs: number
  readonly near: readonly NearClips[]
}

/** @returns a row an interest, of at most `k`; none where all that was wanted is one interest */
export function createSideInterests(nowMs: () => number, k: number, clips: Pick<Clips, 'revisionAt'>) {
  const byViewer = new Map<WantedList, Kept>()
  return (list: WantedList, space: Space): readonly NearClips[] => {
    const known = byViewer.get(list)
    if (known && known.space === space && nowMs() < known.untilMs) return known.near
    const sides = interestsOf(placedSlots(list, space), space).map(space.live.foldIn)
    const kept: Kept = {
      space,
      untilMs: nowMs() + keptMs,
      near: sides.map((side) => {
        const { ids } = space.live.nearest(side, k, () => true)
        return { slots: ids, revisions: ids.map(clips.revisionAt) }
      }),
    }
    byViewer.delete(list)
    byViewer.set(list, kept)
    if (byViewer.size > viewersMax)
      for (const oldest of byViewer.keys()) {
        byViewer.delete(oldest)
        break
      }
    return kept.near
  }
}

/** Where the viewer stands by all of it; undefined where nothing of it has a vector. */
export function foldedFrom(list: Pick<WantedList, 'clips'>, space: Space): Float32Array | undefined {
  const slots = placedSlots(list, space)
  return slots.length > 0 ? space.live.foldIn(slots) : undefined
}

/** Slots of what the viewer wanted, as far as it has a vector. */
const placedSlots = (list: Pick<WantedList, 'clips'>, { live }: Space): number[] =>
  list.clips.map(({ slot }) => slot).filter((slot) => live.vectorAt(slot).some((value) => value !== 0))

/** The slots of the largest interests, all together being one more. */
function interestsOf(slots: readonly number[], { live }: Space): number[][] {
  const vectors = new Float32Array(slots.length * live.dims)
  slots.forEach((slot, at) => vectors.set(live.vectorAt(slot), at * live.dims))
  const interests = slots.length === 0 ? [] : clusters(vectors, slots.length, live.dims)
  if (interests.length < 2) return []
  return interests.slice(0, interestsMax - 1).map((places) => places.map((place) => slots[place] ?? -1))
}
