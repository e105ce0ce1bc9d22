/** Organic watches as judged, in the order in which they were, for modules that learn from them. */
import { type Day, toDay } from '../../platform/clock.ts'
import { type Queryable, sql } from '../../platform/db/index.ts'
import { codeOfWord } from './qualify.ts'
import { ticketSources } from './tickets.ts'

/** Where the judge is, for each day from `from` on and each earlier one that is not closed. */
export const findJudgedMarks = async (on: Queryable, from: Day): Promise<{ day: Day; seq: bigint }[]> => {
  const rows = await on.all(sql<{ day: string; seq: bigint }>`
    select day, judged_seq as seq from playback.day
    where judged_seq > 0 and (day >= ${from} or state <> 'closed') order by day`)
  return rows.map((row) => ({ day: toDay(row.day), seq: row.seq }))
}

export interface JudgedRow {
  readonly seq: bigint
  readonly viewerKey: string
  readonly deviceKey: string
  readonly videoId: string
  readonly durationMs: number
  /** Played with this ticket on that day, as of now. */
  readonly totalMs: number
  readonly receivedAt: Date
}

/** Reports of the For You feed whose ticket is a play or more by now. @param upTo not beyond the judge's mark */
export const findJudged = (on: Queryable, day: Day, after: bigint, upTo: bigint, limit: number) =>
  on.all(sql<JudgedRow>`
    select w.seq, w.viewer_key as "viewerKey", w.device_key as "deviceKey", w.video_id as "videoId",
      w.duration_ms as "durationMs", t.total_ms as "totalMs", w.received_at as "receivedAt"
    from playback.watch w join playback.ticket_day t using (day, viewer_key, video_id, ticket_id)
    where w.day = ${day} and w.seq > ${after} and w.seq <= ${upTo} and w.campaign_id is null
      and w.source = ${ticketSources.indexOf('for_you')} and t.word >= ${codeOfWord('play')}
    order by w.seq limit ${limit}`)
