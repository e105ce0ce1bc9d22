/** A search in an index of 100,000 clips with words as people use them: a few in half of all captions, most in almost
 *  none. Common and rare words, two together, a typing error, a word half typed, and suggestions. */
import { performance } from 'node:perf_hooks'
import { type Db, sql } from '../platform/db/index.ts'
import { type Entry, entryOfSound } from '../modules/search/entry.ts'
import { find } from '../modules/search/find.ts'
import { suggest } from '../modules/search/suggest.ts'
import { takeIn } from '../modules/search/take-in.ts'
import type { BenchResult } from './figure.ts'
import { mixed } from './money/audience.ts'
import { withOwnDatabase } from './money/own-database.ts'

export const name = 'search'
export const goal = 'p95 ≤ 60 × a query by primary key, and ≤ 50 ms on two cores'

const clips = 100_000
const people = 20_000
const sounds = 2_000
const vocabulary = 30_000
const wordsOfACaption = 12
const asked = 400

export const run = (): Promise<BenchResult> => withOwnDatabase(name, ['search'], measure)

const syllables = 'ma ka ra sa ta na pa la ba da ga ja wa ya mi ki ri si ti ni pu lu bu du gu ju wu ku'.split(
  ' ',
)
/** The n-th word: the same for the same n, and of two to four syllables. */
function wordOf(n: number): string {
  let word = ''
  for (let rest = n + syllables.length; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length]
  return `${word}${['n', 'ng', 'h', ''][n % 4]}`
}
/** By Zipf's law: the n-th word is used 1/n as often as the first. */
const wordBy = (...seed: readonly number[]): string =>
  wordOf(Math.floor(vocabulary ** (mixed(...seed) / 2 ** 32)) - 1)
const keyOf = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

function clipOf(n: number): Entry {
  const tags = [wordBy(n, 100), wordBy(n, 101)]
  const words = [...tags, ...Array.from({ length: wordsOfACaption }, (_, at) => wordBy(n, at))]
  return {
    kind: 'clip',
    key: keyOf(n),
    exact: '',
    words,
    weights: words.map((_, at) => (at < 2 ? 'A' : 'B')),
    ownerId: keyOf(n % people),
    soundId: n % 5 === 0 ? keyOf(n % sounds) : null,
    tags: [...new Set(tags)],
    langs: [n % 3 === 0 ? 'en' : 'id'],
    fresh: 20_000 + n / 300,
  }
}
const personOf = (n: number): Entry => {
  const words = [wordBy(n, 200), wordBy(n, 201)]
  const bare = { ownerId: null, soundId: null, tags: [], langs: [], fresh: 0 }
  return {
    ...bare,
    kind: 'person',
    key: keyOf(n),
    exact: `${words.join('.')}${n}`,
    words,
    weights: ['A', 'B'],
  }
}
const soundOf = (n: number): Entry =>
  entryOfSound({
    ...{
      id: keyOf(n),
      ownerId: keyOf(n),
      title: `${wordBy(n, 300)} ${wordBy(n, 301)}`,
      artist: wordBy(n, 302),
    },
    ...{ use: 'everyone', state: 'ready', reason: undefined, source: 'upload', sourceVideoId: undefined },
    ...{ sourceAssetId: undefined, uploadId: undefined, assetId: undefined, durationMs: 1, clipCount: 0 },
    ...{ createdAt: new Date(0), removedAt: undefined },
  })

async function measure(db: Db): Promise<BenchResult> {
  const began = performance.now()
  for (const [kind, count, make] of [
    ['clip', clips, clipOf],
    ['person', people, personOf],
    ['sound', sounds, soundOf],
  ] as const)
    for (let at = 0; at < count; at += 500)
      await db.transaction((tx) =>
        takeIn(
          tx,
          kind,
          Array.from({ length: Math.min(500, count - at) }, (_, n) => make(at + n)),
          [],
        ),
      )
  const filledMs = performance.now() - began
  await db.run(sql`vacuum analyze`)

  const times = new Map<string, number[]>()
  const bare: number[] = []
  const timed = async (what: string, work: () => Promise<unknown>) => {
    const start = performance.now()
    await work()
    times.set(what, [...(times.get(what) ?? []), performance.now() - start])
  }
  const all = (text: string) => find(db, { text, section: 'all', cursor: undefined })
  for (let n = 0; n < asked; n++) {
    const rare = wordOf(200 + (mixed(n, 7) % (vocabulary - 200)))
    await timed('common', () => all(wordOf(n % 20)))
    await timed('rare', () => all(rare))
    await timed('two', () => all(`${wordOf(n % 50)} ${wordBy(n, 8)}`))
    await timed('typo', () => all(`${rare.slice(0, 2)}x${rare.slice(3)}`))
    await timed('begun', () => all(rare.slice(0, 3)))
    await timed('suggest', () => suggest(db, wordBy(n, 9).slice(0, 2 + (n % 3))))
    const start = performance.now()
    await db.one(sql`select key from search.entry where kind = 'clip' and key = ${keyOf(mixed(n) % clips)}`)
    bare.push(performance.now() - start)
  }
  const at = (of: readonly number[], part: number) =>
    of.toSorted((a, b) => a - b)[Math.ceil(part * of.length) - 1] ?? Number.NaN
  const every = [...times.values()].flat()
  return {
    name,
    value: Number(at(every, 0.95).toFixed(1)),
    unit: 'ms',
    baseline: { what: 'a query by primary key, median ms', value: Number(at(bare, 0.5).toFixed(2)) },
    ratio: Number((at(every, 0.95) / at(bare, 0.5)).toFixed(1)),
    goal,
    details: {
      clips,
      filledSeconds: (filledMs / 1000).toFixed(1),
      ...Object.fromEntries(
        [...times].map(([what, of]) => [
          what,
          `median ${at(of, 0.5).toFixed(1)} ms, p95 ${at(of, 0.95).toFixed(1)} ms`,
        ]),
      ),
    },
  }
}
