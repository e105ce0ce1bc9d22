import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeClock, testDatabase } from '../../../platform/testing/index.ts'
import { named } from '../../playback/testing.ts'
import { deleteBefore, beginPause, endPause, insertGap, leaveOut } from '../store-history.ts'
import { findLearnable } from '../store-learnable.ts'
import { touchViewer, updateEpoch } from '../store.ts'

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 5, minute))

test('of a pause, of what was deleted and of what lies before a reset nothing may be learned', async (t) => {
  const db = await testDatabase(t, { modules: ['tastes'], max: 2 })
  const clock = fakeClock(at(0))
  const [paused, deleted, reset, free] = ['paused', 'deleted', 'reset', 'free'].map(named)
  const clip = named('clip')
  assert.ok(paused && deleted && reset && free)
  await db.transaction(async (tx) => {
    for (const viewer of [paused, deleted, reset]) await touchViewer(tx, viewer, clock.now())
    await beginPause(tx, paused, at(10))
    await endPause(tx, paused, at(20))
    await beginPause(tx, paused, at(30))
    await insertGap(tx, deleted, at(10), at(20))
    await leaveOut(tx, deleted, [clip], 'learning', at(30))
    await deleteBefore(tx, deleted, at(5))
    await updateEpoch(tx, reset, at(10), null)
  })
  const asked = (viewerKey: string, minute: number, videoId = named('other')) => ({
    viewerKey,
    videoId,
    at: at(minute),
  })
  const watches = [
    ...[9, 10, 19, 20, 30, 50].map((minute) => asked(paused, minute)),
    ...[4, 5, 15, 21].map((minute) => asked(deleted, minute)),
    ...[29, 30].map((minute) => asked(deleted, minute, clip)),
    ...[9, 10].map((minute) => asked(reset, minute)),
    asked(free, 0),
  ]
  const places = new Set((await findLearnable(db, watches)).map(({ place }) => Number(place) - 1))
  const may = watches.map((_, place) => places.has(place))
  assert.deepEqual(may.slice(0, 6), [true, false, false, true, false, false])
  assert.deepEqual(may.slice(6, 10), [false, true, false, true])
  assert.deepEqual(may.slice(10), [false, true, false, true, true])
})
