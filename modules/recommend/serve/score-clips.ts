/** Scores by what was learned, read where the trainer writes it: Σ weight × calibrated answer, over the heads.
 *
 *  How long it will be watched counts by its mean, which is a sum over heads too: of the chance to go beyond each level,
 *  times what that adds (models/watch-head.ts).
 *
 *  Each head's answer is shared out over the families exactly. Its logit is base + Σ of the families' parts; along the
 *  straight line from the answer at the base to the answer at the logit, each part moves the answer by slope × part. What
 *  stands at the base is the family `usual`, the same for all clips of like duration. */
import {
  bothFields,
  clipFields,
  families,
  familyAt,
  familyOfField,
  viewerFields,
} from '../features/families.ts'
import { fieldCount, nobody } from '../features/features.ts'
import { sigmoid } from '../models/calibration-grid.ts'
import { createMlpBatch } from '../models/mlp-batch.ts'
import { type Chance, chances, counted, headCount, levelsFrom } from '../trainer/heads.ts'
import { baseLogit, type Model } from '../trainer/model.ts'
import { addRow, cells, keepClips, lengths, type RankedClip } from './kept-clips.ts'

/** What each thing is worth if it is certain to happen; watching, by 30 seconds. */
export type Weights = Readonly<Record<Chance | 'watch', number>>

/** Who the clips are for. */
export interface Audience {
  /** {@link nobody} for who does not want a personal feed. */
  readonly viewer: number
  readonly weights: Weights
  /** 0 to 23. */
  readonly hour: number
  readonly nowMs: number
  /** How near each clip lies to what this viewer wants. */
  readonly affinities: Float64Array
}

export interface ScoreClips {
  /** Writes what each family adds to each clip.
   *  @param parts row i begins at i × stride + offset and has a place for each of `families`
   *  @param answers filled, where it is given, with what the weights count in each clip, a row of `counted`: its score is
   *  {@link pointsOf} × Σ weight × answer */
  score(
    audience: Audience,
    clips: readonly RankedClip[],
    parts: Float64Array,
    stride: number,
    offset: number,
    answers?: Float32Array,
  ): void
  /** Something was learned of the clip. @param clip as its traits name it */
  forget(clip: number): void
}

/** Points of score for one of weight: pages are drawn by differences of points (feed/rerank/arrange.ts). */
export const pointsOf = 6
/** Clips that the network looks at, the best by the wide model. */
const deepMax = 150
const watchUnitMs = 30_000

