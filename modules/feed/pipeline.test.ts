import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../platform/errors.ts'
import { mulberry32 } from '../../platform/random.ts'
import { noWishes, type Wishes } from '../tastes/index.ts'
import { defaultSettings, type FeedSettings } from '../tuning/index.ts'
import { type Catalogue, createCatalogue } from './catalogue.ts'
import { createPipeline, type Chosen } from './pipeline.ts'
import { createKnownRanker } from './score/known-ranker.ts'
import type { Candidate, Listed, Request, Source } from './sources/source.ts'
import { aClip, rescore, settingsTrying } from './testing.ts'
import { markSeen, newMemory, remember, type ViewerMemory } from './viewers.ts'

const me = 'me'
const nowMs = Date.UTC(2026, 7, 22)
const dice = mulberry32(20260822)

const stage = (count: number, owners = count): Catalogue => {
  const catalogue = createCatalogue()
  for (let n = 0; n < count; n++) catalogue.put(aClip(n, { owner: aClip(n % owners).owner }))
  rescore(catalogue, new Map(), new Date(nowMs))
  return catalogue
}

interface Asking {
  readonly viewerKey?: string
  readonly memory?: ViewerMemory
  readonly wishes?: Wishes
  readonly count?: number
  readonly tab?: 'for-you' | 'following'
  readonly random?: () => number
  readonly trialPercent?: number
  readonly tuned?: FeedSettings
  readonly sources?: readonly Source[]
  readonly onFault?: (source: string, fault: string) => void
}

async function choose(catalogue: Catalogue, asking: Asking = {}): Promise<readonly Chosen[]> {
  const pipeline = createPipeline({
    catalogue,
    ranker: createKnownRanker(catalogue),
    sources: asking.sources ?? [],
    findClips: async () => new Map(),
    random: asking.random ?? dice,
    settingsOf: () => asking.tuned ?? settingsTrying(asking.trialPercent ?? 15),
    onFault: asking.onFault ?? (() => {}),
  })
  return pipeline.choose({
    viewerKey: asking.viewerKey ?? me,
    accountId: null,
    lang: 'id',
    tab: asking.tab ?? 'for-you',
    memory: asking.memory ?? newMemory(),
    wishes: asking.wishes ?? noWishes,
    count: asking.count ?? 10,
    nowMs,
    taken: new Set(),
  })
}

/** What a page does with what was chosen. */
function show(memory: ViewerMemory, { entry, source, isTrial, propensity, parts }: Chosen): void {
  markSeen(memory, entry.number)
  remember(memory, {
    videoId: entry.clip.id,
    number: entry.number,
    traits: entry.traits,
    source,
    isTrial,
    propensity,
    parts,
  })
}

const idsOf = (picks: readonly Chosen[]): string[] => picks.map(({ entry }) => entry.clip.id)

test('nothing comes twice before everything came once, whatever the size, the creators and the dice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1 }),
      async (count, owners, dice) => {
        const catalogue = stage(count, owners)
        let thrown = 0
        const random = (): number => dice[thrown++ % dice.length] ?? 0
        const memory = newMemory()
        const shown: string[] = []
        while (shown.length < count) {
          const picks = await choose(catalogue, { memory, count: 7, random })
          assert.ok(picks.length > 0)
          assert.equal(new Set(idsOf(picks)).size, picks.length)
          shown.push(...idsOf(picks))
          for (const pick of picks) show(memory, pick)
        }
        assert.equal(new Set(shown.slice(0, count)).size, count)
      },
    ),
    { numRuns: 60 },
  )
})

test('when everything was seen, the longest ago comes back first', async () => {
  const catalogue = stage(5)
  const memory = newMemory()
  for (const n of [3, 1, 0, 2, 4]) markSeen(memory, catalogue.get(aClip(n).id)?.number ?? 0)
  const picks = await choose(catalogue, { memory, count: 2 })
  assert.deepEqual(idsOf(picks), [aClip(3).id, aClip(1).id])
  assert.ok(picks.every(({ source, propensity }) => source === 'again' && propensity === 1))
})

