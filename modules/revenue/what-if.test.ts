import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { creatorsPart } from './allocate.ts'
import { named } from './testing.ts'
import { eachViewerDay, shareViewerDay } from './viewer-days.ts'
import { compare, giniOf, rerun, type RuleAsked, ruleKey, topPart, type ViewerDayRows } from './what-if.ts'

const day = '2026-11-22'
const asked = (rule: RuleAsked['rule'], num = 55n, capMs = 60_000n): RuleAsked => ({
  rule,
  creatorsShare: { num, den: 100n },
  capMs,
})
const creator = (n: number) => named(`creator ${n}`)
const viewer = (n: number) => named(`viewer ${n}`).replaceAll('-', '')

function run(
  rule: RuleAsked,
  days: readonly ViewerDayRows[],
  poolMicro: bigint,
  unfunded: readonly { creatorId: string; views: bigint; watchMs: bigint }[] = [],
) {
  const pass = rerun(rule)
  for (const one of days) pass.addViewerDay(one)
  for (const one of unfunded) pass.addUnfunded(one)
  return pass.result(poolMicro)
}

const sumOf = (amounts: ReadonlyMap<string, bigint>) =>
  [...amounts.values()].reduce((sum, one) => sum + one, 0n)

const viewerDays = fc
  .array(
    fc.record({
      adMicro: fc.bigInt(1n, 2n ** 60n),
      rows: fc.uniqueArray(fc.record({ video: fc.nat(30), watchMs: fc.integer({ min: 1, max: 60_000 }) }), {
        maxLength: 8,
        selector: (row) => row.video,
      }),
    }),
    { maxLength: 12 },
  )
  .map((days) =>
    days.map(
      ({ adMicro, rows }, at): ViewerDayRows => ({
        day,
        viewer: viewer(at),
        adMicro,
        rows: rows.map(({ video, watchMs }) => ({
          creatorId: creator(video % 5),
          videoId: named(`video ${video}`),
          watchMs: BigInt(watchMs),
        })),
      }),
    ),
  )

test('the two rules of money.md §1.6, worked out by hand', () => {
  // A sees Rp 1,000 of ads and watches X nine times as long as Y; B sees Rp 1,000 and watches Y alone, as long.
  const [x, y] = [creator(1), creator(2)]
  const rows = (creatorId: string, views: number) =>
    Array.from({ length: views }, (_, at) => ({
      creatorId,
      videoId: named(`${creatorId} ${at}`),
      watchMs: 10_000n,
    }))
  const days: ViewerDayRows[] = [
    { day, viewer: viewer(1), adMicro: 1_000_000_000n, rows: [...rows(x, 9), ...rows(y, 1)] },
    { day, viewer: viewer(2), adMicro: 1_000_000_000n, rows: rows(y, 1) },
  ]
  const pool = 2_000_000_000n
  const rupiah = (amounts: ReadonlyMap<string, bigint>) =>
    [x, y].map((one) => (amounts.get(one) ?? 0n) / 1_000_000n)
  assert.deepEqual(rupiah(run(asked('viewer-day'), days, pool)), [495n, 605n])
  assert.deepEqual(rupiah(run(asked('viewer-day', 100n), days, pool)), [900n, 1_100n])
  assert.deepEqual(rupiah(run(asked('pro-rata', 100n), days, pool)), [1_636n, 363n])
  // The Shapley index: half of A's money each, all of B's to Y.
  assert.deepEqual(rupiah(run(asked('equal-split', 100n), days, pool)), [500n, 1_500n])
  // Shorts: 45 % of the pool by paid views, 9 and 2 of 11.
  assert.deepEqual(rupiah(run(asked('shorts', 45n), days, pool)), [736n, 163n])
})

test('I10: under every rule the creators’ part is given out exactly, or held where nobody was watched', () => {
  const rules = fc.constantFrom('viewer-day', 'equal-split', 'pro-rata', 'shorts')
  fc.assert(
    fc.property(viewerDays, rules, fc.bigInt(0n, 100n), fc.bigInt(1n, 60_000n), (days, rule, num, capMs) => {
      const one = { rule, creatorsShare: { num, den: 100n }, capMs }
      const pool = days.reduce((sum, { adMicro }) => sum + adMicro, 0n)
      const watched = days.filter(({ rows }) => rows.length > 0)
      const sum = sumOf(run(one, days, pool))
      const expected =
        rule === 'viewer-day' || rule === 'equal-split'
          ? watched.reduce((total, { adMicro }) => total + creatorsPart(adMicro, one.creatorsShare), 0n)
          : watched.length > 0
            ? creatorsPart(pool, one.creatorsShare)
            : 0n
      assert.equal(sum, expected)
      const shuffled = days.toReversed()
      assert.deepEqual(
        [...run(one, shuffled, pool)].sort(),
        [...run(one, days, pool)].sort(),
        'the order of viewers changes nothing',
      )
    }),
  )
})

