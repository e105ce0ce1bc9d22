/** What one viewer watched, read from the sums of tickets: no report is touched. */
import type { Day } from '../../platform/clock.ts'
import { type Queryable, sql } from '../../platform/db/index.ts'
import { codeOfWord } from './qualify.ts'

export interface WatchedRow {
  readonly videoId: string
  readonly creatorId: string
  /** Of the latest watch. */
  readonly ticketId: string
  /** Played in all of the longest watch of one day, in milliseconds. */
  readonly totalMs: number
}

/** One row a clip, the latest watched first. What was set aside (own clips, robots, nothing played) is not in it.
 *  A ticket's id is a version 7 uuid, so its order is the order in which slots were offered.
 *  @param before a ticket's id: only what was offered earlier */
export const findWatched = (
  on: Queryable,
  viewerKey: string,
  since: Day,
  before: string | undefined,
  limit: number,
) =>
  on.all(sql<WatchedRow>`
    select * from (
      select video_id as "videoId", (array_agg(creator_id))[1] as "creatorId",
        (array_agg(ticket_id order by ticket_id desc))[1] as "ticketId", max(total_ms) as "totalMs"
      from playback.ticket_day
      where viewer_key = ${viewerKey} and day >= ${since} and word >= ${codeOfWord('play')}
      group by video_id) as latest
    where ${before ?? null}::uuid is null or "ticketId" < ${before ?? null}::uuid
    order by "ticketId" desc limit ${limit}`)
