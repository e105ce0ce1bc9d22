/** Which known word was meant by an unknown one. Pure. */

/** Groups of three letters of a word with its ends marked, so that they weigh more:
 *  `makan` → `^ma mak aka kan an$` */
export function gramsOf(word: string): string[] {
  const signs = ['^', ...word, '$']
  const groups = new Set<string>()
  for (let at = 0; at + 3 <= signs.length; at++) groups.add(signs.slice(at, at + 3).join(''))
  return [...groups]
}

/** Changes of one letter (another, one more, one less, two swapped) that lead from one word to the other: the optimal
 *  string alignment of Damerau's distance (Boytsov, "Indexing methods for approximate dictionary searching", 2011). */
export function distanceOf(one: string, other: string): number {
  const a = [...one]
  const b = [...other]
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, changed)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1)
      row.push(best)
    }
    before = above
    above = row
  }
  return above[b.length] ?? 0
}

export interface Known {
  readonly word: string
  readonly stems: readonly string[]
  /** In how many entries it is written so. */
  readonly spelt: number
}

/** `sure`: near enough to look for it instead · `offer`: near enough to ask whether it was meant */
export interface Spelling {
  readonly how: 'sure' | 'offer'
  readonly word: Known
}

/** The nearest, and of those that are equally near the one that is written most. Two letters can't be wrong in a way that
 *  says what was meant. */
export function nearest(asked: string, known: readonly Known[]): Spelling | undefined {
  const length = [...asked].length
  if (length < 3) return undefined
  const sure = length <= 5 ? 1 : 2
  const ranked = known
    .map((word) => ({ word, distance: distanceOf(asked, word.word) }))
    .sort(
      (a, b) =>
        a.distance - b.distance || b.word.spelt - a.word.spelt || (a.word.word < b.word.word ? -1 : 1),
    )
  const [best] = ranked
  if (!best || best.distance > Math.max(sure, Math.floor(length / 2))) return undefined
  return { how: best.distance <= sure ? 'sure' : 'offer', word: best.word }
}
