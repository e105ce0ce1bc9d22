/** Statements on the sample of pages. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { PageSample } from './samples/sample-pages.ts'

export const insertSample = (tx: Tx, { offeredMs, page }: PageSample) =>
  tx.run(sql`insert into feed.sample (offered_at, page) values (${new Date(offeredMs)}, ${page})`)

/** The newest first. @param before its id; null: from the newest on */
export const listSamples = (on: Queryable, before: bigint | null, limit: number) =>
  on.all(sql<{ id: bigint; offeredAt: Date; page: Buffer }>`
    select id, offered_at as "offeredAt", page from feed.sample
    where ${before}::bigint is null or id < ${before} order by id desc limit ${limit}`)

export const deleteSamplesBefore = (tx: Tx, at: Date) =>
  tx.run(sql`delete from feed.sample where offered_at < ${at}`)
