/** A fit in service: the vectors of the clips that can be offered, those that came after it folded in by their
 *  attributes. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Clips, KnownClip } from './clips.ts'
import { nearestKept } from './co-watched.ts'
import type { Fit } from './fit-space.ts'
import { type Among, type LiveSpace, openLiveSpace } from './live-space.ts'
import { type Neighbours, openNeighbours } from './neighbours.ts'
import { project } from './project.ts'
import type { RefitSettings } from './refit.ts'

export interface Space {
  readonly bornMs: number
  readonly pairs: number
  /** See {@link Fit.recall}. */
  readonly recall: number
  readonly live: LiveSpace
  /** Clips that are found by an index; 0: all are looked at. */
  readonly indexed: number
  /** A clip that came, or whose attributes changed. */
  place(clip: KnownClip): void
  /** Its slot is another's now. */
  clear(slot: number): void
  /** Clips that the same viewers wanted, nearest first. */
  together(clip: KnownClip): KnownClip[]
}

/** Room for clips that come before the next fit. */
const roomFor = (slots: number): number => Math.ceil(slots * 1.25) + 4_096
const slice = 2_000

export interface Fitted {
  readonly fit: Fit
  /** As {@link Fit} numbers them. */
  readonly clips: readonly KnownClip[]
  readonly bornMs: number
}

/** Copies in slices, between which pages are served.
 *  @param told is given the space at once: what comes meanwhile is to be placed in it too */
export async function openSpace(
  { fit, clips: fitted, bornMs }: Fitted,
  clips: Clips,
  { ials, scannedMax }: Pick<RefitSettings, 'ials' | 'scannedMax'>,
  told: (space: Space) => void,
): Promise<Space> {
  const { dims } = ials
  const { gram, projections, pairs, recall, together } = fit
  const index = fit.indexFile === undefined ? undefined : await openNeighbours(fit.indexFile, dims)
  /** Slots of clips that the index doesn't have. */
  const since = new Set<number>()
  const room = roomFor(clips.slots)
  const live = openLiveSpace(
    index ? room : Math.min(room, scannedMax),
    { gram, fitted: fit.placed },
    ials,
    index && amongOf(index, fitted, since),
  )
  const columnOf = new Map<KnownClip, number>()
  const cold = new Float32Array(dims)
  const space: Space = {
    bornMs,
    pairs,
    recall,
    live,
    indexed: index?.size ?? 0,
    place(clip) {
      const column = columnOf.get(clip)
      if (column === undefined) since.add(clip.slot)
      else since.delete(clip.slot)
      if (column !== undefined)
        live.place(clip.slot, fit.vectors.subarray(column * dims, (column + 1) * dims))
      else if (project(projections, clip.attributes, cold)) live.place(clip.slot, cold)
    },
    clear(slot) {
      since.delete(slot)
      live.clear(slot)
    },
    together(clip) {
      const column = columnOf.get(clip)
      if (column === undefined) return []
      const near: KnownClip[] = []
      for (let at = column * nearestKept; at < (column + 1) * nearestKept; at++) {
        const other = fitted[together[at] ?? -1]
        if (other && other.slot >= 0) near.push(other)
      }
      return near
    },
  }
  told(space)
  for (let from = 0; from < fitted.length; from += slice) {
    for (let at = from; at < Math.min(fitted.length, from + slice); at++) {
      const clip = fitted[at]
      if (!clip) continue
      columnOf.set(clip, at)
      if (clip.slot >= 0) space.place(clip)
    }
    await turn()
  }
  for (const clip of clips.all()) if (!columnOf.has(clip)) space.place(clip)
  return space
}

/** What an index finds, in the slots of now, and whatever came since. */
const amongOf =
  (index: Neighbours, fitted: readonly KnownClip[], since: ReadonlySet<number>): Among =>
  (query, count) => {
    const slots = [...since]
    for (const column of index.near(query, count)) {
      const slot = fitted[Number(column)]?.slot ?? -1
      if (slot >= 0) slots.push(slot)
    }
    return Int32Array.from(slots)
  }
