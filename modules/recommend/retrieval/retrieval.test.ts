import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics } from '../../../platform/metrics.ts'
import { fakeClock, silentLog } from '../../../platform/testing/index.ts'
import { noWishes, type Wishes } from '../../tastes/index.ts'
import type { ClipFacts } from './clips.ts'
import { fitSpace } from './fit-space.ts'
import type { Learnable } from './learn-interests.ts'
import type { Watched } from './wanted.ts'
import { createRetrieval, type FoundList, type Retrieval, type RetrievalDeps } from './retrieval.ts'
import { runFit } from './run-fit.ts'
import { groups, wantedOf } from './testing.ts'

const clipCount = 400
const ials = { dims: 16, unseen: 0.05, regular: 0.02, sweeps: 8, seed: 3 }
const dayMs = 86_400_000

const aClip = (n: number, change: Partial<ClipFacts> = {}): ClipFacts => ({
  id: `clip ${n}`,
  ownerId: `maker ${n % 40}`,
  soundId: n % 5 === 0 ? `sound ${n % 15}` : undefined,
  tags: [`topic ${n % groups}`],
  langs: [],
  durationMs: 10_000,
  createdMs: n * 1_000,
  ...change,
})
const everything = (): boolean => true

function open(change: Partial<RetrievalDeps> = {}) {
  const clock = fakeClock('2026-08-22T03:00:00Z')
  const retrieval = createRetrieval({
    clock,
    log: silentLog,
    metrics: createMetrics(),
    learnable: async () => [],
    wishesOf: () => noWishes,
    settings: { ials },
    ...change,
  })
  const watch = (viewerKey: string, n: number, told: Partial<Watched> = {}): Watched => ({
    viewerKey,
    videoId: `clip ${n}`,
    atMs: clock.now().getTime(),
    durationMs: 10_000,
    watchedMs: 10_000,
    ...told,
  })
  return { retrieval, clock, watch }
}

/** Everybody has watched what they want. */
async function filled(change: Partial<RetrievalDeps> = {}) {
  const house = open(change)
  const { retrieval, clock, watch } = house
  for (let n = 0; n < clipCount; n++) retrieval.put(aClip(n), n)
  for (const [part, days] of [
    [(at: number) => at > 1, 0],
    [(at: number) => at <= 1, 2],
  ] as const) {
    clock.advance(days * dayMs)
    for (let viewer = 0; viewer < 500; viewer++)
      await retrieval.take(
        wantedOf(viewer, clipCount)
          .filter((_, at) => part(at))
          .map((n) => watch(`viewer ${viewer}`, n)),
      )
  }
  return house
}

const now = (list: FoundList): readonly number[] => {
  assert.ok(!(list instanceof Promise), 'it is answered at once')
  return list
}
const shareOf = (found: readonly number[], group: number): number =>
  found.filter((one) => one % groups === group).length / found.length

