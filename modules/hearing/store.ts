/** Statements on entries, files and days. Those of counting are in store-votes.ts. */
import { type Day, toDay } from '../../platform/clock.ts'
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Tally } from './tally.ts'

/** One writer at a time, on all nodes: changes are numbered in the order in which they are committed. */
export const lockHearing = (tx: Tx) => tx.run(sql`select pg_advisory_xact_lock(hashtext('hearing'), 0)`)

export type Exclusion = 'copy' | 'locked' | 'withdrawn'

export interface EntryRow {
  readonly videoId: string
  readonly ownerId: string
  readonly tags: readonly string[]
  readonly lang: string
  readonly begunAt: Date
  readonly deadline: Date
  readonly guarantee: number
  /** Why it is not heard. */
  readonly excluded: Exclusion | null
  readonly isCopy: boolean
  readonly served: number
  readonly tally: Tally
  readonly metAt: Date | null
  readonly hundredAt: Date | null
  readonly closedAt: Date | null
  readonly change: bigint
}

interface RawEntry extends Omit<EntryRow, 'tally'> {
  readonly settledVotes: number
  readonly settledFinished: number
  readonly settledLiked: number
  readonly youngVotes: number
  readonly youngFinished: number
  readonly youngLiked: number
}

const columns = sql.raw(
  'video_id as "videoId", owner_id as "ownerId", tags, lang, begun_at as "begunAt", deadline, guarantee, excluded, ' +
    'is_copy as "isCopy", served, settled_votes as "settledVotes", settled_finished as "settledFinished", ' +
    'settled_liked as "settledLiked", young_votes as "youngVotes", young_finished as "youngFinished", ' +
    'young_liked as "youngLiked", met_at as "metAt", hundred_at as "hundredAt", closed_at as "closedAt", change',
)

const toEntry = ({
  settledVotes,
  settledFinished,
  settledLiked,
  youngVotes,
  youngFinished,
  youngLiked,
  ...row
}: RawEntry): EntryRow => ({
  ...row,
  tally: {
    settled: { votes: settledVotes, finished: settledFinished, liked: settledLiked },
    young: { votes: youngVotes, finished: youngFinished, liked: youngLiked },
  },
})

/** In no order; ids without an entry are left out. */
export async function findEntries(on: Queryable, videoIds: readonly string[]): Promise<EntryRow[]> {
  if (videoIds.length === 0) return []
  const rows = await on.all(
    sql<RawEntry>`select ${columns} from hearing.entry where video_id = any(${[...videoIds]}::uuid[])`,
  )
  return rows.map(toEntry)
}

/** What changed after that change, in that order; from the beginning (0) only what is still heard. */
export async function entriesAfter(on: Queryable, change: bigint, limit: number): Promise<EntryRow[]> {
  const rows = await on.all(
    sql<RawEntry>`select ${columns} from hearing.entry
      where change > ${change} and (closed_at is null or ${change} > 0::bigint) order by change limit ${limit}`,
  )
  return rows.map(toEntry)
}

export const insertEntry = (
  tx: Tx,
  entry: Pick<
    EntryRow,
    'videoId' | 'ownerId' | 'tags' | 'lang' | 'begunAt' | 'deadline' | 'guarantee' | 'excluded' | 'isCopy'
  > & {
    readonly day: Day
  },
) =>
  tx.run(sql`
    insert into hearing.entry (video_id, owner_id, tags, lang, day, begun_at, deadline, guarantee, excluded, is_copy, change)
    values (${entry.videoId}, ${entry.ownerId}, ${[...entry.tags]}::text[], ${entry.lang}, ${entry.day},
      ${entry.begunAt}, ${entry.deadline}, ${entry.guarantee}, ${entry.excluded}, ${entry.isCopy},
      nextval('hearing.change_seq'))`)

export const updateEntry = (
  tx: Tx,
  videoId: string,
  to: { tags: readonly string[]; excluded: Exclusion | null },
) =>
  tx.run(sql`
    update hearing.entry set tags = ${[...to.tags]}::text[], excluded = ${to.excluded},
      change = nextval('hearing.change_seq')
    where video_id = ${videoId}
      and (tags <> ${[...to.tags]}::text[] or excluded is distinct from ${to.excluded})`)

