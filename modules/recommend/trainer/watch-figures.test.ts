import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLesson, settings } from '../tests/lessons.ts'
import { createLearner } from './learner.ts'
import { blockBytes, openModel } from './model.ts'
import { watchFigures } from './watch-figures.ts'

test('of watches that follow from who watches what, the told ones are near; nothing is said of a few', () => {
  const block = new SharedArrayBuffer(blockBytes(settings))
  const model = openModel(settings, block, true)
  const learner = createLearner(settings, block)
  learner.begin(0)
  const teach = (from: number, to: number): void => {
    for (let n = from; n < to; n++) learner.learn(aLesson(n))
    learner.tend(1)
  }
  teach(0, 400)
  assert.equal(watchFigures(model), null)
  teach(400, 20_000)
  const figures = watchFigures(model)
  assert.ok(figures)
  const { lessons, offMs, plainOffMs, order, expectedMs, watchedMs } = figures
  assert.equal(lessons, 8_192)
  // Half of the watches are of ten seconds, half of half a second.
  assert.ok(plainOffMs > 4_000 && offMs < 0.3 * plainOffMs, JSON.stringify(figures))
  assert.ok(order !== null && order > 0.9, JSON.stringify(figures))
  assert.ok(Math.abs(expectedMs / watchedMs - 1) < 0.05, JSON.stringify(figures))
})
