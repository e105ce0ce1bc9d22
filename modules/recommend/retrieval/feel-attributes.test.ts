import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createMetrics } from '../../../platform/metrics.ts'
import { fakeClock, silentLog } from '../../../platform/testing/index.ts'
import { noWishes } from '../../tastes/index.ts'
import type { ClipFacts } from './clips.ts'
import { attributesOfFeel, type ClipFeel, feelAttributes, feelWeight } from './feel-attributes.ts'
import { createRetrieval } from './retrieval.ts'
import { groups, wantedOf } from './testing.ts'

const share = fc.double({ min: 0, max: 1, noNaN: true })
const feels = fc.record(
  {
    width: fc.integer({ min: 1, max: 4_000 }),
    height: fc.integer({ min: 1, max: 4_000 }),
    tone: fc.record({ red: share, green: share, blue: share, contrast: share }),
    lufs: fc.option(fc.double({ min: -70, max: 5, noNaN: true })),
    cutsASecond: fc.double({ min: 0, max: 4, noNaN: true }),
  },
  { requiredKeys: ['width', 'height'] },
)

test('whatever a clip is like, each trait that is known is one attribute, and together they weigh as one', () => {
  const most = Math.round(1 / feelWeight)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_600_000 }), feels, (durationMs, feel) => {
      const found = attributesOfFeel(durationMs, feel)
      assert.equal(new Set(found).size, found.length)
      assert.ok(found.every((one) => Number.isInteger(one) && one >= 1 && one <= feelAttributes))
      const known = [feel.tone, feel.lufs, feel.cutsASecond].map((one) => one !== undefined)
      assert.equal(found.length, 2 + (known[0] ? 4 : 0) + (known[1] ? 1 : 0) + (known[2] ? 1 : 0))
      assert.ok(found.length <= most)
    }),
  )
  assert.deepEqual(attributesOfFeel(9_000, undefined), [])
})

test('red, a dark red and a pink that is nearly red share their hue; blue and grey have others', () => {
  const hue = (red: number, green: number, blue: number): number =>
    Math.min(...attributesOfFeel(1, { width: 1, height: 1, tone: { red, green, blue, contrast: 0 } }))
  assert.equal(hue(0.9, 0.1, 0.1), hue(0.3, 0.05, 0.05))
  assert.equal(hue(0.9, 0.1, 0.1), hue(0.9, 0.1, 0.3))
  assert.notEqual(hue(0.9, 0.1, 0.1), hue(0.1, 0.1, 0.9))
  assert.notEqual(hue(0.5, 0.5, 0.5), hue(0.9, 0.1, 0.1))
})

/** Clips of a taste look and sound alike: each taste has its colour, its loudness and its pace. */
const looks: readonly ClipFeel[] = [
  { red: 0.8, green: 0.2, blue: 0.2, contrast: 0.6, lufs: -9, cutsASecond: 0.5 },
  { red: 0.2, green: 0.3, blue: 0.8, contrast: 0.1, lufs: -30, cutsASecond: 0 },
  { red: 0.1, green: 0.4, blue: 0.1, contrast: 0.3, lufs: null, cutsASecond: 0.1 },
  { red: 0.9, green: 0.9, blue: 0.9, contrast: 0.05, lufs: -18, cutsASecond: 0.5 },
].map(({ lufs, cutsASecond, ...tone }) => ({ width: 720, height: 1280, tone, lufs, cutsASecond }))
const clipCount = 400

/** @param change of a clip, by its number */
async function fitted(change: (n: number) => Partial<ClipFacts>) {
  const clock = fakeClock('2026-08-22T03:00:00Z')
  const retrieval = createRetrieval({
    clock,
    log: silentLog,
    metrics: createMetrics(),
    learnable: async () => [],
    wishesOf: () => noWishes,
    settings: { ials: { dims: 16, unseen: 0.05, regular: 0.02, sweeps: 8, seed: 3 } },
  })
  const put = (n: number): void =>
    retrieval.put(
      {
        id: `clip ${n}`,
        ownerId: `maker ${n}`,
        soundId: undefined,
        tags: [],
        langs: [],
        durationMs: 10_000,
        createdMs: n * 1_000,
        ...change(n),
      },
      n,
    )
  for (let n = 0; n < clipCount; n++) put(n)
  for (let viewer = 0; viewer < 500; viewer++)
    await retrieval.take(
      wantedOf(viewer, clipCount).map((n) => ({
        viewerKey: `viewer ${viewer}`,
        videoId: `clip ${n}`,
        atMs: clock.now().getTime(),
        durationMs: 10_000,
        watchedMs: 10_000,
      })),
    )
  await retrieval.refit()
  // Uploads of the hour: nobody knows them, nor who made them.
  const uploads = Array.from({ length: 40 }, (_, at) => clipCount + at)
  for (const n of uploads) put(n)
  /** How near they lie to viewers of their own taste, and to those of others. */
  const nearness = (isOwn: boolean): number => {
    let sum = 0
    let pairs = 0
    for (const n of uploads)
      for (let viewer = 0; viewer < 100; viewer++)
        if ((viewer % groups === n % groups) === isOwn) {
          sum += retrieval.affinityOf(`viewer ${viewer}`, `clip ${n}`)
          pairs++
        }
    return sum / pairs
  }
  return { own: nearness(true), others: nearness(false) }
}

test('an upload without tags and sound, by nobody known, lies nearest to those who want what looks and sounds alike', async () => {
  const blind = await fitted(() => ({}))
  assert.ok(blind.own < 1.1 * blind.others + 0.01, JSON.stringify(blind))
  const seeing = await fitted((n) => ({ feel: looks[n % groups] }))
  assert.ok(seeing.own > 0.1 && seeing.own > 3 * seeing.others, JSON.stringify(seeing))
})

test('looks that say nothing take little from what tags say', async () => {
  const tags = (n: number) => ({ tags: [`topic ${n % groups}`] })
  const plain = await fitted(tags)
  const dressed = await fitted((n) => ({ ...tags(n), feel: looks[(n * 7 + (n >> 2)) % groups] }))
  const lead = ({ own, others }: typeof plain): number => own - others
  assert.ok(lead(plain) > 0.1, JSON.stringify(plain))
  assert.ok(lead(dressed) > 0.9 * lead(plain), `${JSON.stringify(dressed)} beside ${JSON.stringify(plain)}`)
})
