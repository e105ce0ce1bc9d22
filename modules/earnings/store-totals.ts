/** Sums: what happened in a time, and what each account must hold by its rows. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import type { DeductionReason } from './deduction.ts'
import type { Source } from './line.ts'

export const creditedBySource = (on: Queryable, from: Date, to: Date) =>
  on.all(sql<{ source: Source; amount: string; lines: number; creators: number }>`
    select of_source as source, sum(amount) as amount, count(*)::int as lines,
      count(distinct creator_id)::int as creators
    from earnings.line where credited_at >= ${from} and credited_at < ${to} group by of_source order by of_source`)

export const movedIn = (on: Queryable, from: Date, to: Date) =>
  on.one(sql<{ creators: number; reversed: string; released: string }>`
    select
      (select count(distinct creator_id)::int from earnings.line
       where credited_at >= ${from} and credited_at < ${to}) as creators,
      (select coalesce(sum(amount - short), 0) from earnings.reversal
       where reversed_at >= ${from} and reversed_at < ${to}) as reversed,
      (select coalesce(sum(amount), 0) from earnings.release
       where released_at >= ${from} and released_at < ${to}) as released`)

export const deductedByReason = (on: Queryable, from: Date, to: Date) =>
  on.all(sql<{
    reason: DeductionReason
    amount: string
    collected: string
    count: number
    creators: number
  }>`
    select reason, sum(amount) as amount, sum(collected) as collected, count(*)::int as count,
      count(distinct creator_id)::int as creators
    from earnings.deduction where deducted_at >= ${from} and deducted_at < ${to} group by reason order by reason`)

export const appealsIn = (on: Queryable, from: Date, to: Date) =>
  on.all(sql<{ state: 'returned' | 'final' | 'appealed'; count: number; creators: number }>`
    select state, count(*)::int as count, count(distinct creator_id)::int as creators
    from earnings.deduction where appealed_at >= ${from} and appealed_at < ${to} group by state order by state`)

export const creditedByCreator = (on: Queryable, from: Date, to: Date) =>
  on.cursor(
    sql<{ creatorId: string; amount: string }>`
      select creator_id as "creatorId", sum(amount) as amount from earnings.line
      where credited_at >= ${from} and credited_at < ${to} group by creator_id order by creator_id`,
    5_000,
  )

/** Everyone with a line, a page at a time. */
export const creatorsAfter = async (
  on: Queryable,
  after: string | undefined,
  limit: number,
): Promise<string[]> =>
  (
    await on.all(sql<{ creatorId: string }>`
      select distinct creator_id as "creatorId" from earnings.line
      where ${after ?? null}::uuid is null or creator_id > ${after ?? null} order by creator_id limit ${limit}`)
  ).map((row) => row.creatorId)

export interface DueOnAccounts {
  readonly creatorId: string
  readonly pending: string
  readonly reserve: string
  readonly disputed: string
  /** Before payouts. */
  readonly available: string
}

/** What each creator's accounts must hold. */
export const dueOnAccounts = (on: Queryable, creatorIds: readonly string[]) =>
  on.all(sql<DueOnAccounts>`
    with c as (select creator_id from unnest(${creatorIds}::uuid[]) creator_id),
    lines as (select creator_id, sum(amount - taken) as due from earnings.line
      where creator_id = any(${creatorIds}::uuid[]) and release_id is null group by creator_id),
    releases as (select creator_id, sum(amount - collected - kept_back) as due from earnings.release
      where creator_id = any(${creatorIds}::uuid[]) group by creator_id),
    reserves as (select creator_id, sum(amount - taken) filter (where ended_at is null) as due,
        sum(amount - taken) filter (where ended_at is not null) as ended from earnings.reserve
      where creator_id = any(${creatorIds}::uuid[]) group by creator_id),
    deductions as (select creator_id, sum(collected) filter (where state = 'appealed') as disputed,
        sum(returned_available) as returned from earnings.deduction
      where creator_id = any(${creatorIds}::uuid[]) group by creator_id),
    takings as (select d.creator_id, sum(t.amount) as taken from earnings.taking t
        join earnings.deduction d on d.id = t.deduction_id
      where d.creator_id = any(${creatorIds}::uuid[]) and t.place = 'available' group by d.creator_id)
    select c.creator_id as "creatorId", coalesce(lines.due, 0) as pending, coalesce(reserves.due, 0) as reserve,
      coalesce(deductions.disputed, 0) as disputed,
      coalesce(releases.due, 0) + coalesce(reserves.ended, 0) + coalesce(deductions.returned, 0)
        - coalesce(takings.taken, 0) as available
    from c left join lines using (creator_id) left join releases using (creator_id)
      left join reserves using (creator_id) left join deductions using (creator_id)
      left join takings using (creator_id)`)

/** What must still stand on the accounts of money taken back. */
export const heldByReason = (on: Queryable) =>
  on.all(sql<{ reason: DeductionReason; held: string }>`
    select reason, sum(collected - handed_on) as held from earnings.deduction
    where state in ('taken', 'final') group by reason order by reason`)
