import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mulberry32 } from '../../../platform/random.ts'
import type { Retrieval } from '../../recommend/index.ts'
import { noWishes, type Wishes } from '../../tastes/index.ts'
import { createCatalogue } from '../catalogue.ts'
import { createPipeline } from '../pipeline.ts'
import { createKnownRanker } from '../score/known-ranker.ts'
import { aClip, rescore, settingsTrying } from '../testing.ts'
import { markSeen, newMemory } from '../viewers.ts'

type Asked = Pick<Retrieval, 'interests' | 'alike' | 'neighbours' | 'nearnessAmong'>

const nowMs = Date.UTC(2026, 7, 22)
const nothing: Asked = {
  interests: () => [],
  alike: () => [],
  neighbours: () => [],
  nearnessAmong: () => undefined,
}

function open(retrieval: Partial<Asked>) {
  const catalogue = createCatalogue()
  for (let n = 0; n < 2_000; n++) catalogue.put(aClip(n, n % 100 === 50 ? { audience: 'some' } : {}))
  rescore(catalogue, new Map(), new Date(nowMs))
  const faults: string[] = []
  const found: number[] = []
  const ranker = createKnownRanker(catalogue)
  const pipeline = createPipeline({
    catalogue,
    ranker: {
      ...ranker,
      score(request, candidates) {
        found.push(candidates.length)
        return ranker.score(request, candidates)
      },
    },
    sources: [],
    retrieval: { ...nothing, ...retrieval },
    findClips: async () => new Map(),
    random: mulberry32(7),
    settingsOf: () => settingsTrying(0),
    onFault: (source, fault) => faults.push(`${source} ${fault}`),
  })
  const memory = newMemory()
  const ask = (wishes: Wishes = noWishes) =>
    pipeline.choose({
      viewerKey: 'me',
      accountId: null,
      lang: 'id',
      tab: 'for-you',
      memory,
      wishes,
      count: 10,
      nowMs,
      taken: new Set(),
    })
  return { catalogue, memory, ask, faults, found }
}

/** The n-th was put as the n-th: the feed counts from 1. */
const numberOf = (n: number): number => n + 1
const near =
  (from: number): Asked['interests'] =>
  (_, limit, mayCome) =>
    Array.from({ length: limit }, (_, at) => numberOf(from + at)).filter(mayCome)

test('some six hundred candidates come together in one turn, each under the first that brought it', () => {
  const { ask, found } = open({
    interests: near(500),
    alike: near(950),
    neighbours: near(1_100),
  })
  const page = ask()
  assert.ok(!(page instanceof Promise))
  assert.equal(page.length, 10)
  assert.ok((found[0] ?? 0) > 550 && (found[0] ?? 0) < 650, `${found[0]}`)
})

test('what was seen, is for some, or is not known to the feed does not come; who wants no personal feed is not asked for', async () => {
  let asked = 0
  const { catalogue, memory, ask } = open({
    interests(_, __, mayCome) {
      asked++
      return [5, 1_950, 1_900, 1_901, 9_999].map(numberOf).filter(mayCome)
    },
  })
  // Of all that may come, two are not seen: both are drawn, whatever the dice say.
  for (let n = 0; n < 2_000; n++)
    if (![1_900, 1_901, 1_950].includes(n)) markSeen(memory, catalogue.get(aClip(n).id)?.number ?? 0)
  const page = await ask()
  const brought = page.filter(({ source }) => source === 'interests').map(({ entry }) => entry.clip.id)
  assert.deepEqual(brought.toSorted(), [aClip(1_900).id, aClip(1_901).id].toSorted())
  assert.equal(asked, 1)
  await ask({ ...noWishes, version: 1, personalised: false })
  assert.equal(asked, 1)
})

test('a viewer whose interests are late, or can’t be read, has a page all the same', async () => {
  const late = open({ interests: () => new Promise(() => {}) })
  assert.equal((await late.ask()).length, 10)
  assert.deepEqual(late.faults, ['interests late'])
  const broken = open({ alike: () => Promise.reject(new Error('no database')) })
  assert.equal((await broken.ask()).length, 10)
  assert.deepEqual(broken.faults, ['alike threw'])
})
