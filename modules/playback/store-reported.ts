/** Reports in the order in which the database numbered them, for those who follow them as they come. */
import type { Day } from '../../platform/clock.ts'
import { type Queryable, sql } from '../../platform/db/index.ts'
import { flagBits } from './store.ts'

/** Numbers from one to another, both included. */
export interface SeqRange {
  readonly from: bigint
  readonly to: bigint
}

export interface ReportedRow {
  readonly seq: bigint
  readonly ticketId: string
  readonly viewerKey: string
  readonly deviceKey: string
  readonly videoId: string
  readonly creatorId: string
  readonly durationMs: number
  /** Between the ticket's issue and the receipt. */
  readonly elapsedMs: number
  /** Media time, flat: start, end, start, end. */
  readonly ranges: readonly number[]
  /** Position in `ticketSources`. */
  readonly source: number
  readonly receivedAt: Date
  /** Organic, visible, by the viewer of a ticket that had not expired, and by no declared robot. */
  readonly isSound: boolean
}

/** Whatever is committed above `after` or within the gaps, in order, in one snapshot and without a lock. Numbers are drawn
 *  before their transactions commit, so a lower one may appear after a higher one: whoever follows asks for those that
 *  were missing.
 *  @param since days before are not looked at */
export const findReported = (
  on: Queryable,
  asked: {
    readonly after: bigint
    readonly gaps: readonly SeqRange[]
    readonly since: Day
    readonly limit: number
  },
) =>
  on.all(sql<ReportedRow>`
    with found as (
      (select w.* from unnest(${asked.gaps.map(({ from }) => String(from))}::bigint[],
          ${asked.gaps.map(({ to }) => String(to))}::bigint[]) as gap (first, last)
        join playback.watch w on w.seq between gap.first and gap.last and w.day >= ${asked.since}
        order by w.seq limit ${asked.limit})
      union all
      (select w.* from playback.watch w where w.seq > ${String(asked.after)}::bigint and w.day >= ${asked.since}
        order by w.seq limit ${asked.limit}))
    select seq, ticket_id as "ticketId", viewer_key as "viewerKey", device_key as "deviceKey",
      video_id as "videoId", creator_id as "creatorId", duration_ms as "durationMs", elapsed_ms as "elapsedMs",
      ranges, source, received_at as "receivedAt",
      campaign_id is null and flags & ${flagBits.visible} > 0
        and flags & ${flagBits.robot | flagBits.expired | flagBits.foreign} = 0
        and viewer_key <> creator_id as "isSound"
    from found order by seq limit ${asked.limit}`)
