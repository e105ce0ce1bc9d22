import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aLesson, settings } from '../tests/lessons.ts'
import { createForetold } from './foretold.ts'
import { createLearner } from './learner.ts'
import { blockBytes, openModel } from './model.ts'

const hourMs = 3_600_000

test('what comes as often as foretold has the ratio 1; what comes more often than it did shows', () => {
  const block = new SharedArrayBuffer(blockBytes(settings))
  const model = openModel(settings, block, true)
  const learner = createLearner(settings, block)
  const book = createForetold(model)
  let n = 0
  const teach = (count: number, change: Partial<ReturnType<typeof aLesson>> = {}) => {
    for (let at = 0; at < count; at++) learner.learn({ ...aLesson(n++), ...change })
    book.look()
  }
  const ratio = () => {
    const one = book.figures()?.heads.find(({ head }) => head === 'like')
    return one && one.predicted / one.actual
  }
  learner.begin(0)
  teach(400)
  assert.equal(book.figures(), null, 'too few to tell')
  teach(3_600)
  learner.tend(hourMs)
  book.turn()
  teach(400)
  assert.equal(book.figures()?.lessons, 4_000, 'until there is enough, the hour before is told of')
  teach(1_000)
  assert.equal(book.figures()?.lessons, 1_400)
  assert.ok(Math.abs((ratio() ?? 0) - 1) < 0.05, String(ratio()))
  book.turn()
  teach(500, { liked: true })
  assert.ok((ratio() ?? 1) < 0.95, String(ratio()))
})
