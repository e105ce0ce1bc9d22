import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createMetrics } from '../../../platform/metrics.ts'
import { fakeClock, silentLog } from '../../../platform/testing/index.ts'
import { aLesson, settings } from '../tests/lessons.ts'
import type { Lesson } from './learner.ts'
import { ledgerAt } from './model.ts'
import { createTrainer } from './trainer.ts'

function aTrainer(t: TestContext, script?: URL) {
  const metrics = createMetrics()
  const trainer = createTrainer({
    clock: fakeClock('2026-11-23T05:00:00Z'),
    log: silentLog,
    settings,
    stuckMs: 300,
    restarted: metrics.counter('restarted', 'test', ['why']),
    script,
  })
  t.after(() => trainer.stop())
  return { trainer, metrics }
}
const lessons = (count: number, from = 0): Lesson[] =>
  Array.from({ length: count }, (_, at) => aLesson(from + at))
const learned = (trainer: ReturnType<typeof createTrainer>): number =>
  trainer.model.ledger[ledgerAt.learned] ?? 0

test('what is taught stands in the shared memory, and the same lessons give the same model', async (t) => {
  const [{ trainer: one }, { trainer: other }] = [aTrainer(t), aTrainer(t)]
  await Promise.all([one.teach(lessons(100)), one.teach(lessons(100, 100)), other.teach(lessons(200))])
  assert.equal(learned(one), 200)
  assert.deepEqual(one.model.weights, other.model.weights)
  assert.ok(one.model.weights.some((weight) => weight !== 0))
})

test('a snapshot goes on where it was taken; what is no snapshot of this model is refused and changes nothing', async (t) => {
  const [{ trainer: one }, { trainer: other }] = [aTrainer(t), aTrainer(t)]
  await one.teach(lessons(150))
  const bytes = await one.snapshot({ cursor: '7' }, Uint32Array.of(1, 2, 3))
  const fresh = other.model.weights.slice()
  const cut = bytes.slice(0, bytes.length - 9)
  const altered = bytes.slice()
  altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 255
  for (const wrong of [Buffer.from('no model'), cut, altered])
    assert.notEqual((await other.restore(wrong)).fault, undefined)
  assert.deepEqual(other.model.weights, fresh)
  assert.deepEqual(await other.restore(bytes), {
    kind: 'restore',
    fault: undefined,
    stream: { cursor: '7' },
    pairs: Uint32Array.of(1, 2, 3),
  })
  await Promise.all([one.teach(lessons(50, 150)), other.teach(lessons(50, 150))])
  assert.deepEqual(other.model.weights, one.model.weights)
})

test('a thread that dies or hangs in the middle is replaced, and every lesson is learned once', async (t) => {
  const { trainer, metrics } = aTrainer(t, new URL('../tests/faulty-thread.ts', import.meta.url))
  await trainer.teach(lessons(120))
  assert.equal(learned(trainer), 120)
  assert.equal(trainer.isStuck, false)
  const text = await metrics.text()
  assert.match(text, /restarted\{why="died"\} 1/)
  assert.match(text, /restarted\{why="stuck"\} 1/)
})