test('one creator does not follow themselves while another has something to show', async () => {
  const catalogue = stage(40, 4)
  const picks = await choose(catalogue, { count: 20 })
  assert.equal(picks.length, 20)
  for (let at = 1; at < picks.length; at++)
    assert.notEqual(picks[at]?.entry.clip.owner.id, picks[at - 1]?.entry.clip.owner.id)
})

test('who posts a thousand clips in an hour does not keep others out of the feed', async () => {
  const catalogue = createCatalogue()
  const flood = aClip(9_999).owner
  for (let n = 0; n < 1_000; n++) catalogue.put(aClip(n, { owner: flood }))
  for (let n = 1_000; n < 1_100; n++) catalogue.put(aClip(n))
  rescore(catalogue, new Map(), new Date(nowMs))
  const memory = newMemory()
  for (let page = 0; page < 4; page++)
    for (const pick of await choose(catalogue, { memory })) show(memory, pick)
  const ofFlood = memory.recent.filter(({ videoId }) => catalogue.get(videoId)?.clip.owner.id === flood.id)
  assert.equal(memory.recent.length, 20)
  assert.ok(ofFlood.length <= 2, `${ofFlood.length} of 20`)
})

test("one's own clips are not offered, and an empty stage offers nothing", async () => {
  const catalogue = stage(3, 1)
  assert.deepEqual(await choose(catalogue, { viewerKey: aClip(0).owner.id }), [])
  assert.equal((await choose(catalogue)).length, 3)
  assert.deepEqual(await choose(createCatalogue()), [])
})

test('a stage of one clip goes on showing it', async () => {
  const catalogue = stage(1)
  const memory = newMemory()
  for (const source of ['trial or not', 'again', 'again']) {
    const picks = await choose(catalogue, { memory })
    assert.equal(picks.length, 1)
    const pick = present(picks[0], 'there is one')
    if (source === 'again') assert.equal(pick.source, 'again')
    show(memory, pick)
  }
})

test('a viewer who muted everyone gets an empty page, also of what was seen', async () => {
  const catalogue = stage(50, 5)
  const creators = new Set(catalogue.fresh.map(({ clip }) => clip.owner.id))
  const memory = newMemory(catalogue.fresh.map(({ number }) => number))
  assert.deepEqual(await choose(catalogue, { memory, wishes: { ...noWishes, version: 1, creators } }), [])
  const newcomer = newMemory()
  const wishes = { ...noWishes, version: 1, creators }
  assert.deepEqual(await choose(catalogue, { memory: newcomer, wishes }), [])
  // Taken back, they are there again: where looking began was found under the old wishes.
  assert.equal(
    (await choose(catalogue, { memory: newcomer, wishes: { ...noWishes, version: 2 } })).length,
    10,
  )
})

test('a hundred thousand clips that nobody watched make a page', async () => {
  const catalogue = createCatalogue()
  for (let n = 0; n < 100_000; n++) catalogue.put(aClip(n))
  rescore(catalogue, new Map(), new Date(nowMs))
  const memory = newMemory()
  const picks = await choose(catalogue, { memory })
  assert.equal(new Set(idsOf(picks)).size, 10)
  assert.deepEqual(catalogue.trending, [])
})

test('the following tab shows those one follows alone, newest first', async () => {
  const catalogue = stage(30, 10)
  const memory = newMemory([], [aClip(3).owner.id])
  const picks = await choose(catalogue, { memory, tab: 'following', random: () => 0.9 })
  assert.deepEqual(
    idsOf(picks),
    [3, 13, 23].map((n) => aClip(n).id),
  )
  // Once all were seen, whatever was seen first, they come in the same order.
  for (const pick of picks.toReversed()) show(memory, pick)
  const again = await choose(catalogue, { memory, tab: 'following' })
  assert.deepEqual(idsOf(again), idsOf(picks))
})

