import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { tallyJson } from './tally.ts'

/** Statements about the rows of a day and of a creator. */

/** Rows are made viewer by viewer and kept creator by creator. They wait in a temporary table and go over sorted: the
 *  key grows at its end and a creator’s rows lie together, for a fifth less of PostgreSQL’s time than COPY into the table. */
export const openArrivals = async (tx: Tx): Promise<void> => {
  await tx.run(sql`set local work_mem = '64MB'`)
  await tx.run(sql`create temp table arriving (like revenue.allocation) on commit drop`)
}

export const copyArrivals = (tx: Tx, lines: Iterable<string>) =>
  tx.copy(
    'arriving (day, creator_id, viewer, video_id, watch_ms, viewer_watch_ms, viewer_ad_micro, micro)',
    lines,
  )

export const keepArrivals = (tx: Tx) =>
  tx.run(sql`insert into revenue.allocation (day, creator_id, viewer, video_id, watch_ms, viewer_watch_ms,
      viewer_ad_micro, micro)
    select day, creator_id, viewer, video_id, watch_ms, viewer_watch_ms, viewer_ad_micro, micro
    from arriving order by day, creator_id, viewer, video_id`)

export const copyViewerDays = (tx: Tx, lines: Iterable<string>) =>
  tx.copy('revenue.viewer_day (day, viewer, ad_micro, watch_ms)', lines)

export const copyCreatorDays = (tx: Tx, lines: Iterable<string>) =>
  tx.copy('revenue.creator_day (day, creator_id, micro, row_count, root)', lines)

export interface AllocationRow {
  readonly creatorId: string
  readonly viewer: string
  readonly videoId: string
  readonly watchMs: number
  readonly viewerWatchMs: bigint
  readonly viewerAdMicro: bigint
  readonly micro: bigint
}

const allocationColumns = sql`creator_id as "creatorId", viewer, video_id as "videoId", watch_ms as "watchMs",
  viewer_watch_ms as "viewerWatchMs", viewer_ad_micro as "viewerAdMicro", micro`

/** A day's rows in the order of the trees: creator, viewer, video. */
export const eachAllocation = (tx: Queryable, day: string) =>
  tx.cursor(
    sql<AllocationRow>`select ${allocationColumns} from revenue.allocation where day = ${day}
      order by creator_id, viewer, video_id`,
    5_000,
  )

/** By creator, then in the order of the trees. */
export const rowsOfCreators = (db: Queryable, day: string, creatorIds: readonly string[]) =>
  db.all(sql<AllocationRow>`select ${allocationColumns} from revenue.allocation
    where day = ${day} and creator_id = any(${creatorIds}::uuid[]) order by creator_id, viewer, video_id`)

export const eachRowOfCreator = (db: Queryable, day: string, creatorId: string) =>
  db.cursor(
    sql<AllocationRow>`select ${allocationColumns} from revenue.allocation
      where day = ${day} and creator_id = ${creatorId} order by viewer, video_id`,
    5_000,
  )

export const copyTallies = (tx: Tx, lines: Iterable<string>) =>
  tx.copy('revenue.creator_tally (day, creator_id, tally)', lines)

export const keepHours = (
  tx: Tx,
  day: string,
  hours: readonly { creatorId: string; hours: readonly number[] }[],
) =>
  tx.run(sql`
    update revenue.creator_tally t set hours = h.hours
    from jsonb_to_recordset(${JSON.stringify(hours)}::jsonb) as h ("creatorId" uuid, hours int[])
    where t.day = ${day} and t.creator_id = h."creatorId"`)

export const tallyOfCreator = (db: Queryable, day: string, creatorId: string) =>
  db.maybe(sql<{ tally: ReturnType<typeof tallyJson>; hours: number[] | null }>`
    select tally, hours from revenue.creator_tally where day = ${day} and creator_id = ${creatorId}`)

export interface ViewerDayRow {
  readonly viewer: string
  readonly adMicro: bigint
  readonly watchMs: bigint
}

export const eachViewerOfDay = (db: Queryable, day: string) =>
  db.cursor(
    sql<ViewerDayRow>`select viewer, ad_micro as "adMicro", watch_ms as "watchMs"
      from revenue.viewer_day where day = ${day} order by viewer`,
    10_000,
  )

export interface CreatorDayRow {
  readonly creatorId: string
  readonly micro: bigint
  readonly rowCount: bigint
  readonly root: Buffer
}

export const eachCreatorOfDay = (db: Queryable, day: string) =>
  db.cursor(
    sql<CreatorDayRow>`select creator_id as "creatorId", micro, row_count as "rowCount", root
      from revenue.creator_day where day = ${day} order by creator_id`,
    10_000,
  )

export const creatorDays = (db: Queryable, creatorId: string, first: string, last: string) =>
  db.all(sql<{ day: string; micro: bigint; rowCount: bigint }>`
    select day, micro, row_count as "rowCount" from revenue.creator_day
    where creator_id = ${creatorId} and day between ${first} and ${last} order by day`)

export const creatorDaysOf = (db: Queryable, creatorIds: readonly string[], first: string, last: string) =>
  db.all(sql<{ day: string; creatorId: string; micro: bigint }>`
    select day, creator_id as "creatorId", micro from revenue.creator_day
    where creator_id = any(${creatorIds}::uuid[]) and day between ${first} and ${last} order by day, creator_id`)

export const keepViews = (
  tx: Tx,
  day: string,
  views: readonly { creatorId: string; views: Record<string, string> }[],
) =>
  tx.run(sql`insert into revenue.creator_views (day, creator_id, views)
    select ${day}::date, creator_id, views
    from unnest(${views.map((one) => one.creatorId)}::uuid[], ${views.map((one) => JSON.stringify(one.views))}::jsonb[])
      as t (creator_id, views)`)

export const viewsOfCreator = async (
  db: Queryable,
  day: string,
  creatorId: string,
): Promise<Record<string, string>> =>
  (
    await db.maybe(sql<{ views: Record<string, string> }>`select views from revenue.creator_views
      where day = ${day} and creator_id = ${creatorId}`)
  )?.views ?? {}

export const viewsOfCreators = async (
  db: Queryable,
  day: string,
  creatorIds: readonly string[],
): Promise<Map<string, Record<string, string>>> => {
  const rows = await db.all(sql<{ creatorId: string; views: Record<string, string> }>`
    select creator_id as "creatorId", views from revenue.creator_views
    where day = ${day} and creator_id = any(${creatorIds}::uuid[])`)
  return new Map(rows.map((row) => [row.creatorId, row.views]))
}
