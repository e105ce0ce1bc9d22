/** Scores by what was learned, read where the trainer writes it: Σ weight × calibrated answer, over the heads.
 *
 *  How long it will be watched counts by its mean, which is a sum over heads too: of the chance to go beyond each level,
 *  times what that adds (models/watch-head.ts).
 *
 *  Each head's answer is shared out over the families exactly. Its logit is base + Σ of the families' parts; along the
 *  straight line from the answer at the base to the answer at the logit, each part moves the answer by slope × part. What
 *  stands at the base is the family `usual`, the same for all clips of like duration. */
import { bothFields, families, familyAt, familyOfField, viewerFields } from '../features/families.ts'
import { clipSideCells, fieldCount, nobody, viewerSideCells } from '../features/features.ts'
import { sigmoid } from '../models/calibration-grid.ts'
import { createMlpBatch } from '../models/mlp-batch.ts'
import { type Chance, chances, counted, headCount, levelsFrom } from '../trainer/heads.ts'
import { baseLogit, type Model } from '../trainer/model.ts'
import { addRow, keepClips, keptFields, lengths, type RankedClip, toldOfViewer } from './kept-clips.ts'

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
  /** Adds its score to what stands beside each clip.
   *  @param scores one a clip
   *  @param answers filled, where it is given, with what the weights count in each clip, a row of `counted`: its score is
   *  {@link pointsOf} × Σ weight × answer */
  score(audience: Audience, clips: readonly RankedClip[], scores: Float64Array, answers?: Float32Array): void
  /** What each family adds to the score of a clip of the last call, but for what was learned since.
   *  @param row its place in that call
   *  @param clip the same that stood there
   *  @param parts filled with one a family */
  explain(row: number, clip: RankedClip, parts: Float64Array): void
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
  const side = new Int32Array(viewerSideCells)
  const ofPage = new Float32Array(headCount)
  const base = new Float64Array(headCount)
  const least = new Float64Array(headCount)
  const worth = new Float64Array(headCount)
  let atMs = 0
  let isPersonal = false
  let rows = rowsFor(256)
  const places = new Int32Array(bothFields.length)
  const network = createMlpBatch(deep, deepMax)
  const deepRows = new Int32Array(deepMax)
  const deepValues = new Uint32Array(deepMax * fieldCount)
  const ofFamilies = new Float32Array(families.length * headCount)

  const readPage = ({ viewer, weights, hour, nowMs }: Audience): void => {
    features.ofViewer({ viewer, about: toldOfViewer, place: 0, hour, atMs: nowMs }, values, side)
    ofPage.fill(0)
    for (const field of viewerFields) addRow(table, ((values[field] ?? 0) & mask) * headCount, ofPage, 0)
    for (let head = 0; head < headCount; head++) {
      base[head] = baseLogit(model.base, head)
      least[head] = answer(head, base[head] ?? 0)
      const chance = chances[head]
      worth[head] = pointsOf * (chance === undefined ? weights.watch / watchUnitMs : weights[chance])
    }
    atMs = nowMs
    isPersonal = viewer !== nobody
  }
  const answer = (head: number, logit: number): number =>
    head < levelsFrom ? calibration.at(head, logit) : sigmoid(logit)
  /** What an answer of that head counts in that row. */
  const weightOf = (row: number, head: number): number =>
    (worth[head] ?? 0) * (head < levelsFrom ? 1 : (rows.ms[row * lengths + 1 + head - levelsFrom] ?? 0))
  const scoreOf = (row: number): number => {
    const { logits, ms } = rows
    let total = (worth[levelsFrom] ?? 0) * (ms[row * lengths] ?? 0)
    for (let head = 0; head < headCount; head++) {
      const weight = weightOf(row, head)
      if (weight !== 0)
        total += weight * answer(head, (base[head] ?? 0) + (logits[row * headCount + head] ?? 0))
    }
    return total
  }
  const readRow = (row: number, clip: RankedClip, affinity: number): void => {
    const { logits, ms, both } = rows
    const from = kept.rowOf(clip, atMs)
    // Loops: so short an array is sooner copied than cut out.
    for (let k = 0; k < lengths; k++) ms[row * lengths + k] = kept.ms[from * lengths + k] ?? 0
    features.ofBoth(side, kept.sides, from * clipSideCells, isPersonal ? affinity : 0, values)
    for (let k = 0; k < bothFields.length; k++) {
      const value = values[bothFields[k] ?? 0] ?? 0
      both[row * bothFields.length + k] = value
      places[k] = (value & mask) * headCount
    }
    for (let head = 0; head < headCount; head++) {
      let logit = (kept.logits[from * headCount + head] ?? 0) + (ofPage[head] ?? 0)
      for (let k = 0; k < bothFields.length; k++) logit += table[(places[k] ?? 0) + head] ?? 0
      logits[row * headCount + head] = logit
    }
  }
  /** All fields of a row, each at its place. */
  const readValues = (row: number, clip: RankedClip, to: Uint32Array, at: number): void => {
    const from = kept.rowOf(clip, atMs) * keptFields.length
    for (let k = 0; k < keptFields.length; k++) to[at + (keptFields[k] ?? 0)] = kept.values[from + k] ?? 0
    for (let k = 0; k < bothFields.length; k++)
      to[at + (bothFields[k] ?? 0)] = rows.both[row * bothFields.length + k] ?? 0
    for (const field of viewerFields) to[at + field] = values[field] ?? 0
  }
  /** The network looks at the best. */
  const lookDeeper = (clips: readonly RankedClip[], scores: Float64Array): void => {
    const { logits, sums, said } = rows
    const last = leastOfBest(sums.subarray(0, clips.length), deepMax)
    let count = 0
    for (let row = 0; row < clips.length && count < deepMax; row++) {
      const clip = clips[row]
      if (clip === undefined || (sums[row] ?? 0) < last) continue
      readValues(row, clip, deepValues, count * fieldCount)
      deepRows[count++] = row
    }
    const answers = network.run(deepValues, count)
    for (let at = 0; at < count; at++) {
      const row = deepRows[at] ?? 0
      for (let head = 0; head < headCount; head++) {
        const place = row * headCount + head
        said[place] = answers[at * headCount + head] ?? 0
        logits[place] = (logits[place] ?? 0) + (said[place] ?? 0)
      }
      scores[row] = (scores[row] ?? 0) + scoreOf(row) - (sums[row] ?? 0)
    }
  }
  const readAnswers = (row: number, answers: Float32Array): void => {
    const { logits, ms } = rows
    const [length, at] = [row * lengths, row * counted.length]
    let watchMs = ms[length] ?? 0
    for (let head = 0; head < headCount; head++) {
      const one = answer(head, (base[head] ?? 0) + (logits[row * headCount + head] ?? 0))
      if (head < levelsFrom) answers[at + head] = one
      else watchMs += (ms[length + 1 + head - levelsFrom] ?? 0) * one
    }
    answers[at + levelsFrom] = watchMs / watchUnitMs
  }

  return {
    score(audience, clips, scores, answers) {
      const count = clips.length
      if (rows.sums.length < count) rows = rowsFor(2 * count)
      const { sums, said } = rows
      readPage(audience)
      for (let row = 0; row < count; row++) {
        const clip = clips[row]
        if (clip === undefined) continue
        readRow(row, clip, audience.affinities[row] ?? 0)
        sums[row] = scoreOf(row)
        scores[row] = (scores[row] ?? 0) + (sums[row] ?? 0)
      }
      said.fill(0, 0, count * headCount)
      lookDeeper(clips, scores)
      if (answers) for (let row = 0; row < count; row++) readAnswers(row, answers)
    },
    explain(row, clip, parts) {
      readValues(row, clip, deepValues, 0)
      ofFamilies.fill(0)
      for (let field = 0; field < fieldCount; field++)
        addRow(
          table,
          ((deepValues[field] ?? 0) & mask) * headCount,
          ofFamilies,
          (familyOfField[field] ?? 0) * headCount,
        )
      addRow(rows.said, row * headCount, ofFamilies, familyAt.together * headCount)
      parts.fill(0)
      let usual = (worth[levelsFrom] ?? 0) * (rows.ms[row * lengths] ?? 0)
      for (let head = 0; head < headCount; head++) {
        const weight = weightOf(row, head)
        const from = least[head] ?? 0
        usual += weight * from
        let rise = 0
        for (let family = 1; family < families.length; family++)
          rise += ofFamilies[family * headCount + head] ?? 0
        if (weight === 0 || Math.abs(rise) < 1e-9) continue
        const slope = (weight * (answer(head, (base[head] ?? 0) + rise) - from)) / rise
        for (let family = 1; family < families.length; family++)
          parts[family] = (parts[family] ?? 0) + slope * (ofFamilies[family * headCount + head] ?? 0)
      }
      parts[0] = usual
    },
    forget: kept.forget,
  }
}

/** Room for the clips of a page. */
const rowsFor = (count: number) => ({
  both: new Uint32Array(count * bothFields.length),
  /** Rows of heads: all that moves them but the base, and what of it the network said. */
  logits: new Float32Array(count * headCount),
  said: new Float32Array(count * headCount),
  ms: new Float32Array(count * lengths),
  /** Scores by the wide model. */
  sums: new Float64Array(count),
})

/** @returns what the last of the best has */
function leastOfBest(scores: Float64Array, count: number): number {
  if (scores.length <= count) return Number.NEGATIVE_INFINITY
  return scores.slice().sort()[scores.length - count] ?? Number.NEGATIVE_INFINITY
}
