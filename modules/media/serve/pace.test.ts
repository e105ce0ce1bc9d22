import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { paceOf, waitMs } from './pace.ts'

const bare = { dest: 'video', range: 'bytes=0-' }
const second = 125_000

test('a bare player alone is paced, and only when it asks for everything', () => {
  assert.deepEqual(paceOf(bare, 1_000_000), { burstBytes: 4 * second, bytesPerSecond: 1.2 * second })
  assert.ok(paceOf({ dest: 'video', range: undefined }, 1_000_000))
  assert.equal(paceOf({ dest: 'video', range: 'bytes=0-99999' }, 1_000_000), undefined)
  for (const dest of ['empty', 'document', undefined])
    assert.equal(paceOf({ dest, range: 'bytes=0-' }, 1_000_000), undefined)
  assert.equal(paceOf(bare, undefined), undefined)
})

test('the beginning comes at once, the rest in time for playing, and a line that stood still catches up', () => {
  const pace = paceOf(bare, 1_000_000) ?? assert.fail()
  assert.equal(waitMs(pace, 4 * second, 0), 0)
  assert.equal(waitMs(pace, 10 * second, 0), 5000)
  assert.equal(waitMs(pace, 9 * second, 10_000), 0)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 180 }), fc.integer({ min: 0, max: 180_000 }), (sent, elapsedMs) => {
      const leavesAt = elapsedMs + waitMs(pace, sent * second, elapsedMs)
      assert.ok(leavesAt <= Math.max(elapsedMs, sent * 1000), 'never later than it is played')
    }),
  )
})
