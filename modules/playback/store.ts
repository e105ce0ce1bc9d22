/** Statements on days, watches and what is read from their sums. The judge's are in store-judge.ts. */
import { type Day, toDay } from '../../platform/clock.ts'
import { type Db, type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import type { Ranges } from './clamp.ts'
import { ticketSources, type Ticket } from './tickets.ts'

export const flagBits = { visible: 1, robot: 2, expired: 4, foreign: 8 } as const

/** A watch as it is appended: one line of COPY text without its day, and what duplicates are found by. */
export interface WatchRow {
  readonly eventId: string
  readonly issuedOn: Day
  readonly line: string
}

const watchColumns =
  'day, event_id, ticket_id, viewer_key, device_key, video_id, creator_id, campaign_id, price_micro, ' +
  'duration_ms, elapsed_ms, played_ms, ranges, position, source, flags, received_at'

/** Every value is a number, a timestamp or a uuid that was parsed before: nothing needs escaping. */
export function watchLine(fields: {
  eventId: string
  ticket: Ticket
  viewerKey: string
  deviceKey: string
  elapsedMs: number
  playedMs: number
  ranges: Ranges
  flags: number
  receivedAt: string
}): string {
  const { ticket } = fields
  return (
    `${fields.eventId}\t${ticket.ticketId}\t${fields.viewerKey}\t${fields.deviceKey}\t${ticket.videoId}\t` +
    `${ticket.creatorId}\t${ticket.campaignId ?? '\\N'}\t${ticket.priceMicro ?? '\\N'}\t${ticket.durationMs}\t` +
    `${fields.elapsedMs}\t${fields.playedMs}\t{${fields.ranges.join(',')}}\t${Math.min(ticket.position, 32_767)}\t` +
    `${ticketSources.indexOf(ticket.source)}\t${fields.flags}\t${fields.receivedAt}`
  )
}

/** @returns the first open day from `wanted` on, held open until the transaction ends; `ready`: it has partitions */
export const holdDay = (tx: Tx, wanted: Day) =>
  tx.one(sql<{ held: string; ready: boolean }>`select held, ready from playback.hold_day(${wanted})`)

/** @throws a unique violation when one of the events is there already: then nothing is appended */
export const copyWatches = (tx: Tx, day: Day, rows: readonly WatchRow[]) =>
  tx.copy(`playback.watch (${watchColumns})`, copyText(day, rows))

/** Those of the events that are stored on one of the days before `day`, from `firstDay` on. */
export const findEventsBefore = async (tx: Tx, firstDay: Day, day: Day, eventIds: readonly string[]) => {
  const rows = await tx.all(sql<{ eventId: string }>`
    select event_id as "eventId" from playback.watch
    where event_id = any(${uuids(eventIds)}::uuid[]) and day >= ${firstDay} and day < ${day}`)
  return new Set(rows.map((row) => row.eventId))
}

/** As {@link copyWatches}, but what is there already is left as it is. */
export async function insertWatches(tx: Tx, day: Day, rows: readonly WatchRow[]): Promise<void> {
  await tx.run(sql`create temp table arriving (like playback.watch including defaults) on commit drop`)
  await tx.copy(`arriving (${watchColumns})`, copyText(day, rows))
  await tx.run(sql`
    insert into playback.watch (${sql.raw(watchColumns)})
    select ${sql.raw(watchColumns)} from arriving order by seq on conflict do nothing`)
}

/** Joins lines to pieces of a network write's size, as they are asked for: a string a line costs calls, one for all
 *  costs memory, and while one piece travels the next is made. */
export function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk: string[] = []
  for (const line of lines) {
    chunk.push(line)
    if (chunk.length < 256) continue
    yield chunk.join('\n')
    chunk = []
  }
  if (chunk.length > 0) yield chunk.join('\n')
}

function* dated(day: Day, rows: readonly WatchRow[]): Generator<string> {
  for (const row of rows) yield `${day}\t${row.line}`
}

const copyText = (day: Day, rows: readonly WatchRow[]) => inChunks(dated(day, rows))

/** uuid[] in the text form that PostgreSQL reads; much cheaper than escaping each element. */
export const uuids = (ids: readonly string[]): string => `{${ids.join(',')}}`

const partitioned = ['watch', 'verdict', 'ticket_day'] as const
const partitionOf = (table: string, day: Day) => `${table}_${day.replaceAll('-', '')}`

