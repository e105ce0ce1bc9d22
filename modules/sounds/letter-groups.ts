/** What a text is found by although it is spelt a little wrong: the groups of three letters of its words, as pg_trgm makes
 *  them (postgresql.org/docs/current/pgtrgm.html#PGTRGM-CONCEPTS), but in any PostgreSQL, without an extension. Pure. */

const wordsMax = 40

/** Lower case, without accents; everything but letters and digits parts words. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return plain
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, wordsMax)
}

/** Each word counts as two blanks before it and one after, so that its beginning weighs more. */
export function letterGroups(text: string): string[] {
  const groups = new Set<string>()
  for (const word of wordsOf(text)) {
    const signs = [...`  ${word} `]
    for (let at = 0; at + 3 <= signs.length; at++) groups.add(signs.slice(at, at + 3).join(''))
  }
  return [...groups]
}

/** For what is being typed: the last word may go on, so its end does not count. */
export function askedGroups(text: string): string[] {
  const words = wordsOf(text)
  const groups = new Set(words.slice(0, -1).flatMap(letterGroups))
  const signs = [...`  ${words.at(-1) ?? ''}`]
  for (let at = 0; at + 3 <= signs.length; at++) groups.add(signs.slice(at, at + 3).join(''))
  return [...groups]
}
