import { type Queryable, sql } from '../../platform/db/index.ts'
import type { ReturnCode } from './payout.ts'

/** Net that is reserved, by provider. */
export const openByProvider = (on: Queryable) =>
  on.all(sql<{ provider: string; openIdr: bigint; count: number }>`
    select provider, coalesce(sum(net_idr) filter (where state in ('requested', 'approved', 'sent')), 0)::bigint
        as "openIdr", (count(*) filter (where state in ('requested', 'approved', 'sent')))::int as count
    from payouts.payout group by provider order by provider`)

/** Tax by heading: reserved, of payouts that stand paid, and of all that ever were. */
export const taxByHeading = (on: Queryable) =>
  on.all(sql<{ remitAs: string; openIdr: bigint; paidIdr: bigint; everIdr: bigint }>`
    select l.remit_as as "remitAs",
      coalesce(sum(l.tax_idr) filter (where p.state in ('requested', 'approved', 'sent')), 0)::bigint as "openIdr",
      coalesce(sum(l.tax_idr) filter (where p.state = 'paid'), 0)::bigint as "paidIdr",
      coalesce(sum(l.tax_idr) filter (where p.paid_on is not null), 0)::bigint as "everIdr"
    from payouts.payout p join payouts.tax_line l on l.payout_id = p.id group by l.remit_as order by l.remit_as`)

export const feeSums = (on: Queryable) =>
  on.one(sql<{ openIdr: bigint; paidIdr: bigint }>`
    select coalesce(sum(fee_idr) filter (where state in ('requested', 'approved', 'sent')), 0)::bigint as "openIdr",
      coalesce(sum(fee_idr) filter (where state = 'paid'), 0)::bigint as "paidIdr"
    from payouts.payout`)

/** Payouts whose tax lines do not sum to their tax. */
export const wrongTaxSums = async (on: Queryable): Promise<number> =>
  (
    await on.one(sql<{ count: number }>`
      select count(*)::int as count from payouts.payout p
      where tax_idr <> (select coalesce(sum(tax_idr), 0) from payouts.tax_line where payout_id = p.id)`)
  ).count

/** Approved batches whose payouts do not sum to what was approved. */
export const wrongControlSums = (on: Queryable) =>
  on.all(sql<{ id: string }>`
    select b.id from payouts.batch b left join payouts.payout p on p.batch_id = b.id
    where b.state in ('approved', 'sent', 'done')
    group by b.id having coalesce(sum(p.net_idr), 0) <> b.ctrl_sum_idr or count(p.id) <> b.count order by b.id`)

/** Approved batches that one person alone made and approved: allowed where the stage says so, and counted. */
export const onePersonBatches = (on: Queryable) =>
  on.one(sql<{ said: number; unsaid: number }>`
    select count(*) filter (where single_operator)::int as said,
      count(*) filter (where not single_operator)::int as unsaid
    from payouts.batch where approved_by = made_by`)

/** Payouts on their way, for comparing with the ledger. */
export const openItems = (on: Queryable, after: string, limit: number) =>
  on.all(sql<{ id: string; netIdr: bigint }>`
    select id, net_idr as "netIdr" from payouts.payout
    where state in ('requested', 'approved', 'sent') and id > ${after}::uuid order by id limit ${limit}`)

export const countContradictions = async (on: Queryable): Promise<number> =>
  (
    await on.one(
      sql<{
        count: number
      }>`select count(*)::int as count from payouts.contradiction where resolved_at is null`,
    )
  ).count

export const sumPaid = (on: Queryable, from: Date, to: Date) =>
  on.one(sql<{ count: number; grossIdr: bigint; netIdr: bigint; feeIdr: bigint; creators: number }>`
    select count(*)::int as count, coalesce(sum(gross_idr), 0)::bigint as "grossIdr",
      coalesce(sum(net_idr), 0)::bigint as "netIdr", coalesce(sum(fee_idr), 0)::bigint as "feeIdr",
      count(distinct account_id)::int as creators
    from payouts.payout where paid_at >= ${from} and paid_at < ${to}`)

export const sumTax = (on: Queryable, from: Date, to: Date) =>
  on.all(sql<{ remitAs: string; taxIdr: bigint }>`
    select l.remit_as as "remitAs", sum(l.tax_idr)::bigint as "taxIdr"
    from payouts.payout p join payouts.tax_line l on l.payout_id = p.id
    where p.paid_at >= ${from} and p.paid_at < ${to}
    group by l.remit_as order by l.remit_as`)

export const sumReturned = (on: Queryable, from: Date, to: Date) =>
  on.all(sql<{ code: ReturnCode; count: number; grossIdr: bigint }>`
    select reason_code as code, count(*)::int as count, sum(gross_idr)::bigint as "grossIdr" from payouts.payout
    where state in ('returned', 'failed') and ended_at >= ${from} and ended_at < ${to}
    group by reason_code order by reason_code`)

export const sumOpenAt = async (on: Queryable, at: Date): Promise<bigint> =>
  (
    await on.one(sql<{ sum: bigint }>`
      select coalesce(sum(gross_idr), 0)::bigint as sum from payouts.payout
      where requested_at < ${at} and (ended_at is null or coalesce(paid_at, ended_at) >= ${at})`)
  ).sum

export const sumPaidOut = (on: Queryable, accountIds: readonly string[]) =>
  on.all(sql<{ accountId: string; sum: bigint }>`
    select account_id as "accountId", sum(gross_idr)::bigint as sum from payouts.payout
    where account_id = any(${accountIds}::uuid[]) and state = 'paid' group by account_id`)