/** Makes the day's partitions and its row. A table is made apart and then attached, which blocks no append. */
export async function makeDay(db: Db, day: Day): Promise<void> {
  if (await findDay(db, day)) return
  await db.transaction(async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(hashtext('playback.partitions'), 0)`)
    if (await tx.maybe(sql`select from playback.day where day = ${day}`)) return
    for (const table of partitioned) {
      const parent = sql.id('playback', table)
      const child = sql.id('playback', partitionOf(table, day))
      await tx.run(sql`create table ${child} (like ${parent} including all)`)
      // Rows of a day come in bursts and are summed soon after: the default thresholds analyse too late.
      await tx.run(sql`alter table ${child} set (autovacuum_analyze_scale_factor = 0.02)`)
      await tx.run(sql`alter table ${parent} attach partition ${child} for values in (${sql.lit(day)})`)
    }
    await tx.run(sql`insert into playback.day (day) values (${day})`)
  })
}

/** Drops what was reported on a closed day. Totals, video days and impressions stay. @returns false: nothing to drop */
export async function dropDay(tx: Tx, day: Day): Promise<boolean> {
  await lockDay(tx, day)
  const state = await tx.maybe(sql<{ state: string }>`select state from playback.day where day = ${day}`)
  assert(state === undefined || state.state === 'closed', 'only a closed day is dropped')
  const name = `playback.${partitionOf('watch', day)}`
  const { there } = await tx.one(sql<{ there: boolean }>`select to_regclass(${name}) is not null as there`)
  if (!there) return false
  for (const table of partitioned)
    await tx.run(sql`drop table ${sql.id('playback', partitionOf(table, day))}`)
  return true
}

/** Waits for the appends in flight on that day, and keeps new ones waiting until the transaction ends. */
export const lockDay = (tx: Tx, day: Day) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtext('playback.day'), ${day}::date - date '2000-01-01')`)

export interface DayRow {
  readonly day: Day
  readonly state: 'open' | 'closing' | 'closed'
  readonly judgedSeq: bigint
}

const dayColumns = sql`day, state, judged_seq as "judgedSeq"`
const asDayRow = (row: { day: string; state: DayRow['state']; judgedSeq: bigint }): DayRow => ({
  ...row,
  day: toDay(row.day),
})
type RawDay = { day: string; state: DayRow['state']; judgedSeq: bigint }

export const findDay = async (on: Queryable, day: Day): Promise<DayRow | undefined> => {
  const row = await on.maybe(sql<RawDay>`select ${dayColumns} from playback.day where day = ${day}`)
  return row && asDayRow(row)
}

/** Every day that is not closed, oldest first. */
export const unclosedDays = async (on: Queryable): Promise<DayRow[]> =>
  (
    await on.all(sql<RawDay>`select ${dayColumns} from playback.day where state <> 'closed' order by day`)
  ).map(asDayRow)

/** @returns how many rows it changed: 0 when the day was not open */
export const markDayClosing = (tx: Tx, day: Day, at: Date) =>
  tx.run(
    sql`update playback.day set state = 'closing', closing_at = ${at} where day = ${day} and state = 'open'`,
  )

/** @returns how many rows it changed: 0 when the day was not closing */
export const markDayClosed = (tx: Tx, day: Day, at: Date) =>
  tx.run(
    sql`update playback.day set state = 'closed', closed_at = ${at} where day = ${day} and state = 'closing'`,
  )

/** Closed days from `before` back whose reports may still be there. */
export const closedDaysBefore = async (on: Queryable, before: Day): Promise<Day[]> =>
  (
    await on.all(
      sql<{
        day: string
      }>`select day from playback.day where state = 'closed' and day < ${before} order by day`,
    )
  ).map((row) => toDay(row.day))

export interface VideoTotal {
  readonly videoId: string
  readonly plays: bigint
  readonly views: bigint
  readonly paidViews: bigint
}

export const findTotals = (on: Queryable, videoIds: readonly string[]) =>
  on.all(sql<VideoTotal>`
    select video_id as "videoId", plays, views, paid_views as "paidViews" from playback.video_total
    where video_id = any(${uuids(videoIds)}::uuid[])`)

export interface VideoDay {
  readonly videoId: string
  /** By position in `words`. */
  readonly watches: readonly number[]
  readonly validMs: bigint
}

/** A creator's organic watches of a day, by video. */
export const findVideoDays = (on: Queryable, creatorId: string, day: Day) =>
  on.all(sql<VideoDay>`
    select video_id as "videoId", watches, valid_ms as "validMs" from playback.video_day
    where creator_id = ${creatorId} and day = ${day} and not promoted
    order by video_id`)

/** Sums over a creator's videos, by position in `words`. */
export const streamCreatorDays = (db: Db, day: Day, batch: number) =>
  db.cursor(
    sql<{ creatorId: string; watches: readonly bigint[] }>`
      select creator_id as "creatorId", array_agg(n order by place) as watches
      from (
        select v.creator_id, u.place, sum(u.n)::bigint as n
        from playback.video_day v, unnest(v.watches) with ordinality as u (n, place)
        where v.day = ${day} and not v.promoted
        group by v.creator_id, u.place) as counted
      group by creator_id order by creator_id`,
    batch,
  )

export interface PaidView {
  readonly viewerKey: string
  readonly videoId: string
  readonly creatorId: string
  readonly validMs: number
}

/** Each creator's paid views of a day by the hour of their first report. */
export const streamHourCounts = (db: Db, day: Day, paidWord: number, timeZone: string, batch: number) =>
  db.cursor(
    sql<{ creatorId: string; hours: number[] }>`
      with begun as (
        select ticket_id, extract(hour from min(received_at) at time zone ${timeZone})::int as hour
        from playback.watch where day = ${day} and campaign_id is null group by ticket_id
      ), counted as (
        select t.creator_id, b.hour, count(*)::int as views from playback.ticket_day t join begun b using (ticket_id)
        where t.day = ${day} and t.word = ${paidWord} group by t.creator_id, b.hour
      )
      select creator_id as "creatorId", array(
          select coalesce(sum(c.views) filter (where c.hour = h), 0)::int
          from unnest(array_agg(hour), array_agg(views)) as c (hour, views)
          right join generate_series(0, 23) h on true group by h order by h
        ) as hours
      from counted group by creator_id order by creator_id`,
    batch,
  )

/** Paid views of a day in the order of viewer, then video: one a viewer and video. */
export const streamPaidViews = (db: Db, day: Day, paidWord: number, batch: number) =>
  db.cursor(
    sql<PaidView>`
      select viewer_key as "viewerKey", video_id as "videoId", creator_id as "creatorId", weight_ms as "validMs"
      from playback.ticket_day where day = ${day} and word = ${paidWord}
      order by viewer_key, video_id`,
    batch,
  )

export interface JudgedImpression {
  readonly seq: bigint
  readonly day: Day
  readonly ticketId: string
  readonly campaignId: string
  readonly viewerKey: string
  readonly videoId: string
  readonly priceMicro: bigint
  readonly word: number
}

export const findImpressionsAfter = async (
  on: Queryable,
  afterSeq: bigint,
  limit: number,
): Promise<JudgedImpression[]> =>
  (
    await on.all(sql<Omit<JudgedImpression, 'day'> & { day: string }>`
      select seq, day, ticket_id as "ticketId", campaign_id as "campaignId", viewer_key as "viewerKey",
        video_id as "videoId", price_micro as "priceMicro", word
      from playback.impression where seq > ${afterSeq} order by seq limit ${limit}`)
  ).map((row) => ({ ...row, day: toDay(row.day) }))

/** Videos whose slots the viewer watched since `firstDay`, the longest ago first. */
export const findSeen = async (
  on: Queryable,
  viewerKey: string,
  firstDay: Day,
  limit: number,
): Promise<string[]> => {
  const rows = await on.all(sql<{ videoId: string }>`
    select video_id as "videoId" from playback.ticket_day
    where viewer_key = ${viewerKey} and day >= ${firstDay}
    group by video_id order by max(day) desc limit ${limit}`)
  return rows.map((row) => row.videoId).reverse()
}

/** Judged watches of a day, promoted ones too. */
export const countWatches = (on: Queryable, day: Day) =>
  on.one(sql<{ count: number }>`
    select coalesce(sum((select sum(one) from unnest(watches) as one)), 0)::int as count
    from playback.video_day where day = ${day}`)

export const latestDay = async (on: Queryable): Promise<Day | undefined> =>
  (await on.one(sql<{ day: Day | null }>`select max(day) as day from playback.day`)).day ?? undefined
