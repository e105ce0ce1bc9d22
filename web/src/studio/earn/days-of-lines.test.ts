import assert from 'node:assert/strict'
import test from 'node:test'
import { blanksBefore, calendarOf, heatOf, lastDayOf, monthAfter, sumByClip } from './days-of-lines.ts'

const line = (
  source: string,
  amountIdr: string,
  earnedAt: string,
  videoId: string | null = null,
  takenIdr = '0',
) => ({
  source,
  amountIdr,
  takenIdr,
  videoId,
  earnedAt,
})

test('months roll over the year, and February knows leap years', () => {
  assert.equal(monthAfter('2026-12', 1), '2027-01')
  assert.equal(monthAfter('2026-01', -1), '2025-12')
  assert.equal(lastDayOf('2028-02'), '2028-02-29')
})

test('a month has each day once; ads are not counted twice, and what was taken back is gone', () => {
  const days = calendarOf(
    '2026-11',
    [{ day: '2026-11-22', micro: '1500000', state: 'verified' }],
    [
      line('ads', '900', '2026-11-22T03:00:00Z'),
      line('gift', '400', '2026-11-22T03:00:00Z', null, '100'),
      line('tip', '9007199254740993', '2026-11-23T03:00:00Z'),
    ],
  )
  assert.equal(days.length, 30)
  assert.deepEqual(days[21], {
    day: '2026-11-22',
    adsMicro: 1_500_000n,
    othersMicro: 300_000_000n,
    micro: 301_500_000n,
    state: 'verified',
  })
  assert.equal(days[22]?.micro, 9_007_199_254_740_993_000_000n)
})

test('heat grows in quarters of the best day', () => {
  assert.deepEqual(
    [0n, 1n, 25n, 26n, 50n, 51n, 75n, 76n, 100n].map((micro) => heatOf(micro, 100n)),
    [0, 1, 1, 2, 2, 3, 3, 4, 4],
  )
})

test('a month begins on its weekday', () => {
  assert.equal(blanksBefore('2026-11'), 6) // a Sunday
  assert.equal(blanksBefore('2026-06'), 0) // a Monday
})

test('clips are summed over days and sources, the most first', () => {
  const sums = sumByClip(
    [
      { id: 'a', micro: '5' },
      { id: 'b', micro: '7' },
      { id: 'a', micro: '1' },
    ],
    [line('gift', '2', '2026-11-22T03:00:00Z', 'a'), line('tip', '9', '2026-11-22T03:00:00Z')],
  )
  assert.deepEqual(sums, [
    { videoId: 'a', adsMicro: 6n, othersMicro: 2_000_000n, micro: 2_000_006n },
    { videoId: 'b', adsMicro: 7n, othersMicro: 0n, micro: 7n },
  ])
})