test('who wanted clips of a taste is brought others of it, and what they wanted last has the say', async () => {
  const { retrieval, watch } = await filled()
  assert.equal(await retrieval.refit(), 'accepted')
  const ask = (limit = 40): readonly number[] => now(retrieval.interests('viewer 5', limit, everything))
  const own = new Set(wantedOf(5, clipCount))
  assert.equal(ask().length, 40)
  assert.ok(ask().every((one) => !own.has(one)))
  assert.ok(shareOf(ask(), 1) > 0.8, `${shareOf(ask(), 1)}`)
  assert.deepEqual(ask(), ask())
  assert.ok(now(retrieval.alike('viewer 5', 20, everything)).length > 5)
  assert.ok(shareOf(now(retrieval.alike('viewer 5', 20, everything)), 1) > 0.8)

  await retrieval.take([2, 6, 14, 18, 22, 26, 34, 38, 42, 46].map((n) => watch('viewer 5', n)))
  assert.ok(shareOf(ask(), 2) > 0.2, `${shareOf(ask(), 2)} at the very next question`)
  assert.ok(shareOf(now(retrieval.alike('viewer 5', 20, everything)), 2) > 0.8)
  // The models that rank ask for it by the clip.
  const affinity = (n: number): number => retrieval.affinityOf('viewer 6', `clip ${n}`)
  const ofGroup = (group: number): number =>
    [...Array(90).keys()].reduce((sum, at) => sum + affinity(group + groups * at), 0)
  assert.ok(ofGroup(2) > 2 * ofGroup(3) && ofGroup(2) < 90, `${ofGroup(2)} and ${ofGroup(3)}`)
  assert.deepEqual([retrieval.affinityOf('nobody', 'clip 2'), affinity(9_999)], [0, 0])
  const some = [2, 7, 9_999, 200]
  const together = new Float64Array(some.length)
  retrieval.affinitiesOf(
    'viewer 6',
    some.map((number) => ({ number })),
    together,
  )
  assert.deepEqual([...together], some.map(affinity))
  // A clip does not speak for itself, or all that was learned from would have been foreseen.
  const odd = Array.from({ length: 90 }, (_, at) => 3 + groups * at).find((n) => affinity(n) < 0.2) ?? 0
  const before = affinity(odd)
  await retrieval.take([watch('viewer 6', odd)])
  assert.ok(Math.abs(affinity(odd) - before) < 1e-3, `${before} and then ${affinity(odd)}`)
  const few = now(retrieval.interests('viewer 5', 40, (clip) => clip < 60))
  assert.ok(few.length > 0 && few.every((one) => one < 60))
})

test('a clip can be brought as soon as it is catalogued, and never once it is gone', async () => {
  const { retrieval } = await filled()
  await retrieval.refit()
  const brings = (n: number): boolean => now(retrieval.interests('viewer 5', 300, everything)).includes(n)
  retrieval.put(aClip(1_001, { ownerId: 'nobody yet' }), 1_001)
  assert.ok(brings(1_001))
  retrieval.put(aClip(1_001, { ownerId: 'nobody yet', tags: ['topic 2'] }), 1_001)
  const near = now(retrieval.interests('viewer 5', 100, everything))
  assert.ok(!near.includes(1_001), 'its tags are others')
  retrieval.put(aClip(1_001, { ownerId: 'nobody yet' }), 1_001)
  retrieval.remove('clip 1001')
  retrieval.remove('clip 1001')
  assert.ok(!brings(1_001))
  retrieval.put(aClip(1_002, { tags: ['topic 3'] }), 1_002) // takes the place of the one that went
  assert.ok(!brings(1_001))
})

test('creators and sounds of what was wanted bring their other clips, before any fit', async () => {
  const { retrieval, watch } = open()
  for (let n = 0; n < 90; n++) retrieval.put(aClip(n), n)
  await retrieval.take([watch('me', 7), watch('me', 20)])
  const found = now(retrieval.neighbours('me', 50, everything))
  // The makers of 7 and 20, newest first, and three with the sound of 20.
  assert.deepEqual(new Set(found), new Set([87, 47, 60, 80, 65, 50]))
  assert.deepEqual(now(retrieval.interests('me', 50, everything)), [])
  assert.deepEqual(now(retrieval.alike('me', 50, everything)), [])
})

test('on an empty stage, with one viewer or one clip there is nothing to fit, and nothing breaks', async () => {
  const metrics = createMetrics()
  const { retrieval, watch } = open({ metrics })
  assert.equal(await retrieval.refit(), undefined)
  assert.deepEqual(await retrieval.interests('me', 9, everything), [])
  assert.deepEqual(await retrieval.neighbours('me', 9, everything), [])
  retrieval.put(aClip(1), 1)
  await retrieval.take([watch('me', 1), watch('me', 1), watch('me', 404)])
  assert.equal(await retrieval.refit(), undefined)
  assert.deepEqual(await retrieval.neighbours('me', 9, everything), [])
  assert.match(await metrics.text(), /^retrieval_fit_age_seconds -1$/m)
})

