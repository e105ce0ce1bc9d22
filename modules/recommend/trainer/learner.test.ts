import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLesson, settings } from '../tests/lessons.ts'
import { createLearner } from './learner.ts'
import { blockBytes, ledgerAt, openModel } from './model.ts'

const hour = 3_600_000
const startMs = 1e12

function aLearner() {
  const block = new SharedArrayBuffer(blockBytes(settings))
  const model = openModel(settings, block, true)
  const learner = createLearner(settings, block)
  learner.begin(startMs)
  return { block, model, learner }
}

test('a model that an hour made worse is rejected, and the one from before the hour is in its place', () => {
  const { block, model, learner } = aLearner()
  for (let n = 0; n < 2_000; n++) learner.learn(aLesson(n))
  const good = learner.tend(startMs + hour)
  assert.ok(good && !good.isRejected && good.lessons === 2_000, JSON.stringify(good))
  assert.ok(good.loss < good.lossBefore, 'what learns is better than what did not')
  const before = model.weights.slice()
  // Something goes wrong in the network.
  model.deep.state.at(-2)?.fill(20)
  for (let n = 0; n < 600; n++) learner.learn(aLesson(n))
  assert.notDeepEqual(model.weights, before)
  const bad = learner.tend(startMs + 2 * hour)
  assert.ok(bad?.isRejected, JSON.stringify(bad))
  assert.deepEqual(model.weights, before)
  assert.equal(model.ledger[ledgerAt.learned], 2_000)
  assert.equal(block.byteLength, blockBytes(settings))
})

test('an hour with few lessons judges nothing', () => {
  const { learner } = aLearner()
  for (let n = 0; n < 20; n++) learner.learn({ ...aLesson(n), finished: n % 2 === 0 })
  assert.equal(learner.tend(startMs + hour)?.isRejected, false)
  assert.equal(learner.tend(startMs + 2 * hour), undefined)
})

test('what it says comes true: calibrated by the hour, watch times by like clips', () => {
  const { model, learner } = aLearner()
  for (let n = 0; n < 4_000; n++) learner.learn(aLesson(n))
  learner.tend(startMs + hour)
  assert.ok(model.calibration.at(0, 6) > 0.9)
  assert.ok(model.calibration.at(0, -6) < 0.1)
  assert.ok(model.watchTimes.watchMsAt(10_000, 0.1) < 1_000)
  assert.ok(model.watchTimes.watchMsAt(10_000, 0.9) > 9_000)
})
