import assert from 'node:assert/strict'
import test from 'node:test'
import { createWatchReporter, type WatchBatch } from './watch-reporter.ts'

function device() {
  const kept = new Map<string, string>()
  return {
    kept,
    get length() {
      return kept.size
    },
    key: (n: number) => [...kept.keys()][n] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}

function stage(store = device()) {
  const sent: WatchBatch[] = []
  const beaconed: WatchBatch[] = []
  const scene = { answer: 'done' as 'done' | 'later', ms: 0, ids: 0, sent, beaconed, store }
  const reporter = createWatchReporter({
    send: async (batch) => {
      sent.push(batch)
      return scene.answer
    },
    beacon: (batch) => {
      beaconed.push(batch)
      return true
    },
    store,
    uuid: () => `id-${++scene.ids}`,
    clock: { monotonic: () => scene.ms, now: () => Date.parse('2026-11-23T10:00:00Z') + scene.ms },
  })
  const watch = (ticket: string, seconds: number): void => {
    const tracker = reporter.track(ticket, 60_000)
    for (let at = 0; at <= seconds * 1000; at += 250) {
      tracker.sample(at)
      scene.ms += 250
    }
    tracker.cut()
  }
  return { scene, reporter, watch }
}

test('an acknowledged batch is forgotten, and nothing is sent twice', async () => {
  const { scene, reporter, watch } = stage()
  watch('ticket-a', 3)
  await reporter.flush()
  await reporter.flush()
  assert.equal(scene.sent.length, 1)
  assert.deepEqual(scene.sent[0]?.events[0]?.ranges, [[0, 3000]])
  assert.equal(scene.sent[0]?.events[0]?.playedMs, 3000)
  assert.equal(scene.store.kept.size, 0)
})

test('without an answer the same batch goes again under the same ids', async () => {
  const { scene, reporter, watch } = stage()
  scene.answer = 'later'
  watch('ticket-a', 2)
  await reporter.flush()
  scene.answer = 'done'
  await reporter.flush()
  assert.equal(scene.sent.length, 2)
  assert.deepEqual(scene.sent[1], scene.sent[0])
})

test('what was written before the page died is sent by the next one', async () => {
  const store = device()
  const first = stage(store)
  first.watch('ticket-a', 2)
  first.reporter.leave()
  assert.equal(first.scene.beaconed.length, 1)
  assert.equal(store.kept.size, 1, 'a beacon is no acknowledgement')
  const second = stage(store)
  await second.reporter.flush()
  assert.deepEqual(second.scene.sent, first.scene.beaconed)
  assert.equal(store.kept.size, 0)
})

test('a batch holds at most fifty events', async () => {
  const { scene, reporter, watch } = stage()
  for (let n = 0; n < 60; n++) watch(`ticket-${n}`, 1)
  await reporter.flush()
  assert.deepEqual(
    scene.sent.map((batch) => batch.events.length),
    [50, 10],
  )
})

test('a device without room still reports while the page lives', async () => {
  const store = device()
  store.setItem = () => {
    throw new Error('QuotaExceededError')
  }
  const { scene, reporter, watch } = stage(store)
  watch('ticket-a', 1)
  await reporter.flush()
  assert.equal(scene.sent.length, 1)
})

test('old and unreadable leftovers are swept away', async () => {
  const store = device()
  store.setItem('panggung.watch.x', '{"half')
  store.setItem(
    'panggung.watch.y',
    JSON.stringify({ batchId: 'y', events: [{ eventId: 'e', ticket: 't', at: '2026-11-20T00:00:00Z' }] }),
  )
  store.setItem('other', 'kept')
  const { scene, reporter } = stage(store)
  await reporter.flush()
  assert.equal(scene.sent.length, 0)
  assert.deepEqual([...store.kept.keys()], ['other'])
})
