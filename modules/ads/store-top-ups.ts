import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { topUpStates } from './contract.ts'

export type TopUpState = (typeof topUpStates)[number]

export interface TopUp {
  readonly id: string
  readonly merchantId: string
  readonly merchantName: string
  readonly amountIdr: bigint
  /** Amount and code together: what is transferred, and what is credited. */
  readonly payableIdr: bigint
  readonly state: TopUpState
  readonly requestedAt: Date
  readonly expiresAt: Date
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
  readonly bankReference: string | null
  readonly reason: string | null
}

const columns = sql`
  t.id, t.merchant_id as "merchantId", m.name as "merchantName", t.amount_idr as "amountIdr",
  t.payable_idr as "payableIdr", t.state, t.requested_at as "requestedAt", t.expires_at as "expiresAt",
  t.decided_at as "decidedAt", t.decided_by as "decidedBy", t.bank_reference as "bankReference", t.reason`
const from = sql`ads.top_up t join ads.merchant m on m.account_id = t.merchant_id`

/** Requests are numbered one at a time, so that two never get the same code. */
export const lockTopUps = (tx: Tx) => tx.run(sql`select pg_advisory_xact_lock(hashtext('ads.top-up'), 0)`)

/** Payable amounts from `first` to `last` that wait for a transfer. */
export const waitingPayables = async (tx: Tx, first: bigint, last: bigint): Promise<ReadonlySet<bigint>> =>
  new Set(
    (
      await tx.all(sql<{ payable: bigint }>`
        select payable_idr as payable from ads.top_up
        where state = 'requested' and payable_idr between ${first} and ${last}`)
    ).map((row) => row.payable),
  )

export const countWaiting = async (tx: Tx, merchantId: string): Promise<number> =>
  (
    await tx.one(sql<{ count: number }>`
      select count(*)::int as count from ads.top_up where merchant_id = ${merchantId} and state = 'requested'`)
  ).count

export const insertTopUp = (
  tx: Tx,
  t: Pick<TopUp, 'id' | 'merchantId' | 'amountIdr' | 'payableIdr' | 'requestedAt' | 'expiresAt'>,
) =>
  tx.run(sql`
    insert into ads.top_up (id, merchant_id, amount_idr, payable_idr, requested_at, expires_at)
    values (${t.id}, ${t.merchantId}, ${t.amountIdr}, ${t.payableIdr}, ${t.requestedAt}, ${t.expiresAt})`)

export const findTopUp = (on: Queryable, id: string) =>
  on.maybe(sql<TopUp>`select ${columns} from ${from} where t.id = ${id}`)

export const findTopUpsOf = (on: Queryable, merchantId: string) =>
  on.all(sql<TopUp>`
    select ${columns} from ${from} where t.merchant_id = ${merchantId} order by t.requested_at desc, t.id limit 200`)

/** Those that wait come first, then the newest. */
export const findTopUps = (on: Queryable, state: TopUpState | undefined, limit: number) =>
  on.all(sql<TopUp>`
    select ${columns} from ${from} where ${state ?? null}::text is null or t.state = ${state ?? null}
    order by t.state = 'requested' desc, t.requested_at desc, t.id limit ${limit}`)

/** The mark that goes before the money. @returns false when the top-up no longer waits
 *  @throws a unique violation of top_up_bank_reference when the reference belongs to another top-up */
export const markConfirmed = async (
  tx: Tx,
  id: string,
  decision: { at: Date; by: string; bankReference: string },
): Promise<boolean> =>
  (await tx.run(sql`
    update ads.top_up set state = 'confirmed', decided_at = ${decision.at}, decided_by = ${decision.by},
      bank_reference = ${decision.bankReference}
    where id = ${id} and state = 'requested'`)) === 1

export const markDeclined = async (
  tx: Tx,
  id: string,
  decision: { at: Date; by: string; reason: string },
): Promise<boolean> =>
  (await tx.run(sql`
    update ads.top_up set state = 'declined', decided_at = ${decision.at}, decided_by = ${decision.by},
      reason = ${decision.reason}
    where id = ${id} and state = 'requested'`)) === 1

/** @returns how many */
export const expireTopUps = (tx: Tx, now: Date) =>
  tx.run(sql`
    update ads.top_up set state = 'expired', decided_at = ${now} where state = 'requested' and expires_at <= ${now}`)