test('our own rule run again is what was shared out', async () => {
  await fc.assert(
    fc.asyncProperty(viewerDays, async (days) => {
      const named = days
        .filter(({ rows }) => rows.length > 0)
        .toSorted((a, b) => (a.viewer < b.viewer ? -1 : 1))
      const expected = new Map<string, bigint>()
      const facts = eachViewerDay(
        (async function* () {
          yield named.map(({ viewer: viewerKey, adMicro }) => ({ viewerKey, micro: adMicro }))
        })(),
        (async function* () {
          for (const { viewer: viewerKey, rows } of named)
            yield rows
              .toSorted((a, b) => (a.videoId < b.videoId ? -1 : 1))
              .map(({ creatorId, videoId, watchMs }) => ({ viewerKey, creatorId, videoId, validMs: watchMs }))
        })(),
        60_000n,
      )
      for await (const one of facts) {
        const { amounts } = shareViewerDay(day, Buffer.from(one.viewerKey, 'hex'), one, {
          num: 55n,
          den: 100n,
        })
        one.watched.forEach(({ creatorId }, at) => {
          expected.set(creatorId, (expected.get(creatorId) ?? 0n) + (amounts[at] ?? 0n))
        })
      }
      assert.deepEqual([...run(asked('viewer-day'), days, 0n)].sort(), [...expected].sort())
    }),
    { numRuns: 50 },
  )
})

test('watching that brought no money takes some of a pool, and none of a viewer’s', () => {
  const days: ViewerDayRows[] = [
    {
      day,
      viewer: viewer(1),
      adMicro: 1_000_000n,
      rows: [{ creatorId: creator(1), videoId: named('v'), watchMs: 10_000n }],
    },
  ]
  const bots = [{ creatorId: creator(2), views: 9n, watchMs: 90_000n }]
  for (const rule of ['pro-rata', 'shorts'] as const)
    assert.equal(run(asked(rule, 100n), days, 1_000_000n, bots).get(creator(2)), 900_000n)
  for (const rule of ['viewer-day', 'equal-split'] as const)
    assert.equal(run(asked(rule, 100n), days, 1_000_000n, bots).get(creator(2)), undefined)
  assert.deepEqual(run(asked('pro-rata'), [], 5_000_000n), new Map()) // a pool without weights is nobody's
})

test('inequality: nothing, all alike, one has all, and by hand', () => {
  assert.equal(giniOf([]), 0)
  assert.equal(giniOf([0n, 0n]), 0)
  assert.equal(giniOf([5n, 5n, 5n, 5n]), 0)
  assert.equal(giniOf([0n, 0n, 0n, 8n]), 7_500) // (n − 1) / n
  assert.equal(giniOf([1n, 2n, 3n, 4n]), 2_500)
  assert.equal(topPart([1n, 1n, 1n, 7n], 10), 7_000) // at least one creator
  assert.equal(topPart([], 1), 0)
})

test('who gains and who loses is counted once each, whatever the amounts', () => {
  const pairs = fc.array(fc.record({ actual: fc.bigInt(0n, 2n ** 63n), rule: fc.bigInt(0n, 2n ** 63n) }), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(pairs, (some) => {
      const told = compare(some, 2n ** 70n)
      assert.equal(told.gain + told.lose + told.same, some.length)
      assert.equal(
        told.deciles.reduce((sum, one) => sum + one.creators, 0),
        some.length,
      )
      assert.equal(
        told.changes.reduce((sum, one) => sum + one.creators, 0),
        some.length,
      )
      assert.equal(
        told.deciles.reduce((sum, one) => sum + BigInt(one.ruleMicro), 0n),
        BigInt(told.ruleMicro),
      )
      for (const { gini } of [told.actual, told.rule]) assert.ok(gini >= 0 && gini < 10_000)
    }),
  )
})

test('the same question has the same name', () => {
  assert.equal(ruleKey(asked('pro-rata')), 'pro-rata 55/100 60000')
})
