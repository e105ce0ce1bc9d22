/** Sums over who watched what in the For You feed, for whoever measures the feed. Ads are left out. A ticket counts when it
 *  was seen: a play or more, or too short to be one; what was set aside for another reason is not in it. */
import type { Day } from '../../platform/clock.ts'
import { type Db, type Queryable, sql } from '../../platform/db/index.ts'
import { codeOfWord } from './qualify.ts'
import { ticketSources } from './tickets.ts'

/** Source: recsys.md §5, "Events". */
const finished = sql.raw('t.total_ms >= 0.95 * o.duration_ms')
const skipped = sql.raw('t.total_ms < least(2000, 0.1 * o.duration_ms)')
const seenIn = (table: 't' | 'before') =>
  sql.raw(`(${table}.word = ${codeOfWord('too_short')} or ${table}.word >= ${codeOfWord('play')})`)

/** The tickets of the For You feed among those days, each with its clip's length. */
const offered = (from: Day, to: Day) => sql`
  select day, ticket_id, max(duration_ms) as duration_ms from playback.watch
  where day between ${from} and ${to} and source = ${ticketSources.indexOf('for_you')} and campaign_id is null
  group by day, ticket_id`

/** Tickets from one id on and below another; ids of time alone will do. */
export interface Tickets {
  /** Days on which they may have been watched. */
  readonly from: Day
  readonly to: Day
  readonly first: string
  readonly end: string
}

const within = ({ from, to, first, end }: Tickets) => sql`
  t.day between ${from} and ${to} and t.ticket_id >= ${first}::uuid and t.ticket_id < ${end}::uuid and ${seenIn('t')}`

export interface ViewerSums {
  readonly viewerKey: string
  readonly seen: number
  readonly finished: number
  readonly skipped: number
  readonly totalMs: number
  /** The same of the time before. */
  readonly seenBefore: number
  readonly finishedBefore: number
  readonly skippedBefore: number
  readonly totalMsBefore: number
}

/** @param stretch.since the first ticket of the later part */
export const streamViewerSums = (db: Db, stretch: Tickets & { readonly since: string }, batch: number) =>
  db.cursor(
    sql<ViewerSums>`
      with offered as (${offered(stretch.from, stretch.to)}), told as (
        select t.viewer_key, t.total_ms, t.ticket_id >= ${stretch.since}::uuid as later,
          ${finished} as finished, ${skipped} as skipped
        from playback.ticket_day t join offered o using (day, ticket_id)
        where ${within(stretch)})
      select viewer_key as "viewerKey",
        (count(*) filter (where later))::int as seen,
        (count(*) filter (where later and finished))::int as finished,
        (count(*) filter (where later and skipped))::int as skipped,
        coalesce(sum(total_ms) filter (where later), 0)::float8 as "totalMs",
        (count(*) filter (where not later))::int as "seenBefore",
        (count(*) filter (where not later and finished))::int as "finishedBefore",
        (count(*) filter (where not later and skipped))::int as "skippedBefore",
        coalesce(sum(total_ms) filter (where not later), 0)::float8 as "totalMsBefore"
      from told group by viewer_key having count(*) filter (where later) > 0 order by viewer_key`,
    batch,
  )

export interface StageSums {
  readonly viewers: number
  readonly seen: number
  readonly finished: number
  readonly skipped: number
  readonly totalMs: number
  /** Of `seen`: a viewer's second and further tickets of one clip on one day. */
  readonly repeats: number
}

export const sumStage = (on: Queryable, stretch: Tickets) =>
  on.one(sql<StageSums>`
    with offered as (${offered(stretch.from, stretch.to)})
    select count(distinct t.viewer_key)::int as viewers, count(*)::int as seen,
      (count(*) filter (where ${finished}))::int as finished, (count(*) filter (where ${skipped}))::int as skipped,
      coalesce(sum(t.total_ms), 0)::float8 as "totalMs",
      (count(*) - count(distinct (t.viewer_key, t.video_id)))::int as repeats
    from playback.ticket_day t join offered o using (day, ticket_id)
    where ${within(stretch)}`)

/** How often each clip was seen. */
export const seenByVideo = (on: Queryable, stretch: Tickets) =>
  on.all(sql<{ creatorId: string; seen: number }>`
    with offered as (${offered(stretch.from, stretch.to)})
    select (array_agg(t.creator_id))[1] as "creatorId", count(*)::int as seen
    from playback.ticket_day t join offered o using (day, ticket_id)
    where ${within(stretch)}
    group by t.video_id`)

/** Of what was seen, how much is of a creator whom its viewer had not seen in the days from `since` on. */
export const countNovel = async (
  on: Queryable,
  stretch: Tickets & { readonly since: Day },
): Promise<number> => {
  const { count } = await on.one(sql<{ count: number }>`
    with offered as (${offered(stretch.from, stretch.to)})
    select count(*)::int as count from playback.ticket_day t join offered o using (day, ticket_id)
    where ${within(stretch)} and not exists (
      select from playback.ticket_day before where before.viewer_key = t.viewer_key
        and before.creator_id = t.creator_id and before.day between ${stretch.since} and ${stretch.to}
        and before.ticket_id < t.ticket_id and ${seenIn('before')})`)
  return count
}

/** Of those who watched on a day, how many watched on another one. */
export const countReturned = (on: Queryable, day: Day, again: Day) =>
  on.one(sql<{ viewers: number; returned: number }>`
    with first as (select distinct viewer_key from playback.ticket_day where day = ${day} and word >= ${codeOfWord('play')})
    select count(*)::int as viewers,
      (count(*) filter (where exists (select from playback.ticket_day later where later.day = ${again}
        and later.viewer_key = first.viewer_key and later.word >= ${codeOfWord('play')})))::int as returned
    from first`)