test('without personalisation neither follows nor topics move anything', async () => {
  const catalogue = stage(30, 10)
  const wishes = { ...noWishes, version: 1, personalised: false, more: new Set(['kopi']) }
  catalogue.put(aClip(100, { tags: ['kopi'], owner: aClip(3).owner }))
  const memory = newMemory([], [aClip(3).owner.id])
  for (const pick of await choose(catalogue, { memory, wishes, trialPercent: 0, count: 30 })) {
    assert.notEqual(pick.source, 'followed')
    assert.deepEqual(pick.parts.slice(2), [0, 0])
  }
})

test('a clip that nobody knows yet is tried out on the first viewers after it came', async () => {
  const catalogue = stage(200)
  const counts = new Map(catalogue.fresh.map((entry) => [entry.clip.id, { views: 1000, likes: 100 }]))
  const unknown = aClip(999, { createdAt: new Date(nowMs) })
  catalogue.put(unknown)
  rescore(catalogue, counts, new Date(nowMs))
  let offered = 0
  for (let viewer = 0; viewer < 2_000; viewer++)
    if (idsOf(await choose(catalogue)).includes(unknown.id)) offered++
  // 1.5 trials a page among about twenty new clips, and some draws by score.
  assert.ok(offered > 100, `${offered} of 2,000 viewers were offered it`)
})

test('a page says of each slot how likely it was', async () => {
  const catalogue = createCatalogue()
  for (let n = 0; n < 6; n++)
    catalogue.put(aClip(n, { tags: [`t${n % 3}`], createdAt: new Date(nowMs - n * 7_200_000) }))
  rescore(
    catalogue,
    new Map([0, 2, 5].map((n) => [aClip(n).id, { views: 10 * n + 1, likes: n }])),
    new Date(nowMs),
  )
  const rounds = 20_000
  /** By what came before on the page: how often each clip came next, and what it said of its chance. */
  const next = new Map<string, Map<string, { times: number; propensity: number }>>()
  const totals = new Map<string, number>()
  for (let round = 0; round < rounds; round++) {
    let path = ''
    for (const { entry, propensity } of await choose(catalogue, { count: 2, trialPercent: 30 })) {
      const here = next.get(path) ?? new Map<string, { times: number; propensity: number }>()
      next.set(path, here)
      totals.set(path, (totals.get(path) ?? 0) + 1)
      const before = here.get(entry.clip.id)
      if (before) assert.ok(Math.abs(before.propensity - propensity) < 1e-12)
      here.set(entry.clip.id, { times: (before?.times ?? 0) + 1, propensity })
      path += ` ${entry.clip.id}`
    }
  }
  for (const [path, found] of next) {
    const total = totals.get(path) ?? 0
    if (path === '') {
      const sum = [...found.values()].reduce((all, { propensity }) => all + propensity, 0)
      assert.ok(Math.abs(sum - 1) < 1e-9, `the chances of a first place sum to ${sum}`)
    }
    for (const [id, { times, propensity }] of found) {
      const error = Math.sqrt((propensity * (1 - propensity)) / total)
      assert.ok(
        Math.abs(times / total - propensity) < 5 * error + 1 / total,
        `${path} → ${id}: ${times} of ${total}, said ${propensity}`,
      )
    }
  }
})

