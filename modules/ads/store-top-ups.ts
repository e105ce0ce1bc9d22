import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { topUpStates } from './contract.ts'

export type TopUpState = (typeof topUpStates)[number]

export interface TopUp {
  readonly id: string
  readonly merchantId: string
  readonly merchantName: string
  readonly amountIdr: bigint
  /** What is paid: the amount, a bank transfer's code, and VAT where it is configured. */
  readonly payableIdr: bigint
  /** The way to pay, as payments names it. */
  readonly method: string
  /** False for a top-up of before payments. */
  readonly hasPayment: boolean
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
  t.payable_idr as "payableIdr", t.method, t.has_payment as "hasPayment", t.state, t.requested_at as "requestedAt", t.expires_at as "expiresAt",
  t.decided_at as "decidedAt", t.decided_by as "decidedBy", t.bank_reference as "bankReference", t.reason`
const from = sql`ads.top_up t join ads.merchant m on m.account_id = t.merchant_id`

/** One request at a time, so that waiting ones are counted before the next comes. */
export const lockTopUps = (tx: Tx) => tx.run(sql`select pg_advisory_xact_lock(hashtext('ads.top-up'), 0)`)

export const countWaiting = async (tx: Tx, merchantId: string): Promise<number> =>
  (
    await tx.one(sql<{ count: number }>`
      select count(*)::int as count from ads.top_up where merchant_id = ${merchantId} and state = 'requested'`)
  ).count

export const insertTopUp = (
  tx: Tx,
  t: Pick<TopUp, 'id' | 'merchantId' | 'amountIdr' | 'payableIdr' | 'method' | 'requestedAt' | 'expiresAt'>,
) =>
  tx.run(sql`
    insert into ads.top_up (id, merchant_id, amount_idr, payable_idr, method, has_payment, requested_at, expires_at)
    values (${t.id}, ${t.merchantId}, ${t.amountIdr}, ${t.payableIdr}, ${t.method}, true, ${t.requestedAt},
      ${t.expiresAt})`)

/** Those of before payments that wait. */
export const findWithoutPayment = (on: Queryable, limit: number) =>
  on.all(sql<TopUp>`
    select ${columns} from ${from} where t.state = 'requested' and not t.has_payment order by t.requested_at limit ${limit}`)

/** @returns false when it has its payment already, or waits no more */
export const markHasPayment = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.run(sql`
    update ads.top_up set has_payment = true where id = ${id} and state = 'requested' and not has_payment`)) ===
  1

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
  decision: { at: Date; by: string | null; bankReference: string | null },
): Promise<boolean> =>
  (await tx.run(sql`
    update ads.top_up set state = 'confirmed', decided_at = ${decision.at}, decided_by = ${decision.by},
      bank_reference = ${decision.bankReference}
    where id = ${id} and state = 'requested'`)) === 1

export const markEnded = (
  tx: Tx,
  id: string,
  end: { state: 'declined' | 'expired'; at: Date; by: string | null; reason: string | null },
) =>
  tx.run(sql`
    update ads.top_up set state = ${end.state}, decided_at = ${end.at}, decided_by = ${end.by}, reason = ${end.reason}
    where id = ${id} and state = 'requested'`)
