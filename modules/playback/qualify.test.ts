import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clampRanges, lengthOf } from './clamp.ts'
import { emptySum, isView, qualify, rules, type Watch, type WatchSum, type Word } from './qualify.ts'

const device = 'a device'
const good: Watch = {
  deviceKey: device,
  durationMs: 20_000,
  elapsedMs: 3_600_000,
  playedMs: 6_000,
  ranges: [0, 6_000],
  isVisible: true,
  isRobot: false,
  isExpired: false,
  isForeign: false,
  isOwn: false,
  isPromoted: false,
}
const played = (start: number, end: number, more: Partial<Watch> = {}): Watch => ({
  ...good,
  ranges: [start, end],
  playedMs: end - start,
  ...more,
})

/** Judges events of one ticket in order. */
function judge(events: readonly Watch[], elsewhere?: { weightMs: number }) {
  let sum: WatchSum = emptySum(device)
  const said: Word[] = []
  let validMs = 0
  for (const event of events) {
    const verdict = qualify(event, sum, elsewhere)
    sum = verdict.sum
    said.push(verdict.word)
    validMs += verdict.validMs
  }
  return { said, sum, validMs }
}

test('a play, a view, a paid view', () => {
  assert.deepEqual(judge([played(0, 1_999)]).said, ['play'])
  assert.deepEqual(judge([played(0, 2_000)]).said, ['view'])
  assert.deepEqual(judge([played(0, 4_999)]).said, ['view'])
  assert.deepEqual(judge([played(0, 5_000)]).said, ['paid'])
})

test('events of one ticket add up, and a run goes on where the last one ended', () => {
  const { said, sum, validMs } = judge([played(0, 1_500), played(1_500, 3_000), played(3_050, 5_200)])
  assert.deepEqual(said, ['play', 'view', 'paid'])
  assert.equal(sum.weightMs, 5_150)
  assert.equal(validMs, 5_150)
})

test('two seconds in pieces are no view', () => {
  assert.deepEqual(judge([played(0, 1_500), played(4_000, 5_500), played(9_000, 10_500)]).said, [
    'play',
    'play',
    'play',
  ])
})

test('a loop goes on from the end to the start; a clip shorter than the threshold counts at 95 %', () => {
  const short = { durationMs: 3_000 }
  assert.deepEqual(judge([played(0, 2_849, short)]).said, ['view'])
  assert.deepEqual(judge([played(0, 2_850, short)]).said, ['paid'])
  const tiny = { durationMs: 1_000 }
  assert.deepEqual(judge([played(0, 949, tiny)]).said, ['play'])
  assert.deepEqual(judge([played(0, 950, tiny)]).said, ['paid'])
  const looped = { ...good, durationMs: 4_000, ranges: [2_500, 4_000, 0, 500], playedMs: 2_000 }
  assert.deepEqual(judge([looped]).said, ['view'])
})

test('each reason that sets an event aside, in their order', () => {
  const reasons: [Partial<Watch>, Word][] = [
    [{ isForeign: true, isRobot: true }, 'bad_ticket'],
    [{ isExpired: true, isOwn: true }, 'bad_ticket'],
    [{ deviceKey: 'a second device' }, 'bad_ticket'],
    [{ isRobot: true, isOwn: true }, 'robot'],
    [{ isOwn: true, isVisible: false }, 'own_video'],
    [{ isVisible: false, elapsedMs: 0 }, 'not_visible'],
    [{ elapsedMs: 3_999 }, 'faster_than_time'],
    [{ playedMs: 100, ranges: [0, 20_000], elapsedMs: 7_000 }, 'faster_than_time'],
    [{ ranges: [], playedMs: 6_000 }, 'too_short'],
    [{ ranges: [0, 249], playedMs: 249 }, 'too_short'],
  ]
  for (const [change, word] of reasons) assert.deepEqual(judge([{ ...good, ...change }]).said, [word])
  assert.deepEqual(judge([{ ...good, elapsedMs: 4_000 }]).said, ['paid'])
})

test('claims of a ticket add up against wall time, and what was good stays', () => {
  const { said, sum } = judge([
    played(0, 6_000, { elapsedMs: 6_000 }),
    played(0, 6_000, { elapsedMs: 9_999 }),
  ])
  assert.deepEqual(said, ['paid', 'faster_than_time'])
  assert.equal(sum.word, 'paid')
  assert.equal(sum.weightMs, 6_000)
})

test('the paying watch weighs at most a minute', () => {
  const loops = Array.from({ length: 5 }, () => played(0, 20_000))
  const { said, sum } = judge(loops)
  assert.deepEqual(said, ['paid', 'paid', 'paid', 'over_cap', 'over_cap'])
  assert.equal(sum.weightMs, rules.capMs)
})

test('a second watch of the same video pays nothing, and is a view all the same', () => {
  const { said, sum, validMs } = judge([played(0, 2_000), played(2_000, 9_000)], { weightMs: 8_000 })
  assert.deepEqual(said, ['view', 'repeat'])
  assert.equal(validMs, 2_000)
  assert.ok(isView(sum.word ?? 'play'))
  assert.deepEqual(judge([played(0, 9_000)], { weightMs: rules.capMs }).said, ['over_cap'])
})

test('an ad can be a view and never a paid view', () => {
  assert.deepEqual(judge([played(0, 20_000, { isPromoted: true })]).said, ['view'])
})

const anyWatch: fc.Arbitrary<Watch> = fc
  .record({
    durationMs: fc.integer({ min: 1, max: 180_000 }),
    elapsedMs: fc.integer({ min: 0, max: 300_000 }),
    playedMs: fc.integer({ min: 0, max: 200_000 }),
    claimed: fc.array(fc.tuple(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 0, max: 200_000 })), {
      maxLength: 6,
    }),
    isVisible: fc.boolean(),
    isRobot: fc.boolean(),
    isOwn: fc.boolean(),
    isPromoted: fc.boolean(),
    deviceKey: fc.constantFrom(device, device, device, 'a second device'),
  })
  .map(({ claimed, ...rest }) => ({
    ...rest,
    ranges: clampRanges(claimed, rest.durationMs),
    isExpired: false,
    isForeign: false,
  }))

test('law: weight never passes the cap, wall time, or what was played; verdicts add up to it', () => {
  fc.assert(
    fc.property(
      fc.array(anyWatch, { maxLength: 30 }),
      fc.option(fc.record({ weightMs: fc.nat(60_000) }), { nil: undefined }),
      (events, elsewhere) => {
        const { sum, validMs, said } = judge(events, elsewhere)
        const slowest = Math.max(0, ...events.map((event) => event.elapsedMs))
        const media = events.reduce(
          (total, event) => total + Math.min(lengthOf(event.ranges), event.playedMs),
          0,
        )
        assert.equal(validMs, sum.weightMs)
        assert.ok(sum.weightMs <= Math.min(rules.capMs, slowest + rules.slackMs, media))
        assert.ok(sum.totalMs <= sum.claimedMs)
        if (elsewhere) assert.ok(!said.includes('paid'))
        if (said.includes('paid')) assert.equal(sum.word, 'paid')
      },
    ),
    { numRuns: 500 },
  )
})
