/** A place in a list sorted by newest first: instant and id of the last row that was given. Opaque to clients. */
export interface Cursor {
  readonly at: Date
  readonly id: string
}

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(`${cursor.at.getTime()}.${cursor.id}`).toString('base64url')
}

/** @returns undefined when it is none of ours */
export function readCursor(text: string): Cursor | undefined {
  const match = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    Buffer.from(text, 'base64url').toString('latin1'),
  )
  const [, ms, id] = match ?? []
  return ms === undefined || id === undefined ? undefined : { at: new Date(Number(ms)), id }
}