export function createScoreClips(model: Model, bits: number): ScoreClips {
  const { weights: table, features, deep, calibration } = model
  const mask = 2 ** bits - 1
  const kept = keepClips(model, bits)
  // Of the page: what belongs to the viewer alone, and what each head answers and is worth where nothing is known.
  const values = new Uint32Array(fieldCount)
  const pageLogits = new Float32Array(cells)
  const base = new Float64Array(headCount)
  const least = new Float64Array(headCount)
  const worth = new Float64Array(headCount)
  let rows = rowsFor(256)
  const network = createMlpBatch(deep, deepMax)
  const deepRows = new Int32Array(deepMax)
  const deepValues = new Uint32Array(deepMax * fieldCount)

  const addFields = (fields: readonly number[], to: Float32Array, cell: number) => {
    for (const field of fields)
      addRow(
        table,
        ((values[field] ?? 0) & mask) * headCount,
        to,
        cell + (familyOfField[field] ?? 0) * headCount,
      )
  }
  const readPage = ({ viewer, weights, hour, nowMs }: Audience): void => {
    features.ofViewer({ viewer, about: none, place: 0, hour, atMs: nowMs }, values)
    pageLogits.fill(0)
    addFields(viewerFields, pageLogits, 0)
    for (let head = 0; head < headCount; head++) {
      base[head] = baseLogit(model.base, head)
      least[head] = answer(head, base[head] ?? 0)
      const chance = chances[head]
      worth[head] = pointsOf * (chance === undefined ? weights.watch / watchUnitMs : weights[chance])
    }
  }
  const answer = (head: number, logit: number): number =>
    head < levelsFrom ? calibration.at(head, logit) : sigmoid(logit)
  /** @returns the sum of the row */
  const writeRow = (row: number, parts: Float64Array, at: number): number => {
    const { logits, ms } = rows
    const [cell, length] = [row * cells, row * lengths]
    for (let family = 0; family < families.length; family++) parts[at + family] = 0
    let total = (worth[levelsFrom] ?? 0) * (ms[length] ?? 0)
    parts[at] = total
    for (let head = 0; head < headCount; head++) {
      const unit = head < levelsFrom ? 1 : (ms[length + 1 + head - levelsFrom] ?? 0)
      const weight = (worth[head] ?? 0) * unit
      if (weight === 0) continue
      let rise = 0
      for (let family = 1; family < families.length; family++)
        rise += logits[cell + family * headCount + head] ?? 0
      const from = least[head] ?? 0
      parts[at] = (parts[at] ?? 0) + weight * from
      total += weight * from
      if (Math.abs(rise) < 1e-9) continue
      const slope = (weight * (answer(head, (base[head] ?? 0) + rise) - from)) / rise
      for (let family = 1; family < families.length; family++)
        parts[at + family] =
          (parts[at + family] ?? 0) + slope * (logits[cell + family * headCount + head] ?? 0)
      total += slope * rise
    }
    return total
  }
  const readAnswers = (row: number, answers: Float32Array): void => {
    const { logits, ms } = rows
    const [cell, length, at] = [row * cells, row * lengths, row * counted.length]
    let watchMs = ms[length] ?? 0
    for (let head = 0; head < headCount; head++) {
      let logit = base[head] ?? 0
      for (let family = 1; family < families.length; family++)
        logit += logits[cell + family * headCount + head] ?? 0
      if (head < levelsFrom) answers[at + head] = answer(head, logit)
      else watchMs += (ms[length + 1 + head - levelsFrom] ?? 0) * answer(head, logit)
    }
    answers[at + levelsFrom] = watchMs / watchUnitMs
  }

  return {
    score(audience, clips, parts, stride, offset, answers) {
      const { viewer, hour, nowMs } = audience
      const count = clips.length
      if (rows.sums.length < count) rows = rowsFor(2 * count)
      const { sums } = rows
      readPage(audience)
      for (let row = 0; row < count; row++) {
        const clip = clips[row]
        if (clip === undefined) continue
        const from = kept.rowOf(clip, nowMs)
        const cell = row * cells
        // Loops: so short an array is sooner copied than cut out.
        for (let k = 0; k < lengths; k++) rows.ms[row * lengths + k] = kept.ms[from * lengths + k] ?? 0
        for (let k = 0; k < cells; k++)
          rows.logits[cell + k] = (kept.logits[from * cells + k] ?? 0) + (pageLogits[k] ?? 0)
        const affinity = viewer === nobody ? 0 : (audience.affinities[row] ?? 0)
        const { traits } = clip
        features.ofBoth({ viewer, traits, about: none, place: 0, hour, atMs: nowMs, affinity }, values)
        for (let k = 0; k < bothFields.length; k++)
          rows.both[row * bothFields.length + k] = values[bothFields[k] ?? 0] ?? 0
        addFields(bothFields, rows.logits, cell)
        sums[row] = writeRow(row, parts, row * stride + offset)
      }
      const last = leastOfBest(sums.subarray(0, count), deepMax)
      let deepCount = 0
      for (let row = 0; row < count && deepCount < deepMax; row++) {
        const clip = clips[row]
        if (clip === undefined || (sums[row] ?? 0) < last) continue
        const [to, from] = [deepCount * fieldCount, kept.rowOf(clip, nowMs) * clipFields.length]
        for (let k = 0; k < clipFields.length; k++)
          deepValues[to + (clipFields[k] ?? 0)] = kept.values[from + k] ?? 0
        for (let k = 0; k < bothFields.length; k++)
          deepValues[to + (bothFields[k] ?? 0)] = rows.both[row * bothFields.length + k] ?? 0
        for (const field of viewerFields) deepValues[to + field] = values[field] ?? 0
        deepRows[deepCount++] = row
      }
      const said = network.run(deepValues, deepCount)
      for (let at = 0; at < deepCount; at++) {
        const row = deepRows[at] ?? 0
        const together = row * cells + familyAt.together * headCount
        for (let head = 0; head < headCount; head++)
          rows.logits[together + head] = said[at * headCount + head] ?? 0
        writeRow(row, parts, row * stride + offset)
      }
      if (answers) for (let row = 0; row < count; row++) readAnswers(row, answers)
    },
    forget: kept.forget,
  }
}

const none = [0, 0, 0] as const

/** Room for the clips of a page. */
const rowsFor = (count: number) => ({
  both: new Uint32Array(count * bothFields.length),
  logits: new Float32Array(count * cells),
  ms: new Float32Array(count * lengths),
  sums: new Float64Array(count),
})

/** @returns what the last of the best has */
function leastOfBest(scores: Float64Array, count: number): number {
  if (scores.length <= count) return Number.NEGATIVE_INFINITY
  return scores.slice().sort()[scores.length - count] ?? Number.NEGATIVE_INFINITY
}
