/** Looking for something: the question is read with one query and answered with another, and with a third where all words
 *  together are in nothing. */
import { commonRefusals } from '../../platform/contract.ts'
import type { Db } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { Kind } from './entry.ts'
import { askingOf, type Question, readQuestion } from './question.ts'
import { type Found, findEntries, type Place } from './store.ts'

export type Section = 'all' | 'people' | 'clips' | 'tags' | 'sounds'

export interface Answer {
  readonly found: readonly Found[]
  /** Whether what was found has all the words, or only some of them. */
  readonly match: 'all' | 'some'
  readonly question: Question | undefined
  readonly nextCursor: string | null
}

const pageSize = 24
const kindOf = { all: 'clip', people: 'person', clips: 'clip', tags: 'tag', sounds: 'sound' } as const
/** Above the clips, where everything is looked for. */
const shortLists: readonly (readonly [Kind, number])[] = [
  ['person', 4],
  ['tag', 6],
  ['sound', 4],
]

/** @throws Refusal cursor_unknown */
export async function find(
  db: Db,
  asked: { readonly text: string; readonly section: Section; readonly cursor: string | undefined },
): Promise<Answer> {
  const after = readCursor(asked.cursor)
  const question = await readQuestion(db, asked.text)
  if (!question) return { found: [], match: 'all', question, nextCursor: null }
  const kind = kindOf[asked.section]
  const wanted: (readonly [Kind, number])[] = [[kind, pageSize + 1]]
  if (asked.section === 'all' && !after) wanted.unshift(...shortLists)
  let some = after ? after.some : !question.whole
  let rows = await findEntries(db, askingOf(question, some), wanted, after)
  if (rows.length === 0 && !after && !some && question.groups.length > 1) {
    some = true
    rows = await findEntries(db, askingOf(question, some), wanted)
  }
  const paged = rows.filter((row) => row.kind === kind)
  const last = paged[pageSize - 1]
  const more = paged.length > pageSize && last !== undefined
  return {
    found: rows.filter((row) => row !== paged[pageSize]),
    match: some ? 'some' : 'all',
    question,
    nextCursor: more ? writeCursor(last, some) : null,
  }
}

const writeCursor = ({ score, id }: Place, some: boolean): string =>
  Buffer.from(`${some ? 'some' : 'all'} ${score} ${id}`).toString('base64url')

function readCursor(cursor: string | undefined): (Place & { readonly some: boolean }) | undefined {
  if (cursor === undefined) return undefined
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const [, mode, score, id] =
    /^(all|some) (-?\d{1,7}(?:\.\d{1,20})?(?:e-\d{1,3})?) (\d{1,18})$/.exec(text) ??
    refuse(commonRefusals.cursor_unknown)
  return { some: mode === 'some', score: Number(score), id: BigInt(id ?? 0) }
}
