/** Scores by what was learned, read where the trainer writes it: Σ weight × calibrated answer, over the heads.
 *
 *  Each head's answer is shared out over the families exactly. Its logit is base + Σ of the families' parts; along the
 *  straight line from the answer at the base to the answer at the logit, each part moves the answer by slope × part. What
 *  stands at the base is the family `usual`, the same for all clips of like duration. */
import { clipFields, families, familyAt, familyOfField, viewerFields } from '../features/families.ts'
import { type ClipTraits, fieldCount, nobody } from '../features/features.ts'
import { sigmoid } from '../models/calibration-grid.ts'
import { type Head, headCount, heads, watchHead } from '../trainer/heads.ts'
import { baseLogit, type Model } from '../trainer/model.ts'

/** What a certain answer of each head is worth. Watching counts by 30 seconds. */
export type HeadWeights = Readonly<Record<Head, number>>

export const defaultWeights: HeadWeights = {
  finish: 0.3,
  watch: 0.25,
  like: 0.5,
  share: 2,
  follow: 4,
  rewatch: 1,
  unwanted: -40,
  skip: -0.2,
}

/** Who the clips are for. */
export interface Audience {
  /** {@link nobody} for who does not want a personal feed. */
  readonly viewer: number
  readonly weights: HeadWeights
  /** 0 to 23. */
  readonly hour: number
  readonly nowMs: number
  /** How near a clip lies to what this viewer wants. */
  readonly affinity: (place: number) => number
}

export interface ScoreClips {
  /** Writes what each family adds to each clip.
   *  @param clips.number the same number is the same clip
   *  @param parts row i begins at i × stride + offset and has a place for each of `families` */
  score(
    audience: Audience,
    clips: readonly { readonly number: number; readonly traits: ClipTraits }[],
    parts: Float64Array,
    stride: number,
    offset: number,
  ): void
}

/** Points of score for one of weight: pages are drawn by differences of points (feed/rerank/arrange.ts). */
export const pointsOf = 6
/** Clips that the network looks at, the best by the wide model. */
const deepMax = 150
const watchUnitMs = 30_000
/** How long what belongs to a clip alone is not reckoned again. */
const turnMs = 250
const kept = 4_096
const cells = families.length * headCount

export function createScoreClips(model: Model, bits: number): ScoreClips {
  const { weights: table, features, deep, calibration, watches } = model
  const mask = 2 ** bits - 1
  // Of clips, by the low bits of their numbers: whose it is, when it was reckoned, fields and parts of logits.
  const whose = new Int32Array(kept).fill(-1)
  const turnOf = new Float64Array(kept)
  const keptValues = new Uint32Array(kept * fieldCount)
  const keptLogits = new Float32Array(kept * cells)
  const base = new Float64Array(headCount)
  const deepLogits = new Float64Array(headCount)
  const values = new Uint32Array(fieldCount)
  let rows = { values: new Uint32Array(256 * fieldCount), logits: new Float32Array(256 * cells) }
  let sums = new Float64Array(256)

  const addFields = (
    fields: readonly number[],
    from: Uint32Array,
    at: number,
    to: Float32Array,
    cell: number,
  ) => {
    for (const field of fields) {
      const row = ((from[at + field] ?? 0) & mask) * headCount
      const place = cell + (familyOfField[field] ?? 0) * headCount
      for (let head = 0; head < headCount; head++)
        to[place + head] = (to[place + head] ?? 0) + (table[row + head] ?? 0)
    }
  }
  const reckonClip = (slot: number, traits: ClipTraits, nowMs: number): void => {
    features.ofClip(traits, 0, nowMs, values)
    keptValues.set(values, slot * fieldCount)
    keptLogits.fill(0, slot * cells, (slot + 1) * cells)
    addFields(clipFields, keptValues, slot * fieldCount, keptLogits, slot * cells)
  }
  /** @returns the sum of the row */
  const writeRow = (
    { weights }: Audience,
    { durationMs }: ClipTraits,
    cell: number,
    parts: Float64Array,
    at: number,
  ): number => {
    for (let family = 0; family < families.length; family++) parts[at + family] = 0
    let total = 0
    for (let head = 0; head < headCount; head++) {
      const name = heads[head]
      const weight = name === undefined ? 0 : pointsOf * weights[name]
      const from = base[head] ?? 0
      let rise = 0
      for (let family = 1; family < families.length; family++)
        rise += rows.logits[cell + family * headCount + head] ?? 0
      const least = answer(head, from, durationMs)
      parts[at] = (parts[at] ?? 0) + weight * least
      total += weight * least
      if (Math.abs(rise) < 1e-9) continue
      const slope = (weight * (answer(head, from + rise, durationMs) - least)) / rise
      for (let family = 1; family < families.length; family++)
        parts[at + family] =
          (parts[at + family] ?? 0) + slope * (rows.logits[cell + family * headCount + head] ?? 0)
      total += slope * rise
    }
    return total
  }
  const answer = (head: number, logit: number, durationMs: number): number =>
    head === watchHead
      ? watches.watchMsAt(durationMs, sigmoid(logit)) / watchUnitMs
      : calibration.at(head, logit)

  return {
    score(audience, clips, parts, stride, offset) {
      const { viewer, hour, nowMs } = audience
      const count = clips.length
      if (sums.length < count) {
        rows = {
          values: new Uint32Array(2 * count * fieldCount),
          logits: new Float32Array(2 * count * cells),
        }
        sums = new Float64Array(2 * count)
      }
      for (let head = 0; head < headCount; head++) base[head] = baseLogit(model.base, head)
      const turn = Math.floor(nowMs / turnMs)
      for (const [row, { number, traits }] of clips.entries()) {
        const slot = number % kept
        if (whose[slot] !== number || turnOf[slot] !== turn) {
          reckonClip(slot, traits, nowMs)
          whose[slot] = number
          turnOf[slot] = turn
        }
        const [at, cell] = [row * fieldCount, row * cells]
        rows.values.set(keptValues.subarray(slot * fieldCount, (slot + 1) * fieldCount), at)
        rows.logits.set(keptLogits.subarray(slot * cells, (slot + 1) * cells), cell)
        features.ofViewer(
          {
            viewer,
            traits,
            about: none,
            place: 0,
            hour,
            atMs: nowMs,
            affinity: viewer === nobody ? 0 : audience.affinity(row),
          },
          values,
        )
        for (const field of viewerFields) rows.values[at + field] = values[field] ?? 0
        addFields(viewerFields, rows.values, at, rows.logits, cell)
        sums[row] = writeRow(audience, traits, cell, parts, row * stride + offset)
      }
      const least = leastOfBest(sums.subarray(0, count), deepMax)
      for (const [row, { traits }] of clips.entries()) {
        if ((sums[row] ?? 0) < least) continue
        deepLogits.fill(0)
        deep.add(rows.values.subarray(row * fieldCount, (row + 1) * fieldCount), deepLogits)
        rows.logits.set(deepLogits, row * cells + familyAt.together * headCount)
        writeRow(audience, traits, row * cells, parts, row * stride + offset)
      }
    },
  }
}

const none = [0, 0, 0] as const

/** @returns what the last of the best has */
function leastOfBest(scores: Float64Array, count: number): number {
  if (scores.length <= count) return Number.NEGATIVE_INFINITY
  return scores.slice().sort()[scores.length - count] ?? Number.NEGATIVE_INFINITY
}
