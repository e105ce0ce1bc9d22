import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { BatchState } from './batch.ts'

export interface BatchRow {
  readonly id: string
  readonly provider: string
  readonly state: BatchState
  readonly madeBy: string
  readonly madeAt: Date
  readonly approvedBy: string | null
  readonly approvedAt: Date | null
  readonly singleOperator: boolean
  /** Fixed at approval. */
  readonly count: number | null
  readonly ctrlSumIdr: bigint | null
  readonly sentBy: string | null
  readonly sentAt: Date | null
  readonly sentFormat: string | null
}

const columns = sql`
  id, provider, state, made_by as "madeBy", made_at as "madeAt", approved_by as "approvedBy",
  approved_at as "approvedAt", single_operator as "singleOperator", count, ctrl_sum_idr as "ctrlSumIdr",
  sent_by as "sentBy", sent_at as "sentAt", sent_format as "sentFormat"`

export const findBatch = (on: Queryable, id: string) =>
  on.maybe(sql<BatchRow>`select ${columns} from payouts.batch where id = ${id}`)

export const lockBatch = (tx: Tx, id: string) =>
  tx.maybe(sql<BatchRow>`select ${columns} from payouts.batch where id = ${id} for update`)

export const listBatches = (on: Queryable, limit: number) =>
  on.all(sql<BatchRow>`select ${columns} from payouts.batch order by made_at desc, id desc limit ${limit}`)

/** @returns false when a batch of that id was there already */
export const insertBatch = async (
  tx: Tx,
  b: { id: string; provider: string; madeBy: string; madeAt: Date },
): Promise<boolean> =>
  (await tx.run(sql`
    insert into payouts.batch (id, provider, state, made_by, made_at)
    values (${b.id}, ${b.provider}, 'made', ${b.madeBy}, ${b.madeAt}) on conflict do nothing`)) === 1

/** Payouts that may be gathered: they wait, are in no batch, their payee is verified and not on hold, and the bank
 *  account is not known to be bad. The same rule as `heldBy`. */
const isDue = (provider: string, now: Date) => sql`
  p.state = 'requested' and p.batch_id is null and p.provider = ${provider}
    and y.state = 'verified' and (y.hold_until is null or y.hold_until <= ${now})
    and a.state in ('usable', 'replaced')`

const dueFrom = sql`
  payouts.payout p join payouts.payee y on y.account_id = p.account_id
    join payouts.bank_account a on a.id = p.bank_account_id`

export const sumDue = (on: Queryable, provider: string, now: Date) =>
  on.one(sql<{ count: number; sumIdr: bigint }>`
    select count(*)::int as count, coalesce(sum(p.net_idr), 0)::bigint as "sumIdr" from ${dueFrom}
    where ${isDue(provider, now)}`)

/** Those named, or all, the oldest first; rows that somebody else is gathering are left to them. */
export const lockDue = (
  tx: Tx,
  due: { provider: string; now: Date; ids: readonly string[] | undefined; limit: number },
) =>
  tx.all(sql<{ id: string; netIdr: bigint }>`
    select p.id, p.net_idr as "netIdr" from ${dueFrom}
    where ${isDue(due.provider, due.now)} and (${due.ids === undefined} or p.id = any(${due.ids ?? []}::uuid[]))
    order by p.requested_at, p.id limit ${due.limit} for update of p skip locked`)

export const putIntoBatch = (tx: Tx, batchId: string, ids: readonly string[]) =>
  tx.run(sql`
    update payouts.payout set batch_id = ${batchId} where id = any(${ids}::uuid[]) and state = 'requested' and batch_id is null`)

export interface BatchItem {
  readonly id: string
  readonly accountId: string
  readonly state: string
  readonly netIdr: bigint
  readonly taxIdr: bigint
  readonly bankAccountId: string
}

const itemColumns = sql`
  id, account_id as "accountId", state, net_idr as "netIdr", tax_idr as "taxIdr",
  bank_account_id as "bankAccountId"`

