/** Statements on kept models. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'

export interface SnapshotRow {
  readonly version: number
  readonly madeAt: Date
  readonly learned: bigint
  readonly logLoss: number | null
  readonly state: 'kept' | 'rejected'
}

/** The newest first. */
export const listSnapshots = (on: Queryable, limit: number) =>
  on.all(sql<SnapshotRow>`
    select version, made_at as "madeAt", learned, log_loss as "logLoss", state
    from recommend.snapshot order by version desc limit ${limit}`)

export const findBytes = (on: Queryable, version: number) =>
  on.maybe(sql<{ bytes: Buffer; state: string }>`
    select bytes, state from recommend.snapshot where version = ${version}`)

export const insertSnapshot = (
  tx: Tx,
  one: {
    readonly madeAt: Date
    readonly learned: number
    readonly logLoss: number | null
    readonly bytes: Uint8Array
  },
) =>
  tx.one(sql<{ version: number }>`
    insert into recommend.snapshot (made_at, learned, log_loss, bytes)
    values (${one.madeAt}, ${one.learned}, ${one.logLoss}, ${one.bytes}) returning version`)

/** Keeps the newest `count`, and the newest of each day after `since`; those days are of UTC, nothing is counted by
 *  them. */
export const thinSnapshots = (tx: Tx, count: number, since: Date) =>
  tx.run(sql`
    delete from recommend.snapshot where version not in (
        select version from recommend.snapshot order by version desc limit ${count})
      and version not in (
        select max(version) from recommend.snapshot where made_at >= ${since} and state = 'kept'
        group by (made_at at time zone 'UTC')::date)`)

/** Those newer than the instant, or than the version, are not taken up again. */
export const rejectSince = (tx: Tx, after: { readonly madeAt: Date } | { readonly version: number }) =>
  tx.run(sql`
    update recommend.snapshot set state = 'rejected'
    where state = 'kept' and ${'version' in after ? sql`version > ${after.version}` : sql`made_at > ${after.madeAt}`}`)

export const insertChoice = (tx: Tx, version: number, at: Date) =>
  tx.one(sql<{ id: number }>`
    insert into recommend.choice (version, chosen_at) values (${version}, ${at}) returning id`)

export const findChoice = (on: Queryable) =>
  on.maybe(sql<{ id: number; version: number; chosenAt: Date }>`
    select id, version, chosen_at as "chosenAt" from recommend.choice order by id desc limit 1`)
