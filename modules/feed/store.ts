/** Every statement that touches the schema `feed`. */
import { addDays, type Day, dayOf } from '../../platform/clock.ts'
import { type Db, sql, type Tx } from '../../platform/db/index.ts'
import type { OfferedSlot } from './slots/slot-log.ts'

/** Days of this table are those of UTC: they bound what is kept, and nothing is counted by them. */
const dayMs = 86_400_000
const utcDay = (at: Date): Day => dayOf(at, 'UTC')
const partitionOf = (day: Day): string => `slot_${day.replaceAll('-', '')}`

/** Appends through COPY; makes the days' partitions where they are missing. */
export async function appendSlots(db: Db, slots: readonly OfferedSlot[]): Promise<void> {
  if (slots.length === 0) return
  // A slot's day costs more than its place on a page: it is looked up once a day that there is.
  const days = new Set(slots.map(({ offeredMs }) => Math.floor(offeredMs / dayMs)))
  for (const day of days) await makeDay(db, utcDay(new Date(day * dayMs)))
  await db.transaction((tx) => copySlots(tx, slots))
}

const copySlots = (tx: Tx, slots: readonly OfferedSlot[]) =>
  tx.copy(
    'feed.slot (offered_at, request_id, ticket_id, video_id, position, source, propensity, model)',
    lines(slots),
  )

function* lines(slots: readonly OfferedSlot[]): Generator<string> {
  let head = ''
  let page: Uint8Array | undefined
  let offeredMs = Number.NaN
  for (const one of slots) {
    // The same for all slots of a page.
    if (one.requestId !== page || one.offeredMs !== offeredMs) {
      page = one.requestId
      offeredMs = one.offeredMs
      head = `${new Date(offeredMs).toISOString()}\t${hex(page)}\t`
    }
    yield `${head}${hex(one.ticketId)}\t${one.videoId}\t` +
      `${one.position}\t${escaped(one.source)}\t${one.propensity}\t${one.model}`
  }
}

const hex = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('hex')
/** A source's name comes from code, not from people; a tab in it would still be a column. */
const escaped = (text: string): string => text.replace(/[\\\t\n\r]/g, ' ')

export async function makeDay(db: Db, day: Day): Promise<void> {
  const name = `feed.${partitionOf(day)}`
  const isThere = async (on: Pick<Db, 'one'>): Promise<boolean> =>
    (await on.one(sql<{ there: boolean }>`select to_regclass(${name}) is not null as there`)).there
  if (await isThere(db)) return
  await db.transaction(async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(hashtext('feed.slot'), 0)`)
    if (await isThere(tx)) return
    const child = sql.id('feed', partitionOf(day))
    await tx.run(sql`create table ${child} (like feed.slot including all)`)
    await tx.run(sql`
      alter table feed.slot attach partition ${child}
      for values from (${sql.lit(startOf(day))}) to (${sql.lit(startOf(addDays(day, 1)))})`)
  })
}

const startOf = (day: Day): string => `${day}T00:00:00Z`

/** Drops the days before that one. @returns how many */
export async function dropDaysBefore(db: Db, at: Date): Promise<number> {
  const first = partitionOf(utcDay(at))
  const old = await db.all(sql<{ name: string }>`
    select child.relname as name from pg_inherits
    join pg_class child on child.oid = inhrelid
    where inhparent = to_regclass('feed.slot') and child.relname < ${first}`)
  for (const { name } of old) await db.transaction((tx) => tx.run(sql`drop table ${sql.id('feed', name)}`))
  return old.length
}
