/** One spelling for all ways to write a word, so that a muted word is met however it is written. Pure. */

/** Accents of letters that have a plain form. Vowel signs and tone marks of other scripts are letters of theirs: a word
 *  without them would be another word. */
const accents = /[\u0300-\u036f]+/g
/** What is no letter, mark, digit or emoji stands between words. */
const between = /[^\p{L}\p{M}\p{N}\p{Emoji_Presentation}]+/gu
/** Scripts that put no space between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Emoji_Presentation}]/u

/** Lower case, without accents, words apart by one space: `  Kopi-SUSU!` and `kopi súsu` are both `kopi susu`.
 *  Folding what is folded changes nothing. @returns '' where no word is */
export function foldWords(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(accents, '')
    .normalize('NFC')
    .replace(between, ' ')
    .trim()
}

/** Whether one of the words, or of the phrases, stands in the text: whole words, in that order, side by side.
 *  @param words folded @param text folded */
export function holdsWord(words: readonly string[], text: string): boolean {
  if (words.length === 0 || text === '') return false
  const padded = ` ${text} `
  return words.some((word) => padded.includes(unspaced.test(word) ? word : ` ${word} `))
}
