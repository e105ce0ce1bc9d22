/** Statements on who blocks whom. A block holds both ways: "apart" are two of whom either blocks the other. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Place } from '../../platform/pages.ts'

/** Follows and blocks of the same two come one after the other, so that no follow outlives a block. */
export async function lockPair(tx: Tx, one: string, other: string): Promise<void> {
  const pair = [one, other].sort().join(' ')
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`social.pair ${pair}`}, 0))`)
}

/** @returns true when it is new */
export async function insertBlock(tx: Tx, blocker: string, blocked: string, at: Date): Promise<boolean> {
  const rows = await tx.run(sql`
    insert into social.block (blocker_id, blocked_id, created_at) values (${blocker}, ${blocked}, ${at})
    on conflict do nothing`)
  return rows === 1
}

/** @returns true when there was one */
export async function deleteBlock(tx: Tx, blocker: string, blocked: string): Promise<boolean> {
  const rows = await tx.run(
    sql`delete from social.block where blocker_id = ${blocker} and blocked_id = ${blocked}`,
  )
  return rows === 1
}

export const countBlocks = (on: Queryable, blocker: string) =>
  on.one(
    sql<{ count: number }>`select count(*)::int as count from social.block where blocker_id = ${blocker}`,
  )

export const readStanding = (on: Queryable, viewer: string, other: string) =>
  on.one(sql<{ blocks: boolean; isBlocked: boolean }>`
    select exists (select from social.block where blocker_id = ${viewer} and blocked_id = ${other}) as blocks,
      exists (select from social.block where blocker_id = ${other} and blocked_id = ${viewer}) as "isBlocked"`)

export const findApartAmong = (on: Queryable, viewer: string, others: readonly string[]) =>
  on.all(sql<{ id: string }>`
    select blocked_id as id from social.block
    where blocker_id = ${viewer} and blocked_id = any(${[...others]}::uuid[])
    union
    select blocker_id from social.block where blocked_id = ${viewer} and blocker_id = any(${[...others]}::uuid[])`)

export const findApartFrom = (on: Queryable, viewer: string) =>
  on.all(sql<{ id: string }>`
    select blocked_id as id from social.block where blocker_id = ${viewer}
    union
    select blocker_id from social.block where blocked_id = ${viewer}`)

/** The newest first. */
export const listBlocked = (on: Queryable, blocker: string, after: Place | undefined, limit: number) =>
  on.all(sql<{ id: string; at: Date }>`
    select blocked_id as id, created_at as at from social.block
    where blocker_id = ${blocker} and (${after?.at ?? null}::timestamptz is null
      or (created_at, blocked_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by created_at desc, blocked_id desc limit ${limit}`)
