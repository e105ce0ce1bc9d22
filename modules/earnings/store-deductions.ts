/** Statements about deductions and what they took. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Deduction, DeductionReason, DeductionState, Evidence } from './deduction.ts'

export interface KeptDeduction extends Deduction {
  readonly to: string | null
  readonly lineId: string | null
  readonly handedOnIdr: bigint
}

const columns = sql`
  id, creator_id as "creatorId", amount as "amountIdr", collected as "collectedIdr", handed_on as "handedOnIdr",
  case when state in ('taken', 'final') then amount - collected else 0 end as "owedIdr",
  reason, evidence, fraud, state, deducted_by as "deductedBy", owed_to as "owedTo", deducted_at as "deductedAt",
  appeal_until as "appealUntil", appealed_at as "appealedAt", appeal_text as "appealText",
  decided_by as "decidedBy", decided_at as "decidedAt", decision_note as "decisionNote", seen_at as "seenAt",
  to_account as "to", line_id as "lineId"`

export const findDeduction = (on: Queryable, id: string) =>
  on.maybe(sql<KeptDeduction>`select ${columns} from earnings.deduction where id = ${id}`)

/** @returns false when the id is taken */
export const insertDeduction = async (
  tx: Tx,
  one: {
    id: string
    creatorId: string
    amountIdr: bigint
    reason: DeductionReason
    fraud: boolean
    evidence: Evidence
    lineId: string | null
    to: string | null
    owedTo: string | null
    by: string | null
    at: Date
    appealUntil: Date
  },
): Promise<boolean> =>
  (await tx.run(sql`
    insert into earnings.deduction (id, creator_id, amount, reason, fraud, evidence, line_id, to_account, owed_to, state,
      deducted_by, deducted_at, appeal_until)
    values (${one.id}, ${one.creatorId}, ${one.amountIdr}, ${one.reason}, ${one.fraud},
      ${JSON.stringify(one.evidence)}::jsonb, ${one.lineId}, ${one.to}, ${one.owedTo}, 'taken', ${one.by}, ${one.at},
      ${one.appealUntil})
    on conflict (id) do nothing`)) === 1

export interface Taking {
  readonly id: string
  readonly deductionId: string
  readonly place: 'reserve' | 'pending' | 'available' | 'release'
  readonly lineId: string | null
  readonly reserveId: string | null
  readonly releaseId: string | null
  readonly amountIdr: bigint
}

export async function insertTakings(tx: Tx, takings: readonly Taking[], now: Date): Promise<void> {
  if (takings.length === 0) return
  await tx.run(sql`
    insert into earnings.taking (id, deduction_id, place, line_id, reserve_id, release_id, amount, taken_at)
    select id, deduction_id, place, line_id, reserve_id, release_id, amount, ${now}
    from unnest(${takings.map((t) => t.id)}::uuid[], ${takings.map((t) => t.deductionId)}::uuid[],
      ${takings.map((t) => t.place)}::text[], ${takings.map((t) => t.lineId)}::uuid[],
      ${takings.map((t) => t.reserveId)}::uuid[], ${takings.map((t) => t.releaseId)}::uuid[],
      ${takings.map((t) => String(t.amountIdr))}::bigint[])
      as t(id, deduction_id, place, line_id, reserve_id, release_id, amount)`)
  await tx.run(sql`
    update earnings.deduction d set collected = d.collected + t.amount
    from (select deduction_id, sum(amount)::bigint as amount
          from unnest(${takings.map((t) => t.deductionId)}::uuid[], ${takings.map((t) => String(t.amountIdr))}::bigint[])
            as t(deduction_id, amount) group by deduction_id) t
    where d.id = t.deduction_id`)
}

export const takingsOf = (on: Queryable, deductionId: string) =>
  on.all(sql<Taking>`
    select id, deduction_id as "deductionId", place, line_id as "lineId", reserve_id as "reserveId",
      release_id as "releaseId", amount as "amountIdr"
    from earnings.taking where deduction_id = ${deductionId} order by taken_at, id`)

