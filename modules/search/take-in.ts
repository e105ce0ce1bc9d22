/** Brings entries into the index, or out of it, and with them the words and the tags that they have. */
import type { Tx } from '../../platform/db/index.ts'
import { type Entry, hashOf, type Kind, speltBy } from './entry.ts'
import { gramsOf } from './spell.ts'
import * as store from './store-write.ts'

/** Shorter ones are not corrected, longer ones are no words. */
const longestSpelt = 24

/** @param entries of one kind. @param gone keys of the same kind. @returns how many entries changed */
export async function takeIn(
  tx: Tx,
  kind: Exclude<Kind, 'tag'>,
  entries: readonly Entry[],
  gone: readonly string[],
): Promise<number> {
  const keys = [...entries.map(({ key }) => key), ...gone]
  if (keys.length === 0) return 0
  const before = new Map((await store.readShares(tx, kind, keys)).map((share) => [share.key, share]))
  // Readers of changes overlap: most of what comes again is what is here.
  const fresh = entries.filter((entry) => before.get(entry.key)?.hash !== hashOf(entry))
  const left = gone.filter((key) => before.has(key))
  const words = createTally()
  const tags = createTally()
  for (const key of [...fresh.map((entry) => entry.key), ...left]) {
    const share = before.get(key)
    words.add(share?.spelt ?? [], -1)
    tags.add(share?.tags ?? [], -1)
  }
  for (const entry of fresh) {
    words.add(speltBy(entry), 1)
    tags.add(entry.tags, 1)
  }
  if (fresh.length > 0) await store.upsertEntries(tx, fresh)
  if (left.length > 0) {
    await store.deleteEntries(tx, kind, left)
    if (kind === 'clip') await store.deleteHeat(tx, left)
  }
  if (tags.more().size > 0) await store.addTags(tx, tags.more())
  if (tags.less().size > 0) await store.takeTags(tx, tags.less())
  await countWords(tx, words.more(), words.less())
  return fresh.length + left.length
}

type Counts = ReadonlyMap<string, number>

async function countWords(tx: Tx, more: Counts, less: Counts): Promise<void> {
  if (more.size > 0) {
    const met = await store.newWords(tx, [...more.keys()])
    await store.addWords(tx, more)
    const grams = met.flatMap((word) => {
      const size = [...word].length
      if (size < 3 || size > longestSpelt || /^\p{N}+$/u.test(word)) return []
      return gramsOf(word).map((gram) => ({ gram, size, word }))
    })
    if (grams.length > 0) await store.insertGrams(tx, grams)
  }
  if (less.size > 0) {
    const now = await store.takeWords(tx, less)
    const wordsOf = (rows: typeof now): string[] => rows.map((row) => row.word)
    await store.forgetWords(
      tx,
      wordsOf(now.filter((row) => row.spelt === 0)),
      wordsOf(now.filter((row) => row.entries === 0)),
    )
  }
}

function createTally() {
  const counts = new Map<string, number>()
  return {
    add(names: readonly string[], by: 1 | -1): void {
      for (const name of names) counts.set(name, (counts.get(name) ?? 0) + by)
    },
    more: (): Counts => new Map([...counts].filter(([, count]) => count > 0)),
    less: (): Counts =>
      new Map([...counts].flatMap(([name, count]) => (count < 0 ? [[name, -count] as const] : []))),
  }
}