/** @returns the clip that this file was first published as: this one, unless there was another */
export async function claimFile(tx: Tx, sha256: string, videoId: string): Promise<string> {
  await tx.run(
    sql`insert into hearing.file (sha256, video_id) values (${sha256}, ${videoId}) on conflict do nothing`,
  )
  const row = await tx.one(
    sql<{ videoId: string }>`select video_id as "videoId" from hearing.file where sha256 = ${sha256}`,
  )
  return row.videoId
}

/** Owners of clips that are being heard. */
export const openOwners = async (on: Queryable): Promise<string[]> =>
  (
    await on.all(sql<{ id: string }>`
      select distinct owner_id as id from hearing.entry where closed_at is null and excluded is null`)
  ).map((row) => row.id)

export const excludeOwners = (tx: Tx, owners: readonly string[]) =>
  tx.run(sql`
    update hearing.entry set excluded = 'locked', change = nextval('hearing.change_seq')
    where owner_id = any(${[...owners]}::uuid[]) and excluded is null`)

/** @returns how many ended */
export const closeEntries = (tx: Tx, begunBefore: Date, at: Date) =>
  tx.run(sql`
    update hearing.entry set closed_at = ${at}, change = nextval('hearing.change_seq')
    where closed_at is null and begun_at < ${begunBefore}`)

export interface DayRow {
  readonly day: Day
  readonly guarantee: number
  readonly perMille: number
  readonly slots: number
  readonly uploads: number
  /** How many days the means are of. */
  readonly days: number
  readonly madeAt: Date
}

const dayColumns = sql.raw(
  'day, guarantee, per_mille as "perMille", slots::float8 as slots, uploads, days, made_at as "madeAt"',
)
type RawDay = Omit<DayRow, 'day'> & { readonly day: string }
const toDayRow = (row: RawDay): DayRow => ({ ...row, day: toDay(row.day) })

export async function latestDay(on: Queryable): Promise<DayRow | undefined> {
  const row = await on.maybe(sql<RawDay>`select ${dayColumns} from hearing.day order by day desc limit 1`)
  return row && toDayRow(row)
}

/** Twice is the same as once. */
export const insertDay = (tx: Tx, row: DayRow) =>
  tx.run(sql`
    insert into hearing.day (day, guarantee, per_mille, slots, uploads, days, made_at)
    values (${row.day}, ${row.guarantee}, ${row.perMille}, ${row.slots}, ${row.uploads}, ${row.days}, ${row.madeAt})
    on conflict do nothing`)

export interface DayKept extends DayRow {
  /** Clips that were promised something, and how it went. */
  readonly promised: number
  readonly inTime: number
  readonly waiting: number
}

/** The newest first. A clip that was taken back before its time was over is not among the promised. */
export async function daysKept(on: Queryable, now: Date, limit: number): Promise<DayKept[]> {
  const rows = await on.all(sql<RawDay & Pick<DayKept, 'promised' | 'inTime' | 'waiting'>>`
    with kept as (
      select day, count(*)::int as promised,
        (count(*) filter (where met_at <= deadline))::int as in_time,
        (count(*) filter (where met_at is null and deadline > ${now}))::int as waiting
      from hearing.entry
      where guarantee > 0 and (excluded is null or met_at is not null)
      group by day)
    select ${dayColumns}, coalesce(promised, 0) as promised, coalesce(in_time, 0) as "inTime",
      coalesce(waiting, 0) as waiting
    from hearing.day left join kept using (day) order by day desc limit ${limit}`)
  return rows.map((row) => ({
    ...toDayRow(row),
    promised: row.promised,
    inTime: row.inTime,
    waiting: row.waiting,
  }))
}

/** New clips that could be heard, from `first` to `last`. */
export const countEntries = async (on: Queryable, first: Day, last: Day): Promise<number> =>
  (
    await on.one(sql<{ count: number }>`
      select count(*)::int as count from hearing.entry
      where day between ${first} and ${last} and excluded is distinct from 'copy'`)
  ).count
