import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { arcs, clipMs, leftToRecordMs, ringMs, totalMs } from './take-clock.ts'
import { plainType, recordFormat, takeName } from './record-format.ts'

const take = fc.record({
  id: fc.uuid(),
  ms: fc.integer({ min: 1, max: 60_000 }),
  speed: fc.constantFrom(0.5, 1, 2),
})

test('what is left and what is there make the limit, at any speed', () => {
  fc.assert(
    fc.property(fc.array(take, { maxLength: 20 }), fc.constantFrom(0.5, 1, 2), (takes, speed) => {
      const limit = totalMs(takes) + 10_000
      const left = leftToRecordMs(takes, limit, speed)
      const full = [...takes, { id: 'last', ms: left, speed }]
      assert.ok(Math.abs(totalMs(full) - limit) < 1e-6)
      assert.equal(leftToRecordMs(full, limit - 1, speed), 0)
    }),
  )
})

test('arcs follow one another without gaps and never leave the ring', () => {
  fc.assert(
    fc.property(fc.array(take, { maxLength: 20 }), fc.integer({ min: 1000, max: 600_000 }), (takes, full) => {
      const drawn = arcs(takes, full)
      let at = 0
      for (const arc of drawn) {
        assert.equal(arc.from, at)
        assert.ok(arc.to >= arc.from && arc.to <= 1)
        at = arc.to
      }
      assert.ok(Math.abs(at - Math.min(1, totalMs(takes) / full)) < 1e-9)
    }),
  )
})

test('the ring grows with the clip and stops at the limit', () => {
  assert.equal(ringMs(0, 180_000), 15_000)
  assert.equal(ringMs(15_000, 180_000), 30_000)
  assert.equal(ringMs(61_000, 120_000), 120_000)
  assert.equal(ringMs(170_000, 180_000), 180_000)
})

test('a slow take is longer in the clip, a fast one shorter', () => {
  assert.equal(clipMs({ ms: 1000, speed: 0.5 }), 2000)
  assert.equal(clipMs({ ms: 1000, speed: 2 }), 500)
})

test('MP4 is recorded where it can be, and the file is named for what it is', () => {
  assert.equal(
    recordFormat((type) => type.includes('opus')),
    'video/mp4;codecs=avc1.640028,opus',
  )
  assert.equal(
    recordFormat((type) => type.startsWith('video/webm')),
    'video/webm;codecs=h264,opus',
  )
  assert.equal(
    recordFormat(() => false),
    undefined,
  )
  assert.equal(takeName('video/webm;codecs=vp9,opus', 2), 'take-2.webm')
  assert.equal(takeName('image/jpeg', 1), 'take-1.jpg')
  assert.equal(plainType('video/mp4; codecs="avc1"'), 'video/mp4')
})
