/** The judge's statements: each takes or gives a whole batch. */
import type { Day } from '../../platform/clock.ts'
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { words } from './qualify.ts'
import { inChunks } from './store.ts'

/** One judge at a time, on all nodes: verdicts of a viewer's watches depend on the order. */
export const lockJudge = (tx: Tx) => tx.run(sql`select pg_advisory_xact_lock(hashtext('playback.judge'), 0)`)

export const lastSeq = async (on: Queryable, day: Day): Promise<bigint> =>
  (await on.one(sql<{ last: bigint | null }>`select max(seq) as last from playback.watch where day = ${day}`))
    .last ?? 0n

/** @returns the day's mark, its row locked */
export const lockMark = async (tx: Tx, day: Day): Promise<bigint | undefined> =>
  (
    await tx.maybe(
      sql<{ judgedSeq: bigint }>`
        select judged_seq as "judgedSeq" from playback.day where day = ${day} and state <> 'closed' for update`,
    )
  )?.judgedSeq

export const moveMark = (tx: Tx, day: Day, seq: bigint) =>
  tx.run(sql`update playback.day set judged_seq = ${seq} where day = ${day}`)

export interface UnjudgedRow {
  readonly seq: bigint
  readonly ticketId: string
  readonly viewerKey: string
  readonly deviceKey: string
  readonly videoId: string
  readonly creatorId: string
  readonly campaignId: string | null
  readonly priceMicro: bigint | null
  readonly durationMs: number
  readonly elapsedMs: number
  readonly playedMs: number
  /** `{start,end,…}`: splitting it here is cheaper than the driver's general array parser. */
  readonly ranges: string
  readonly flags: number
}

export const findUnjudged = (on: Queryable, day: Day, after: bigint, upTo: bigint, limit: number) =>
  on.all(sql<UnjudgedRow>`
    select seq, ticket_id as "ticketId", viewer_key as "viewerKey", device_key as "deviceKey", video_id as "videoId",
      creator_id as "creatorId", campaign_id as "campaignId", price_micro as "priceMicro", duration_ms as "durationMs",
      elapsed_ms as "elapsedMs", played_ms as "playedMs", ranges::text as ranges, flags
    from playback.watch where day = ${day} and seq > ${after} and seq <= ${upTo}
    order by seq limit ${limit}`)

export interface TicketDayRow {
  readonly viewerKey: string
  readonly videoId: string
  readonly ticketId: string
  readonly deviceKey: string
  readonly word: number
  readonly claimedMs: number
  readonly totalMs: number
  readonly weightMs: number
  readonly runEndMs: number
  readonly runMs: number
  readonly longestMs: number
}

/** What is known of every ticket of the viewers and videos that the watches from `after` up to `upTo` are about. */
export const findTicketDays = (tx: Tx, day: Day, after: bigint, upTo: bigint) =>
  tx.all(sql<TicketDayRow>`
    with asked as materialized (
      select distinct viewer_key, video_id from playback.watch
      where day = ${day} and seq > ${after} and seq <= ${upTo})
    select t.viewer_key as "viewerKey", t.video_id as "videoId", t.ticket_id as "ticketId",
      t.device_key as "deviceKey", t.word, t.claimed_ms as "claimedMs", t.total_ms as "totalMs",
      t.weight_ms as "weightMs", t.run_end_ms as "runEndMs", t.run_ms as "runMs", t.longest_ms as "longestMs"
    from asked join playback.ticket_day t using (viewer_key, video_id)
    where t.day = ${day}`)

/** @param lines `day seq word valid_ms`, tab-separated */
export const copyVerdicts = (tx: Tx, lines: Iterable<string>) =>
  tx.copy('playback.verdict (day, seq, word, valid_ms)', inChunks(lines))

const ticketDayColumns =
  'day, viewer_key, video_id, ticket_id, creator_id, device_key, word, claimed_ms, total_ms, weight_ms, run_end_ms, run_ms, longest_ms'

/** @param lines the columns above, tab-separated */
export const copyTicketDays = (tx: Tx, lines: Iterable<string>) =>
  tx.copy(`playback.ticket_day (${ticketDayColumns})`, inChunks(lines))

/** The rows' new values as parallel arrays in PostgreSQL's text form. */
export interface TicketDayChanges {
  readonly viewerKeys: readonly string[]
  readonly videoIds: readonly string[]
  readonly ticketIds: readonly string[]
  /** word, claimed, total, weight, run end, run, longest of each row, one after the other */
  readonly numbers: readonly (readonly number[])[]
}