test('a fit that fails, is killed or is worse leaves the last one in service', async () => {
  let next: 'real' | 'throws' | 'is killed' | 'is worse' = 'real'
  const metrics = createMetrics()
  const { retrieval, clock } = await filled({
    metrics,
    runFit(input) {
      if (next === 'real') return runFit(input)
      if (next === 'throws') return { result: Promise.reject(new Error('vectors have collapsed')), stop() {} }
      if (next === 'is worse')
        return { result: Promise.resolve({ ...fitSpace(input), recall: 0.1 }), stop() {} }
      const running = runFit(input)
      running.stop()
      return running
    },
  })
  const bring = (): readonly number[] => now(retrieval.interests('viewer 5', 40, everything))
  const ageMs = async (): Promise<number> =>
    1_000 * Number(/^retrieval_fit_age_seconds (\S+)$/m.exec(await metrics.text())?.[1])
  assert.equal(await retrieval.refit(), 'accepted')
  const served = bring()
  const begunMs = clock.now().getTime()
  for (const [how, outcome] of [
    ['throws', 'failed'],
    ['is killed', 'failed'],
    ['is worse', 'worse'],
  ] as const) {
    next = how
    clock.advance(1_000)
    assert.equal(await retrieval.refit(), outcome)
    assert.deepEqual([await ageMs(), bring()], [clock.now().getTime() - begunMs, served])
  }
  next = 'real'
  assert.equal(await retrieval.refit(), 'accepted')
  assert.equal(await ageMs(), 0)
})

test('of more clips than a page can look at, an index finds the same; what comes is found at once, what goes never', async () => {
  const metrics = createMetrics()
  const settings = { ials, scannedMax: 100 }
  const [indexed, scanned] = await Promise.all([filled({ settings, metrics }), filled()])
  for (const { retrieval } of [indexed, scanned]) assert.equal(await retrieval.refit(), 'accepted')
  assert.match(await metrics.text(), /^retrieval_indexed_clips 4\d\d$/m)
  const bring = (
    { retrieval }: typeof indexed,
    viewer: number,
    may = (_: number): boolean => true,
  ): readonly number[] => now(retrieval.interests(`viewer ${viewer}`, 40, may))
  const few = (clip: number): boolean => clip % 8 < 4
  let [found, due] = [0, 0]
  for (let viewer = 0; viewer < 40; viewer++)
    for (const may of [everything, few]) {
      const wanted = new Set(bring(scanned, viewer, may))
      due += wanted.size
      const got = bring(indexed, viewer, may)
      found += got.filter((n) => wanted.has(n)).length
      assert.equal(new Set(got).size, got.length)
    }
  assert.ok(found >= 0.95 * due, `${found} of ${due}`)

  const { retrieval } = indexed
  const brings = (n: number): boolean => now(retrieval.interests('viewer 5', 300, everything)).includes(n)
  retrieval.put(aClip(1_001, { ownerId: 'nobody yet' }), 1_001)
  assert.ok(brings(1_001))
  retrieval.remove('clip 1001')
  assert.ok(!brings(1_001))
  const [first = 0] = bring(indexed, 5)
  retrieval.remove(`clip ${first}`)
  retrieval.put(aClip(1_002, { tags: ['topic 3'] }), 1_002) // takes its place
  assert.ok(!brings(first))
})

test('where no index can be made, part of the clips are looked at, and it is said once', async () => {
  const warnings: unknown[] = []
  const log = { ...silentLog, warn: (about: unknown) => warnings.push(about) }
  const { retrieval } = await filled({
    log,
    settings: { ials, scannedMax: 100 },
    runFit: (input) => ({
      result: Promise.resolve({ ...fitSpace(input), indexFault: new Error('no such module') }),
      stop() {},
    }),
  })
  for (const outcome of ['accepted', 'accepted']) assert.equal(await retrieval.refit(), outcome)
  const found = now(retrieval.interests('viewer 5', 40, everything))
  assert.ok(found.length > 0 && found.every((n) => n < 100))
  assert.equal(warnings.length, 1)
})

