/** Where the stream stands, as it is kept inside a snapshot. */
import { z } from 'zod'
import { isDay, toDay } from '../../../platform/clock.ts'
import type { StreamState } from '../stream/follow-reports.ts'

const zSeq = z.string().regex(/^\d+$/).transform(BigInt)
const zTicket = z.object({
  viewerKey: z.string(),
  videoId: z.string(),
  creatorId: z.string(),
  ticketId: z.string(),
  offeredMs: z.number(),
  lastMs: z.number(),
  source: z.number(),
  durationMs: z.number(),
  watchedMs: z.number(),
})
const zStream = z.strictObject({
  max: zSeq,
  gaps: z.array(z.strictObject({ from: zSeq, to: zSeq, sinceMs: z.number() })),
  since: z.string().refine(isDay).transform(toDay),
  open: z.array(zTicket),
})

export const streamJson = ({ cursor, since, joined }: StreamState): unknown => ({
  max: String(cursor.max),
  gaps: cursor.gaps.map(({ from, to, sinceMs }) => ({ from: String(from), to: String(to), sinceMs })),
  since,
  open: joined.open,
})

/** @returns undefined where it is none */
export function streamFrom(json: unknown, pairs: Uint32Array): StreamState | undefined {
  const { data } = zStream.safeParse(json)
  if (!data) return undefined
  const { max, gaps, since, open } = data
  return { cursor: { max, gaps }, since, joined: { open, pairs } }
}