export const updateTicketDays = (tx: Tx, day: Day, changes: TicketDayChanges) => {
  const column = (at: number) => `{${changes.numbers.map((row) => row[at] ?? 0).join(',')}}`
  return tx.run(sql`
    update playback.ticket_day t set word = c.word, claimed_ms = c.claimed, total_ms = c.total,
      weight_ms = c.weight, run_end_ms = c.run_end, run_ms = c.run, longest_ms = c.longest
    from unnest(${`{${changes.viewerKeys.join(',')}}`}::uuid[], ${`{${changes.videoIds.join(',')}}`}::uuid[],
      ${`{${changes.ticketIds.join(',')}}`}::uuid[], ${column(0)}::smallint[], ${column(1)}::int[], ${column(2)}::int[],
      ${column(3)}::int[], ${column(4)}::int[], ${column(5)}::int[], ${column(6)}::int[])
      as c (viewer_key, video_id, ticket_id, word, claimed, total, weight, run_end, run, longest)
    where t.day = ${day} and t.viewer_key = c.viewer_key and t.video_id = c.video_id and t.ticket_id = c.ticket_id`)
}

/** Spelled out: as a subquery over unnest it took four times as long. */
const addedWatches = sql.raw(
  words.map((_, at) => `v.watches[${at + 1}] + excluded.watches[${at + 1}]`).join(', '),
)

export interface VideoDayChange {
  readonly videoId: string
  readonly promoted: boolean
  readonly creatorId: string
  /** Watches gained (or, when a watch earned a higher word, lost) by word. */
  readonly watches: readonly number[]
  readonly validMs: number
}

export const addVideoDays = (tx: Tx, day: Day, changes: readonly VideoDayChange[]) => {
  const column = (of: (change: VideoDayChange) => string | number | boolean) =>
    `{${changes.map(of).join(',')}}`
  return tx.run(sql`
    insert into playback.video_day as v (day, video_id, promoted, creator_id, watches, valid_ms)
    select ${day}, c.video_id, c.promoted, c.creator_id, string_to_array(c.watches, ' ')::int[], c.valid_ms
    from unnest(${column((c) => c.videoId)}::uuid[], ${column((c) => c.promoted)}::boolean[],
      ${column((c) => c.creatorId)}::uuid[], ${column((c) => `"${c.watches.join(' ')}"`)}::text[],
      ${column((c) => c.validMs)}::bigint[]) as c (video_id, promoted, creator_id, watches, valid_ms)
    order by c.video_id
    on conflict (day, video_id, promoted) do update set
      watches = array[${addedWatches}],
      valid_ms = v.valid_ms + excluded.valid_ms`)
}

export interface TotalChange {
  readonly videoId: string
  readonly plays: number
  readonly views: number
  readonly paidViews: number
}

/** @param mark a number of views, at least 1
 *  @returns the videos that reached the mark by this */
export const addTotals = async (
  tx: Tx,
  changes: readonly TotalChange[],
  mark: number,
): Promise<readonly string[]> => {
  const column = (of: (change: TotalChange) => string | number) => `{${changes.map(of).join(',')}}`
  const reached = await tx.all(sql<{ videoId: string }>`
    with change as (
      select * from unnest(${column((c) => c.videoId)}::uuid[], ${column((c) => c.plays)}::bigint[],
        ${column((c) => c.views)}::bigint[], ${column((c) => c.paidViews)}::bigint[])
        as c (video_id, plays, views, paid_views)),
    total as (
      insert into playback.video_total as t (video_id, plays, views, paid_views)
      select video_id, plays, views, paid_views from change order by video_id
      on conflict (video_id) do update set plays = t.plays + excluded.plays, views = t.views + excluded.views,
        paid_views = t.paid_views + excluded.paid_views
      returning video_id, views)
    select video_id as "videoId" from total join change using (video_id)
    where total.views >= ${mark} and total.views - change.views < ${mark}`)
  return reached.map((one) => one.videoId)
}

export interface ImpressionRow {
  readonly ticketId: string
  readonly campaignId: string
  readonly viewerKey: string
  readonly videoId: string
  readonly priceMicro: bigint
  readonly word: number
}

export const appendImpressions = (tx: Tx, day: Day, rows: readonly ImpressionRow[]) => {
  const column = (of: (row: ImpressionRow) => string | number | bigint) => `{${rows.map(of).join(',')}}`
  return tx.run(sql`
    insert into playback.impression (day, ticket_id, campaign_id, viewer_key, video_id, price_micro, word)
    select ${day}, r.ticket_id, r.campaign_id, r.viewer_key, r.video_id, r.price_micro, r.word
    from unnest(${column((r) => r.ticketId)}::uuid[], ${column((r) => r.campaignId)}::uuid[],
      ${column((r) => r.viewerKey)}::uuid[], ${column((r) => r.videoId)}::uuid[],
      ${column((r) => r.priceMicro)}::bigint[], ${column((r) => r.word)}::smallint[])
      with ordinality as r (ticket_id, campaign_id, viewer_key, video_id, price_micro, word, n)
    order by r.n`)
}