/** In the order in which they stand in a file. */
export const findItems = (on: Queryable, batchId: string) =>
  on.all(sql<BatchItem>`select ${itemColumns} from payouts.payout where batch_id = ${batchId} order by id`)

export const lockItems = (tx: Tx, batchId: string) =>
  tx.all(sql<BatchItem>`
    select ${itemColumns} from payouts.payout where batch_id = ${batchId} order by id for update`)

export interface BatchSum {
  readonly batchId: string
  readonly state: string
  readonly count: number
  readonly netIdr: bigint
  readonly taxIdr: bigint
}

export const sumItems = (on: Queryable, batchIds: readonly string[]) =>
  on.all(sql<BatchSum>`
    select batch_id as "batchId", state, count(*)::int as count, sum(net_idr)::bigint as "netIdr",
      sum(tax_idr)::bigint as "taxIdr"
    from payouts.payout where batch_id = any(${batchIds}::uuid[]) group by batch_id, state order by batch_id, state`)

export const markApproved = (
  tx: Tx,
  id: string,
  a: { by: string; at: Date; singleOperator: boolean; count: number; ctrlSumIdr: bigint },
) =>
  tx.run(sql`
    update payouts.batch set state = 'approved', approved_by = ${a.by}, approved_at = ${a.at},
      single_operator = ${a.singleOperator}, count = ${a.count}, ctrl_sum_idr = ${a.ctrlSumIdr}
    where id = ${id} and state = 'made'`)

export const approveItems = (tx: Tx, batchId: string, at: Date) =>
  tx.run(sql`
    update payouts.payout set state = 'approved', approved_at = ${at}
    where batch_id = ${batchId} and state = 'requested'`)

export const markDiscarded = (tx: Tx, id: string, by: string, reason: string) =>
  tx.run(sql`
    update payouts.batch set state = 'discarded', discarded_by = ${by}, discard_reason = ${reason}
    where id = ${id} and state in ('made', 'approved')`)

export const releaseItems = (tx: Tx, batchId: string) =>
  tx.run(sql`
    update payouts.payout set state = 'requested', approved_at = null, batch_id = null
    where batch_id = ${batchId} and state in ('requested', 'approved')`)

export const markBatchSent = (tx: Tx, id: string, sent: { by: string | null; at: Date; format: string }) =>
  tx.run(sql`
    update payouts.batch set state = 'sent', sent_by = ${sent.by}, sent_at = ${sent.at}, sent_format = ${sent.format}
    where id = ${id} and state = 'approved'`)

export const sendItems = (tx: Tx, batchId: string, at: Date) =>
  tx.run(sql`
    update payouts.payout set state = 'sent', sent_at = ${at} where batch_id = ${batchId} and state = 'approved'`)

/** A batch is done when none of its payouts is on its way. */
export const finishBatch = (tx: Tx, id: string) =>
  tx.run(sql`
    update payouts.batch set state = 'done' where id = ${id} and state = 'sent'
      and not exists (select from payouts.payout where batch_id = ${id} and state in ('approved', 'sent'))`)

export interface FileRow {
  readonly batchId: string
  readonly format: string
  readonly sha256: string
  readonly contentSealed: string
  readonly madeAt: Date
}

export const findFile = (on: Queryable, batchId: string, format: string) =>
  on.maybe(sql<FileRow>`
    select batch_id as "batchId", format, sha256, content_sealed as "contentSealed", made_at as "madeAt"
    from payouts.batch_file where batch_id = ${batchId} and format = ${format}`)

export const listFiles = (on: Queryable, batchIds: readonly string[]) =>
  on.all(sql<Omit<FileRow, 'contentSealed'>>`
    select batch_id as "batchId", format, sha256, made_at as "madeAt" from payouts.batch_file
    where batch_id = any(${batchIds}::uuid[]) order by made_at, format`)

export const insertFile = (tx: Tx, f: FileRow & { madeBy: string }) =>
  tx.run(sql`
    insert into payouts.batch_file (batch_id, format, sha256, content_sealed, made_by, made_at)
    values (${f.batchId}, ${f.format}, ${f.sha256}, ${f.contentSealed}, ${f.madeBy}, ${f.madeAt})`)
