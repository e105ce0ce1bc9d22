/** The gift or tip behind a line, found among what one received: read page by page, once. */
import { api } from '#api/api.ts'
import type { Reply } from '#api/routes.ts'

export type Given = Reply<'GET /v1/me/gifts/received'>['given'][number]
const PAGE = 100
const PAGES = 20
const known = new Map<string, Given>()
let cursor: string | null | undefined
let reading: Promise<void> = Promise.resolve()

async function readOn(id: string): Promise<void> {
  for (let page = 0; page < PAGES && cursor !== null && !known.has(id); page++) {
    const reply = await api('GET /v1/me/gifts/received', {
      query: { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
    })
    for (const one of reply.given) known.set(one.id, one)
    cursor = reply.nextCursor
  }
}

/** undefined when it is not among the newest that can be looked through. Rejects with ApiError. */
export async function findGiven(id: string): Promise<Given | undefined> {
  if (!known.has(id)) {
    // What came since the first page was read stands before it.
    if (cursor === null) cursor = undefined
    reading = reading.catch(() => undefined).then(() => readOn(id))
    await reading
  }
  return known.get(id)
}
