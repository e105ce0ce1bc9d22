/** Sums of what was paid and given back in a time, for public reports. */
import { type Queryable, sql } from '../../platform/db/index.ts'

export const sumPaid = (on: Queryable, from: Date, to: Date) =>
  on.one(sql<{ payers: number; paid: string; vat: string; fees: string }>`
    select count(distinct payer_id)::int as payers, coalesce(sum(total_idr + code_idr), 0) as paid,
      coalesce(sum(vat_idr), 0) as vat, coalesce(sum(fee_idr), 0) as fees
    from payments.payment where paid_at >= ${from} and paid_at < ${to}`)

export const sumReturned = (on: Queryable, from: Date, to: Date) =>
  on.one(sql<{ returnedTo: number; returned: string }>`
    select count(distinct p.payer_id)::int as "returnedTo", coalesce(sum(b.amount_idr), 0) as returned
    from payments.money_back b join payments.payment p on p.id = b.payment_id
    where b.created_at >= ${from} and b.created_at < ${to}`)
