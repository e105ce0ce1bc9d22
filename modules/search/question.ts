/** What was asked, in the words that the index knows. */
import type { Db } from '../../platform/db/index.ts'
import { nameOf, wordsOf } from './fold.ts'
import { gramsOf, nearest } from './spell.ts'
import { type Asking, type AskedWord, knowWords } from './store.ts'

const wordsMax = 8
/** They say how words hang together and not what is meant: asked for beside other words, a thing needn't have them. */
const linking = new Set(
  (
    'yang di ke dari dan atau ini itu untuk dengan pada dalam adalah juga aku kamu nya sih dong ' +
    'the a an of in on at to and or is are for with by my your'
  ).split(' '),
)

export interface Question {
  readonly name: string
  readonly words: readonly string[]
  /** One a word: the lexemes of which a thing has at least one. */
  readonly groups: readonly (readonly string[])[]
  /** Whether every word that was asked is among the groups. */
  readonly whole: boolean
  /** Completions of the last word, the most written first. */
  readonly completions: readonly string[]
  /** The question as it was understood, where a word was taken for a misspelt one. */
  readonly corrected: string | undefined
  /** What may have been meant, where that is not near enough to look for it unasked. */
  readonly nearest: string | undefined
}

/** @param typing whether its last word may go on, known or not. @returns undefined when there is no word in it */
export async function readQuestion(db: Db, text: string, typing = false): Promise<Question | undefined> {
  const words = wordsOf(text, wordsMax)
  if (words.length === 0) return undefined
  const known = await knowWords(
    db,
    words.map((word) => ({ word, grams: gramsOf(word) })),
  )
  const heard = words.map((word, at) => hear(word, known[at], typing))
  const needed = heard.filter(({ word }, at) => (typing && at === heard.length - 1) || !linking.has(word))
  const asked = needed.length > 0 ? needed : heard
  const groups = asked.flatMap(({ lexemes }) => (lexemes.length > 0 ? [lexemes] : []))
  const said = heard.map(({ sure, word }) => sure ?? word).join(' ')
  const offered = heard.map(({ sure, offer, word }) => sure ?? offer ?? word).join(' ')
  return {
    name: nameOf(text),
    words,
    groups,
    whole: groups.length === asked.length,
    completions: known.at(-1)?.completions ?? [],
    corrected: heard.some(({ sure }) => sure !== undefined) ? said : undefined,
    nearest: heard.some(({ offer }) => offer !== undefined) ? offered : undefined,
  }
}

interface Heard {
  readonly word: string
  readonly lexemes: readonly string[]
  readonly sure?: string
  readonly offer?: string
}

function hear(word: string, asked: AskedWord | undefined, typing: boolean): Heard {
  if (!asked) return { word, lexemes: [] }
  if (asked.known) return { word, lexemes: typing ? [...asked.stems, ...asked.completions] : asked.stems }
  // Not written to its end yet.
  if (asked.completions.length > 0) return { word, lexemes: asked.completions }
  const meant = nearest(word, asked.near)
  if (!meant) return { word, lexemes: [] }
  return meant.how === 'sure'
    ? { word, lexemes: meant.word.stems, sure: meant.word.word }
    : { word, lexemes: [], offer: meant.word.word }
}

const quoted = (lexeme: string): string => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** @param some whether one of the words is enough */
export const askingOf = ({ groups, name }: Pick<Question, 'groups' | 'name'>, some: boolean): Asking => ({
  name,
  match: groups.map((lexemes) => `(${lexemes.map(quoted).join(' | ')})`).join(some ? ' | ' : ' & '),
})
