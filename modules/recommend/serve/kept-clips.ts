/** What a clip has a say in alone: the same for every viewer, so it is kept until something was learned of the clip. What was
 *  learned of its creator, sound and tags by other clips counts ten seconds later at the latest. */
import { aboutFields, clipFields } from '../features/families.ts'
import { clipSideCells, type ClipTraits, fieldCount } from '../features/features.ts'
import { headCount, watchLevels } from '../trainer/heads.ts'
import type { Model } from '../trainer/model.ts'

/** Beside the clip's own what would go with something told of the viewer: while serving, nothing is. */
export const keptFields: readonly number[] = [...clipFields, ...aboutFields]
export const toldOfViewer = [0, 0, 0] as const
/** What watching a clip comes to: without passing a level, and what passing each adds. */
export const lengths = 1 + watchLevels

export interface RankedClip {
  /** The same number is the same clip. */
  readonly number: number
  readonly traits: ClipTraits
}

export interface KeptClips {
  /** Rows of {@link keptFields}. */
  readonly values: Uint32Array
  /** Rows of {@link clipSideCells}, for what goes together with a viewer. */
  readonly sides: Int32Array
  /** Rows of `headCount`: what its fields add to each logit. */
  readonly logits: Float32Array
  /** Rows of {@link lengths}, in milliseconds. */
  readonly ms: Float32Array
  /** @returns its row, which holds until another clip is asked for */
  rowOf(clip: RankedClip, nowMs: number): number
  /** Something was learned of it. @param clip as its traits name it */
  forget(clip: number): void
}

const keptMs = 10_000
/** A clip has its place by its hash, until another takes it. Some 14 MB; what nobody ranks takes none. */
const places = 2 ** 16

export function keepClips({ weights: table, features, watch }: Model, bits: number): KeptClips {
  const mask = 2 ** bits - 1
  const whose = new Int32Array(places).fill(-1)
  const untilMs = new Float64Array(places)
  const values = new Uint32Array(places * keptFields.length)
  const sides = new Int32Array(places * clipSideCells)
  const logits = new Float32Array(places * headCount)
  const ms = new Float32Array(places * lengths)
  const fresh = new Uint32Array(fieldCount)

  const reckon = (row: number, traits: ClipTraits, nowMs: number): void => {
    features.ofClip(traits, 0, nowMs, fresh, sides, row * clipSideCells)
    features.ofAbout(toldOfViewer, traits, fresh)
    logits.fill(0, row * headCount, (row + 1) * headCount)
    for (let place = 0; place < keptFields.length; place++) {
      const field = keptFields[place] ?? 0
      const value = fresh[field] ?? 0
      values[row * keptFields.length + place] = value
      addRow(table, (value & mask) * headCount, logits, row * headCount)
    }
    ms[row * lengths] = watch.leastMs(traits.durationMs)
    for (let level = 0; level < watchLevels; level++)
      ms[row * lengths + 1 + level] = watch.gainMs(traits.durationMs, level)
  }
  const placeOf = (clip: number): number => clip & (places - 1)

  return {
    values,
    sides,
    logits,
    ms,
    rowOf({ number, traits }, nowMs) {
      const row = placeOf(traits.clip)
      const left = (untilMs[row] ?? 0) - nowMs
      // A clock that was set back keeps nothing.
      if (whose[row] === number && left > 0 && left <= keptMs) return row
      reckon(row, traits, nowMs)
      whose[row] = number
      untilMs[row] = nowMs + keptMs
      return row
    },
    forget(clip) {
      whose[placeOf(clip)] = -1
    },
  }
}

/** Adds a row of heads to another. */
export function addRow(from: Float32Array, at: number, to: Float32Array, place: number): void {
  for (let head = 0; head < headCount; head++)
    to[place + head] = (to[place + head] ?? 0) + (from[at + head] ?? 0)
}
