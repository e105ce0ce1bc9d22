/** Lists in pages, newest first: a page ends at a place, and the next one begins below it (keyset: `(at, id) < place`). */
import { commonRefusals } from './contract.ts'
import { refuse } from './errors.ts'

/** The instant and the id of a row, which is how a list is sorted. */
export interface Place {
  readonly at: Date
  readonly id: string
}

/** @returns text that is opaque to clients */
export function writePlace({ at, id }: Place): string {
  return Buffer.from(`${at.getTime()}.${id}`).toString('base64url')
}

/** @returns undefined when it is none of ours */
export function readPlace(text: string): Place | undefined {
  const match = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    Buffer.from(text, 'base64url').toString('latin1'),
  )
  const [, ms, id] = match ?? []
  return ms === undefined || id === undefined ? undefined : { at: new Date(Number(ms)), id }
}

/** The place that a client gave back. @throws Refusal cursor_unknown */
export function placeOf(cursor: string | undefined): Place | undefined {
  return cursor === undefined ? undefined : (readPlace(cursor) ?? refuse(commonRefusals.cursor_unknown))
}

/** A page, and the cursor of what follows.
 *  @param rows one more than `limit` were asked for: if it is there, something follows */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  placeIn: (row: T) => Place,
): { rows: readonly T[]; nextCursor: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, nextCursor: rows.length > limit && last ? writePlace(placeIn(last)) : null }
}

/** A change is dated when it is made and seen when its transaction commits, so a reader that has caught up looks back so
 *  far again. Seeing a change twice does no harm. */
const overlapMs = 10_000

/** Where a reader of changes goes on: after the last row of a full page, else a little before it.
 *  @param rows oldest change first, `limit` of them if there may be more */
export function nextChange<T>(
  rows: readonly T[],
  limit: number,
  cursor: string,
  placeIn: (row: T) => Place,
): string {
  const last = rows.at(-1)
  if (!last) return cursor
  const { at, id } = placeIn(last)
  return writePlace({ at: rows.length === limit ? at : new Date(at.getTime() - overlapMs), id })
}
