/** A fit in service: the vectors of the clips that can be offered, those that came after it folded in by their
 *  attributes. */
import type { Clips, KnownClip } from './clips.ts'
import { nearestKept } from './co-watched.ts'
import type { Fit } from './fit-space.ts'
import type { IalsSettings } from '../models/ials.ts'
import { type LiveSpace, openLiveSpace } from './live-space.ts'
import { project } from './project.ts'

export interface Space {
  readonly version: number
  readonly bornMs: number
  readonly pairs: number
  /** See {@link Fit.recall}. */
  readonly recall: number
  readonly heldOut: number
  readonly live: LiveSpace
  /** A clip that came, or whose attributes changed. */
  place(clip: KnownClip): void
  /** Its slot is another's now. */
  clear(slot: number): void
  /** Clips that the same viewers wanted, nearest first. */
  together(clip: KnownClip): KnownClip[]
}

/** An exact scan of more takes longer than a page may. */
const scannedMax = 300_000
/** Room for clips that come before the next fit. */
const roomFor = (slots: number): number => Math.min(scannedMax, Math.ceil(slots * 1.25) + 4_096)
const slice = 2_000

export interface Fitted {
  readonly fit: Fit
  /** As {@link Fit} numbers them. */
  readonly clips: readonly KnownClip[]
  readonly version: number
  readonly bornMs: number
}

/** Copies in slices, between which pages are served.
 *  @param told is given the space at once: what comes meanwhile is to be placed in it too */
export async function openSpace(
  { fit, clips: fitted, version, bornMs }: Fitted,
  clips: Clips,
  ials: IalsSettings,
  told: (space: Space) => void,
): Promise<Space> {
  const { dims } = ials
  const { gram, projections, pairs, recall, heldOut, together } = fit
  const live = openLiveSpace(roomFor(clips.slots), { gram, fitted: fit.placed }, ials)
  const columnOf = new Map<KnownClip, number>()
  const cold = new Float32Array(dims)
  const space: Space = {
    version,
    bornMs,
    pairs,
    recall,
    heldOut,
    live,
    place(clip) {
      const column = columnOf.get(clip)
      if (column !== undefined)
        live.place(clip.slot, fit.vectors.subarray(column * dims, (column + 1) * dims))
      else if (project(projections, clip.attributes, cold)) live.place(clip.slot, cold)
    },
    clear: live.clear,
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

/** Lets go on whatever waits. */
export const turn = (): Promise<void> => new Promise((done) => setImmediate(done))
