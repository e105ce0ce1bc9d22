/** What some viewers watched, as counts of people. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import { codeOfWord } from './qualify.ts'
import type { Tickets } from './store-figures.ts'

export interface ClipAudience {
  readonly videoId: string
  /** Viewers who watched it in the whole time, and in its later part. */
  readonly viewers: number
  readonly lately: number
}

/** @param tickets.since the first of the later part */
export const countAudience = (
  on: Queryable,
  viewerKeys: readonly string[],
  { from, to, first, end, since }: Tickets & { readonly since: string },
  least: number,
) =>
  on.all(sql<ClipAudience>`
    select video_id as "videoId", count(distinct viewer_key)::int as viewers,
      (count(distinct viewer_key) filter (where ticket_id >= ${since}::uuid))::int as lately
    from playback.ticket_day
    where viewer_key = any(${[...viewerKeys]}::uuid[]) and day between ${from} and ${to}
      and ticket_id >= ${first}::uuid and ticket_id < ${end}::uuid and word > ${codeOfWord('view')}
    group by video_id having count(distinct viewer_key) >= ${least}`)
