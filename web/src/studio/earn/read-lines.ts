/** All lines of a span of days, page by page. */
import { api } from '#api/api.ts'
import type { Line } from './sources.ts'

const PAGE = 200
const PAGES = 20

export interface SpanOfLines {
  readonly lines: readonly Line[]
  /** False: there are more than a picture needs; the export has them all. */
  readonly all: boolean
}

/** The newest first; both days included. */
export async function readLines(from: string, to: string, signal: AbortSignal): Promise<SpanOfLines> {
  const lines: Line[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const reply = await api('GET /v1/me/earnings/lines', {
      query: { from, to, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    })
    lines.push(...reply.lines)
    if (reply.nextCursor === null) return { lines, all: true }
    cursor = reply.nextCursor
  }
  return { lines, all: false }
}
