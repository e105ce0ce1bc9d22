import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Difference, Settlement, SettlementLine } from './settlement.ts'

const settlementColumns = sql`
  id, provider, file_name as "fileName", taken_in_at as "takenInAt", lines, matched, gross_idr as "grossIdr",
  fee_idr as "feeIdr", net_idr as "netIdr"`
const differenceColumns = sql`
  id, provider, kind, payment_id as "paymentId", reference, settlement_id as "settlementId",
  line_kind as "lineKind", fee_idr as "feeIdr", expected_idr as "expectedIdr", found_idr as "foundIdr",
  found_at as "foundAt", resolved_at as "resolvedAt", note`

/** One file at a time: two of one provider could name the same payment. */
export const lockSettlements = (tx: Tx) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtext('payments.settlement'), 0)`)

export const findSettlement = (on: Queryable, id: string) =>
  on.maybe(sql<Settlement>`select ${settlementColumns} from payments.settlement where id = ${id}`)

export const listSettlements = (on: Queryable, limit: number) =>
  on.all(sql<Settlement>`
    select ${settlementColumns} from payments.settlement order by taken_in_at desc, id limit ${limit}`)

export const insertSettlement = (tx: Tx, s: Settlement & { sha256: string }) =>
  tx.run(sql`
    insert into payments.settlement (id, provider, file_name, sha256, taken_in_at, lines, matched, gross_idr, fee_idr,
      net_idr)
    values (${s.id}, ${s.provider}, ${s.fileName}, ${s.sha256}, ${s.takenInAt}, ${s.lines}, ${s.matched},
      ${s.grossIdr}, ${s.feeIdr}, ${s.netIdr})`)

export const insertLines = (
  tx: Tx,
  settlementId: string,
  lines: readonly (SettlementLine & { paymentId: string | null })[],
) =>
  tx.run(sql`
    insert into payments.settlement_line (settlement_id, line, reference, kind, gross_idr, fee_idr, payment_id)
    select ${settlementId}, one.* from unnest(${lines.map((one) => one.line)}::int[],
      ${lines.map((one) => one.reference)}::text[], ${lines.map((one) => one.kind)}::text[],
      ${lines.map((one) => String(one.grossIdr))}::bigint[], ${lines.map((one) => String(one.feeIdr))}::bigint[],
      ${lines.map((one) => one.paymentId)}::uuid[]) as one`)

/** What a settlement line is held against; locked until the transaction ends. */
export interface Capture {
  readonly id: string
  readonly provider: string
  readonly capturedIdr: bigint
  readonly feeIdr: bigint
  readonly settledIn: string | null
}

const captureColumns = sql`
  id, provider, captured_idr as "capturedIdr", fee_idr as "feeIdr", settled_in as "settledIn"`

export const lockCaptures = (tx: Tx, ids: readonly string[]) =>
  tx.all(sql<Capture>`
    select ${captureColumns} from payments.payment where id = any(${ids}::uuid[]) order by id for update`)

/** Captured before that instant, and in no settlement file yet, not even in a line that did not fit. */
export const findUnsettled = (tx: Tx, provider: string, before: Date, limit: number) =>
  tx.all(sql<Capture>`
    select ${captureColumns} from payments.payment p
    where provider = ${provider} and captured_idr > 0 and settled_in is null and paid_at < ${before}
      and not exists (select from payments.difference d
        where d.payment_id = p.id and d.kind in ('amount_differs', 'missing_here')
          and d.line_kind = 'payment' and (d.kind = 'amount_differs' or d.resolved_at is null))
    order by paid_at limit ${limit}`)

/** @returns false when it was noted before */
export const insertDifference = async (
  tx: Tx,
  d: Omit<Difference, 'resolvedAt' | 'note'>,
): Promise<boolean> =>
  (await tx.run(sql`
    insert into payments.difference (id, provider, kind, payment_id, reference, settlement_id, line_kind, fee_idr,
      expected_idr, found_idr, found_at)
    values (${d.id}, ${d.provider}, ${d.kind}, ${d.paymentId}, ${d.reference}, ${d.settlementId}, ${d.lineKind},
      ${d.feeIdr}, ${d.expectedIdr}, ${d.foundIdr}, ${d.foundAt})
    on conflict (id) do nothing`)) === 1

export const lockDifference = (tx: Tx, id: string) =>
  tx.maybe(sql<Difference>`select ${differenceColumns} from payments.difference where id = ${id} for update`)

export const markResolved = (tx: Tx, id: string, by: { operatorId: string | null; at: Date; note: string }) =>
  tx.run(sql`
    update payments.difference set resolved_at = ${by.at}, resolved_by = ${by.operatorId}, note = ${by.note}
    where id = ${id} and resolved_at is null`)

/** A payment that a file names after all is not missing any more. */
export const resolveFound = (tx: Tx, paymentIds: readonly string[], at: Date, note: string) =>
  tx.run(sql`
    update payments.difference set resolved_at = ${at}, note = ${note}
    where kind = 'missing_there' and resolved_at is null and payment_id = any(${paymentIds}::uuid[])`)

export const differencesOf = (on: Queryable, settlementId: string, limit: number) =>
  on.all(sql<Difference>`
    select ${differenceColumns} from payments.difference where settlement_id = ${settlementId}
    order by found_at, id limit ${limit}`)

/** Open ones first, then the newest. */
export const listDifferences = (on: Queryable, limit: number) =>
  on.all(sql<Difference>`
    select ${differenceColumns} from payments.difference
    order by (resolved_at is null) desc, found_at desc, id limit ${limit}`)