test('what may not be learnt from is in nothing: a pause, no personal feed, a reset, a change of mind', async () => {
  const wishes = new Map<string, Wishes>()
  let learnable: Learnable[] = []
  const { retrieval, clock, watch } = open({
    wishesOf: (viewerKey) => wishes.get(viewerKey) ?? noWishes,
    learnable: async () => learnable,
  })
  for (let n = 0; n < 90; n++) retrieval.put(aClip(n), n)
  const bring = async (viewerKey: string): Promise<readonly number[]> =>
    await retrieval.neighbours(viewerKey, 9, everything)
  wishes.set('pauses', { ...noWishes, version: 3, learning: false })
  wishes.set('is nobody', { ...noWishes, version: 3, personalised: false })
  await retrieval.take([watch('pauses', 7), watch('is nobody', 7), watch('me', 7), watch('me', 12)])
  assert.deepEqual(await bring('pauses'), [])
  assert.deepEqual(await bring('is nobody'), [])
  assert.deepEqual((await bring('me')).toSorted(), [47, 52, 87])
  // Not interested in the one because of what was shown of it.
  wishes.set('me', { ...noWishes, version: 1, videos: new Set(['clip 12']) })
  learnable = [7, 12].map((n) => ({
    videoId: `clip ${n}`,
    atMs: clock.now().getTime(),
    watchedMs: 10_000,
    liked: false,
  }))
  retrieval.forget('me')
  assert.deepEqual((await bring('me')).toSorted(), [47, 87])
  await retrieval.take([watch('me', 12, { watchedMs: 900 }), watch('me', 12)])
  assert.deepEqual((await bring('me')).toSorted(), [47, 87])

  learnable = []
  // A reset: nothing of before holds, and a watch of before that comes in late is not added.
  const before = clock.now().getTime() - 120_000
  wishes.set('me', { ...noWishes, version: 1, epoch: clock.now() })
  retrieval.forget('me')
  assert.deepEqual(await bring('me'), [])
  await retrieval.take([watch('me', 7, { atMs: before })])
  assert.deepEqual(await bring('me'), [])
  clock.advance(1_000)
  await retrieval.take([watch('me', 12)])
  assert.deepEqual(await bring('me'), [52])

  // What is read again is what tastes gives.
  learnable = [
    { videoId: 'clip 3', atMs: 1, watchedMs: 9_600, liked: false },
    { videoId: 'clip 4', atMs: 2, watchedMs: 3_000, liked: false },
    { videoId: 'clip 6', atMs: 3, watchedMs: 10, liked: true },
    { videoId: 'clip 400', atMs: 3, watchedMs: 10_000, liked: true },
  ]
  retrieval.forget('me')
  assert.deepEqual((await bring('me')).toSorted(), [43, 46, 83, 86])
})

test('a reading that began before a change of wishes is not kept', async () => {
  const answers: ((rows: Learnable[]) => void)[] = []
  const { retrieval } = open({ learnable: () => new Promise((done) => answers.push(done)) })
  for (let n = 0; n < 90; n++) retrieval.put(aClip(n), n)
  const asked = Promise.resolve(retrieval.neighbours('me', 9, everything))
  retrieval.forget('me')
  answers[0]?.([{ videoId: 'clip 3', atMs: 1, watchedMs: 10_000, liked: false }])
  await new Promise((done) => setImmediate(done))
  assert.equal(answers.length, 2)
  answers[1]?.([])
  assert.deepEqual(await asked, [])
})

test('of more viewers than fit, the one that was asked for longest ago is forgotten', async () => {
  let readings = 0
  const { retrieval, watch }: { retrieval: Retrieval; watch: (viewerKey: string, n: number) => Watched } =
    open({
      viewersMax: 2,
      learnable: async () => {
        readings++
        return []
      },
    })
  for (let n = 0; n < 90; n++) retrieval.put(aClip(n), n)
  await retrieval.take([watch('a', 1), watch('b', 2)])
  assert.equal(now(retrieval.neighbours('a', 9, everything)).length, 2)
  await retrieval.take([watch('c', 3)])
  assert.equal(now(retrieval.neighbours('a', 9, everything)).length, 2)
  assert.equal((await retrieval.neighbours('b', 9, everything)).length, 0)
  assert.equal(readings, 1)
})
