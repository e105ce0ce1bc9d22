/** Statements that tell which payouts ended in a time with money moved. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import type { ReturnCode } from './payout.ts'

export interface MovedRow {
  readonly id: string
  readonly accountId: string
  readonly state: 'paid' | 'returned'
  readonly provider: string
  readonly grossIdr: bigint
  readonly netIdr: bigint
  readonly feeIdr: bigint
  readonly requestedAt: Date
  readonly paidAt: Date
  readonly endedAt: Date
  readonly reasonCode: ReturnCode | null
  readonly taxLines: readonly { ruleId: string; remitAs: string; article: string; taxIdr: string }[]
}

/** Paid in that time, or paid and come back in it. */
export const eachMoved = (on: Queryable, after: Date | null, until: Date) =>
  on.cursor(
    sql<MovedRow>`
      select p.id, p.account_id as "accountId", p.state, p.provider, p.gross_idr as "grossIdr", p.net_idr as "netIdr",
        p.fee_idr as "feeIdr", p.requested_at as "requestedAt", p.paid_at as "paidAt", p.ended_at as "endedAt",
        p.reason_code as "reasonCode", coalesce(
          (select jsonb_agg(jsonb_build_object('ruleId', t.rule_id, 'remitAs', t.remit_as, 'article', t.article,
              'taxIdr', t.tax_idr::text) order by t.place)
           from payouts.tax_line t where t.payout_id = p.id), '[]') as "taxLines"
      from payouts.payout p
      where p.paid_at is not null and (
        (p.paid_at <= ${until} and (${after}::timestamptz is null or p.paid_at > ${after}))
        or (p.state = 'returned' and p.ended_at <= ${until} and (${after}::timestamptz is null or p.ended_at > ${after})))
      order by p.paid_at, p.id`,
    1_000,
  )
