import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultSettings } from '../../tuning/index.ts'
import { families } from '../features/families.ts'
import { fieldCount, nobody, type Occasion } from '../features/features.ts'
import { aLesson, settings } from '../tests/lessons.ts'
import { createLearner } from '../trainer/learner.ts'
import { chances, counted, headCount } from '../trainer/heads.ts'
import { baseLogit, blockBytes, openModel } from '../trainer/model.ts'
import { sigmoid } from '../models/calibration-grid.ts'
import { createScoreClips, pointsOf } from './score-clips.ts'

const { weights } = defaultSettings
const block = new SharedArrayBuffer(blockBytes(settings))
const model = openModel(settings, block, true)
const learner = createLearner(settings, block)
learner.begin(0)
for (let n = 0; n < 3_000; n++) learner.learn(aLesson(n))
learner.tend(3_600_000)
const scores = createScoreClips(model, settings.ftrl.bits)
const nowMs = 1e12 + 4e6
const clips = Array.from({ length: 60 }, (_, n) => ({ number: n + 1, traits: aLesson(n).occasion.traits }))
const audience = { viewer: 1_002, weights, hour: 12, nowMs, affinities: new Float64Array(60) }
const score = (change: Partial<typeof audience> = {}): Float64Array => {
  const parts = new Float64Array(clips.length * families.length)
  scores.score({ ...audience, ...change }, clips, new Float64Array(clips.length))
  for (const [row, clip] of clips.entries()) scores.explain(row, clip, rowOf(parts, row))
  return parts
}
const rowOf = (parts: Float64Array, row: number): Float64Array =>
  parts.subarray(row * families.length, (row + 1) * families.length)
const sumOf = (row: Float64Array): number => row.reduce((sum, part) => sum + part, 0)

test('the parts of a row are the score: weight times calibrated answer, over the heads', () => {
  const parts = score()
  for (const [row, { traits }] of clips.entries()) {
    const occasion: Occasion = {
      viewer: audience.viewer,
      traits,
      about: [0, 0, 0],
      place: 0,
      hour: 12,
      atMs: nowMs,
      affinity: 0,
    }
    const features = model.features.of(occasion)
    assert.equal(features.length, fieldCount)
    const logits = Float64Array.from({ length: headCount }, (_, head) => baseLogit(model.base, head))
    model.wide.add(features, logits)
    model.deep.add(features, logits)
    const watchMs = model.watch.meanMs(logits.map(sigmoid), traits.durationMs)
    assert.ok(watchMs > 0 && watchMs < 1.5 * traits.durationMs)
    const due = chances.reduce(
      (sum, chance, head) => sum + pointsOf * weights[chance] * model.calibration.at(head, logits[head] ?? 0),
      (pointsOf * weights.watch * watchMs) / 30_000,
    )
    assert.ok(Math.abs(sumOf(rowOf(parts, row)) - due) < 1e-4, `${sumOf(rowOf(parts, row))}, ${due}`)
  }
})

test('with what the weights count, the score under other weights is known', () => {
  const answers = new Float32Array(clips.length * counted.length)
  const told = new Float64Array(clips.length).fill(3)
  scores.score(audience, clips, told, answers)
  const parts = score()
  for (const row of clips.keys()) assert.ok(Math.abs((told[row] ?? 0) - 3 - sumOf(rowOf(parts, row))) < 1e-4)
  const other = { ...weights, like: 0, watch: 1, skip: -3 }
  const under = score({ weights: other })
  for (const row of clips.keys()) {
    const change = counted.reduce(
      (sum, name, at) =>
        sum + pointsOf * (other[name] - weights[name]) * (answers[row * counted.length + at] ?? 0),
      0,
    )
    assert.ok(Math.abs(sumOf(rowOf(under, row)) - sumOf(rowOf(parts, row)) - change) < 1e-4)
  }
})

test('who watches one kind gets that kind first, and nobody is told apart who does not want it', () => {
  const parts = score()
  const own = clips.map(({ traits }, row) => ({
    isOwn: traits.clip % 2 === 1_002 % 2,
    score: sumOf(rowOf(parts, row)),
  }))
  const mean = (isOwn: boolean): number => {
    const some = own.filter((one) => one.isOwn === isOwn)
    return some.reduce((sum, one) => sum + one.score, 0) / some.length
  }
  assert.ok(mean(true) > mean(false) + 0.5 || mean(false) > mean(true) + 0.5)
  assert.deepEqual(
    score({ viewer: nobody }),
    score({ viewer: nobody, affinities: new Float64Array(60).fill(9) }),
  )
  assert.notDeepEqual(score({ viewer: nobody }), parts)
})
