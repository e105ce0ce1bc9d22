/** Clips whose caption or tags hold a muted word, or the words of a muted phrase one after the other. */
import { foldWords, holdsWord } from '../../tastes/index.ts'
import type { Clip } from '../catalogue.ts'
import type { Filter } from './filter.ts'

interface Said {
  readonly words: ReadonlySet<string>
  /** Caption and tags apart: no phrase reaches from one into the next. */
  readonly texts: readonly string[]
}
/** Read once a clip, when the first viewer who mutes words meets it. */
const saidBy = new WeakMap<Clip, Said>()

/** Of scripts that put spaces between words: a word is found among the clip's few, however many are muted. */
const spaced = /^[\p{Script=Latin}\p{N}]+$/u

export const mutedWords: Filter = (wishes) => {
  if (wishes.words.length === 0) return undefined
  const words = new Set(wishes.words.filter((word) => spaced.test(word)))
  const others = wishes.words.filter((word) => !spaced.test(word))
  return ({ clip }) => {
    const said = read(clip)
    for (const word of said.words) if (words.has(word)) return false
    return others.length === 0 || !said.texts.some((text) => holdsWord(others, text))
  }
}

function read(clip: Clip): Said {
  const known = saidBy.get(clip)
  if (known) return known
  const texts = [clip.caption, ...clip.tags].map(foldWords)
  const said = { words: new Set(texts.flatMap((text) => text.split(' '))), texts }
  saidBy.set(clip, said)
  return said
}