/** What is still owed by those creators: confirmed fraud first, then the oldest. */
export const owedDeductions = (tx: Tx, creatorIds: readonly string[]) =>
  tx.all(sql<KeptDeduction>`
    select ${columns} from earnings.deduction
    where creator_id = any(${creatorIds}::uuid[]) and state in ('taken', 'final') and collected < amount
    order by creator_id, fraud desc, deducted_at, id`)

export const owedBy = async (on: Queryable, creatorId: string): Promise<bigint> =>
  BigInt(
    (
      await on.one(sql<{ owed: string }>`
        select coalesce(sum(amount - collected), 0) as owed from earnings.deduction
        where creator_id = ${creatorId} and state in ('taken', 'final')`)
    ).owed,
  )

/** @returns false when it was appealed or settled meanwhile */
export const markAppealed = async (tx: Tx, id: string, text: string, now: Date): Promise<boolean> =>
  (await tx.run(sql`
    update earnings.deduction set state = 'appealed', appealed_at = ${now}, appeal_text = ${text}
    where id = ${id} and state = 'taken'`)) === 1

export const markDecided = async (
  tx: Tx,
  id: string,
  decision: {
    outcome: 'returned' | 'final'
    by: string
    note: string
    at: Date
    pending: bigint
    reserve: bigint
    available: bigint
  },
): Promise<boolean> =>
  (await tx.run(sql`
    update earnings.deduction set state = ${decision.outcome}, decided_by = ${decision.by},
      decided_at = ${decision.at}, decision_note = ${decision.note}, seen_at = null,
      final_at = case when ${decision.outcome} = 'final' then ${decision.at}::timestamptz end,
      returned_pending = ${decision.pending}, returned_reserve = ${decision.reserve},
      returned_available = ${decision.available}
    where id = ${id} and state = 'appealed'`)) === 1

/** @returns false when it was appealed or settled meanwhile */
export const markFinal = async (tx: Tx, id: string, now: Date): Promise<boolean> =>
  (await tx.run(sql`
    update earnings.deduction set state = 'final', final_at = ${now}
    where id = ${id} and state = 'taken' and appeal_until <= ${now}`)) === 1

export const addHandedOn = (tx: Tx, id: string, amountIdr: bigint) =>
  tx.run(sql`update earnings.deduction set handed_on = handed_on + ${amountIdr} where id = ${id}`)

export const overdueAppeals = (on: Queryable, now: Date, limit: number) =>
  on.all(sql<{ id: string; creatorId: string }>`
    select id, creator_id as "creatorId" from earnings.deduction
    where state = 'taken' and appeal_until <= ${now} order by appeal_until, id limit ${limit}`)

/** Final ones with money that has somewhere to go. @param reasons for which the stage knows where */
export const toHandOn = (on: Queryable, reasons: readonly string[], limit: number) =>
  on.all(sql<{ id: string; creatorId: string }>`
    select id, creator_id as "creatorId" from earnings.deduction
    where state = 'final' and handed_on < collected and (to_account is not null or (owed_to is not null and reason = any(${reasons}::text[])))
    order by final_at, id limit ${limit}`)

export const deductionsOf = (on: Queryable, creatorId: string) =>
  on.all(sql<KeptDeduction>`
    select ${columns} from earnings.deduction where creator_id = ${creatorId}
    order by deducted_at desc, id limit 200`)

export const listDeductions = (on: Queryable, state: DeductionState | undefined) =>
  on.all(sql<KeptDeduction>`
    select ${columns} from earnings.deduction where ${state ?? null}::text is null or state = ${state ?? null}
    order by state = 'appealed' desc, deducted_at desc, id limit 200`)

export const countUnread = async (on: Queryable, creatorId: string): Promise<number> =>
  (
    await on.one(sql<{ count: number }>`
      select count(*)::int as count from earnings.deduction where creator_id = ${creatorId} and seen_at is null`)
  ).count

export const markSeen = (tx: Tx, creatorId: string, now: Date) =>
  tx.run(sql`
    update earnings.deduction set seen_at = ${now} where creator_id = ${creatorId} and seen_at is null`)
