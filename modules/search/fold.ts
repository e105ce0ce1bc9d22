/** How words are compared: without case, accents and width, whatever way they were typed. Pure. */

const wordMax = 40
/** Letters that Unicode does not take apart into a letter and an accent. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}
/** Accents over Latin, Greek and Cyrillic letters, and the vowel signs of Arabic: marks that people leave out when they
 *  type. Those of Thai or Devanagari are letters in all but name and stay. */
const accents = /[\u0300-\u036f\u064b-\u0652\u0670]/g
const tokens = /[\p{L}\p{M}\p{N}]+|\p{Extended_Pictographic}/gu

/** `Café ＭＡＫＡＮ` → `cafe makan`. Twice is the same as once. */
export const fold = (text: string): string =>
  text
    .toWellFormed()
    .toLowerCase()
    .normalize('NFKD')
    .toLowerCase()
    .replace(accents, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => letters[letter] ?? letter)
    .normalize('NFC')

/** The folded words of a text in their order: runs of letters and digits, and each pictograph. Everything else, quotes
 *  and operators too, only parts words. @returns at most `most` */
export function wordsOf(text: string, most: number): string[] {
  const found: string[] = []
  for (const [word] of fold(text).matchAll(tokens)) {
    if (found.length === most) break
    found.push([...word].slice(0, wordMax).join(''))
  }
  return found
}

/** What a thing is called, as {@link wordsOf} of it would be typed into a search: `@Sari.Senja ` → `sari.senja`. */
export const nameOf = (text: string): string =>
  [
    ...fold(text)
      .replace(/[\p{C}\s]+/gu, ' ')
      .trim()
      .replace(/^[@#]/, ''),
  ]
    .slice(0, 100)
    .join('')
