import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { lengthOf, RANGES_MAX, watchedRanges } from './watch-ranges.ts'

test('plain watching is one range', () => {
  const watched = watchedRanges(15_000)
  for (let at = 0; at <= 2000; at += 250) watched.sample(at, 10_000 + at)
  assert.deepEqual(watched.take(), { ranges: [[0, 2000]], playedMs: 2000 })
})

test('a second take holds only what is new and goes on without a hole', () => {
  const watched = watchedRanges(15_000)
  watched.sample(0, 0)
  watched.sample(250, 250)
  assert.deepEqual(watched.take(), { ranges: [[0, 250]], playedMs: 250 })
  assert.equal(watched.take(), undefined)
  watched.sample(500, 500)
  assert.deepEqual(watched.take(), { ranges: [[250, 500]], playedMs: 250 })
})

test('a seek, a pause and a sleeping tab start a new range and count nothing in between', () => {
  const watched = watchedRanges(60_000)
  watched.sample(0, 0)
  watched.sample(250, 250)
  watched.sample(40_000, 500)
  watched.sample(40_250, 750)
  watched.cut()
  watched.sample(40_250, 9000)
  watched.sample(40_500, 9250)
  watched.sample(50_000, 30_000)
  assert.deepEqual(watched.take(), {
    ranges: [
      [0, 250],
      [40_000, 40_250],
      [40_250, 40_500],
    ],
    playedMs: 750,
  })
})

test('a loop counts the tail and the head', () => {
  const watched = watchedRanges(3000)
  watched.sample(2600, 0)
  watched.sample(2850, 250)
  watched.sample(100, 500)
  watched.sample(350, 750)
  assert.deepEqual(watched.take(), {
    ranges: [
      [2600, 3000],
      [0, 350],
    ],
    playedMs: 750,
  })
})

test('a jump back is not taken for a loop', () => {
  const watched = watchedRanges(30_000)
  watched.sample(10_000, 0)
  watched.sample(10_250, 250)
  watched.sample(2000, 500)
  watched.sample(2250, 750)
  assert.deepEqual(watched.take()?.ranges, [
    [10_000, 10_250],
    [2000, 2250],
  ])
})

test('more ranges than one event may hold wait for the next', () => {
  const watched = watchedRanges(1_000_000)
  for (let n = 0; n < RANGES_MAX + 5; n++) {
    watched.sample(n * 10_000, n * 10_000)
    watched.sample(n * 10_000 + 250, n * 10_000 + 250)
    watched.cut()
  }
  const first = watched.take()
  const second = watched.take()
  assert.deepEqual([first?.ranges.length, second?.ranges.length], [RANGES_MAX, 5])
  assert.equal((first?.playedMs ?? 0) + (second?.playedMs ?? 0), (RANGES_MAX + 5) * 250)
})

test('whatever happens, ranges lie inside the clip and never outrun the clock by more than its coarseness', () => {
  const step = fc.record({
    wall: fc.integer({ min: 0, max: 4000 }),
    media: fc.integer({ min: -500, max: 21_000 }),
    follow: fc.boolean(),
    cut: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const watched = watchedRanges(20_000)
      let wall = 0
      let media = 0
      let openings = 1
      for (const one of steps) {
        wall += one.wall
        media = one.follow ? (media + one.wall) % 20_000 : one.media
        if (one.cut) watched.cut()
        if (one.cut || !one.follow) openings += 1
        watched.sample(media, wall)
      }
      let total = 0
      for (let part = watched.take(); part; part = watched.take()) {
        for (const [start, end] of part.ranges) assert.ok(start >= 0 && start < end && end <= 20_000)
        total += lengthOf(part.ranges)
      }
      assert.ok(total <= wall + openings * 300, `${total} ms watched in ${wall} ms`)
    }),
  )
})