test('what each family adds sums to the score, to the last bit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ views: fc.nat(1e6), likes: fc.nat(1e5), hours: fc.nat(2_000) }), { minLength: 1 }),
      fc.boolean(),
      (clips, follows) => {
        const catalogue = createCatalogue()
        clips.forEach(({ hours }, n) =>
          catalogue.put(
            aClip(n, { createdAt: new Date(nowMs - hours * 3_600_000), tags: n % 2 ? ['kopi'] : ['bola'] }),
          ),
        )
        rescore(catalogue, new Map(clips.map((counts, n) => [aClip(n).id, counts])), new Date(nowMs))
        const ranker = createKnownRanker(catalogue)
        const wishes = { ...noWishes, version: 1, more: new Set(['kopi']), less: new Set(['bola']) }
        const memory = newMemory([], follows ? [aClip(0).owner.id] : [])
        const request: Request = {
          viewerKey: me,
          accountId: null,
          lang: 'id',
          tab: 'for-you',
          memory,
          wishes,
          tuned: settingsTrying(15),
          count: 10,
          nowMs,
          mayShow: () => true,
          isNew: () => true,
          isOffered: () => true,
        }
        const candidates = catalogue.fresh.map(
          (entry): Candidate => ({ entry, source: 'fresh', trial: undefined, listed: 1, signed: undefined }),
        )
        const { scores, partsOf } = ranker.score(request, candidates)
        for (const [at, score] of scores.entries())
          assert.equal(
            partsOf(at).reduce((sum, one) => sum + one, 0),
            score,
          )
      },
    ),
    { numRuns: 50 },
  )
})

const aSource = (name: string, candidates: () => Listed | Promise<Listed>): Source => ({
  name,
  cap: 3,
  tries: false,
  why: { en: name, id: name },
  candidates,
})

test('a source that throws or is late is counted, and its place is filled', async () => {
  const catalogue = stage(40)
  const faults: string[] = []
  const picks = await choose(catalogue, {
    onFault: (source, fault) => faults.push(`${source} ${fault}`),
    sources: [
      aSource('throwing', () => {
        throw new Error('no')
      }),
      aSource('rejecting', async () => {
        throw new Error('no')
      }),
      aSource('sleeping', () => new Promise(() => {})),
      aSource('slow but there', async () => catalogue.fresh.slice(0, 3)),
    ],
  })
  assert.equal(picks.length, 10)
  assert.deepEqual(faults.sort(), ['rejecting threw', 'sleeping late', 'throwing threw'])
})

test('of one source no more is taken than its cap', async () => {
  const catalogue = stage(100)
  const deep = catalogue.fresh.slice(60, 90)
  const picks = await choose(catalogue, { sources: [aSource('many', () => deep)], count: 30 })
  assert.ok(picks.filter(({ source }) => source === 'many').length <= 3)
})

test('dice that listed a clip count in its chance', async () => {
  const catalogue = stage(200)
  const entry = present(catalogue.fresh[150], 'it is far down')
  const dice = { ...aSource('dice', () => [{ entry, listed: 0.25 }]), tries: true }
  let times = 0
  for (let page = 0; page < 300; page++)
    for (const { source, propensity } of await choose(catalogue, { sources: [dice], trialPercent: 50 })) {
      if (source !== 'dice') continue
      times++
      assert.ok(propensity <= 0.25, `${propensity}`)
    }
  assert.ok(times > 20)
})

test('the rules that are set hold: so many of a creator in twenty', async () => {
  const mostOfOne = async (perCreatorIn20: number, count: number): Promise<number> => {
    const rules = { ...defaultSettings.rules, perCreatorIn20, trialPercent: 0, diversity: 0 }
    const picks = await choose(stage(60, 4), { count, tuned: { ...defaultSettings, rules } })
    const counts = new Map<string, number>()
    for (const { entry } of picks) counts.set(entry.clip.owner.id, (counts.get(entry.clip.owner.id) ?? 0) + 1)
    return Math.max(...counts.values())
  }
  const loose: number[] = []
  for (let turn = 0; turn < 60; turn++) {
    assert.equal(await mostOfOne(1, 3), 1)
    assert.equal(await mostOfOne(2, 6), 2)
    loose.push(await mostOfOne(5, 6))
  }
  assert.ok(Math.max(...loose) >= 3)
})
