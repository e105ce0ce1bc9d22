/** What a question may become while it is typed. */
import type { Db } from '../../platform/db/index.ts'
import { askingOf, readQuestion } from './question.ts'
import { type Found, findEntries } from './store.ts'

export interface Suggestions {
  /** Whole questions, the likeliest first. */
  readonly texts: readonly string[]
  readonly found: readonly Found[]
}

const textsMax = 4

export async function suggest(db: Db, text: string): Promise<Suggestions> {
  const question = await readQuestion(db, text, true)
  if (!question) return { texts: [], found: [] }
  const begin = question.words.slice(0, -1).join(' ')
  const typed = question.words.join(' ')
  const texts = new Set<string>()
  if (question.corrected !== undefined) texts.add(question.corrected)
  for (const word of question.completions) texts.add(begin === '' ? word : `${begin} ${word}`)
  if (question.nearest !== undefined) texts.add(question.nearest)
  texts.delete(typed)
  const found = await findEntries(db, askingOf(question, !question.whole), [
    ['person', 3],
    ['tag', 4],
    ['sound', 2],
  ])
  return { texts: [...texts].slice(0, textsMax), found }
}
