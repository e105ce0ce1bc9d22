import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { TaxLine } from '../tax/index.ts'
import type { PayoutState, ReturnCode, Trigger } from './payout.ts'

export interface PayoutRow {
  readonly id: string
  readonly accountId: string
  readonly state: PayoutState
  readonly trigger: Trigger
  readonly provider: string
  readonly income: string
  readonly askedIdr: bigint | null
  readonly grossIdr: bigint
  readonly taxIdr: bigint
  readonly feeIdr: bigint
  readonly netIdr: bigint
  readonly bankAccountId: string
  readonly batchId: string | null
  readonly month: string
  readonly requestedAt: Date
  readonly approvedAt: Date | null
  readonly sentAt: Date | null
  readonly endedAt: Date | null
  readonly paidOn: string | null
  readonly bankReference: string | null
  readonly providerRef: string | null
  readonly reasonCode: ReturnCode | null
  readonly reason: string | null
  readonly tries: number
}

const columns = sql`
  p.id, p.account_id as "accountId", p.state, p.trigger, p.provider, p.income, p.asked_idr as "askedIdr",
  p.gross_idr as "grossIdr", p.tax_idr as "taxIdr", p.fee_idr as "feeIdr", p.net_idr as "netIdr",
  p.bank_account_id as "bankAccountId", p.batch_id as "batchId", p.month, p.requested_at as "requestedAt",
  p.approved_at as "approvedAt", p.sent_at as "sentAt", p.ended_at as "endedAt", p.paid_on as "paidOn",
  p.bank_reference as "bankReference", p.provider_ref as "providerRef", p.reason_code as "reasonCode", p.reason,
  p.tries`

export const findPayout = (on: Queryable, id: string) =>
  on.maybe(sql<PayoutRow>`select ${columns} from payouts.payout p where p.id = ${id}`)

/** Whoever moves a payout on takes turns by its row. */
export const lockPayout = (tx: Tx, id: string) =>
  tx.maybe(sql<PayoutRow>`select ${columns} from payouts.payout p where p.id = ${id} for update`)

export const findPayoutByRef = (on: Queryable, provider: string, providerRef: string) =>
  on.maybe(sql<PayoutRow>`
    select ${columns} from payouts.payout p where p.provider = ${provider} and p.provider_ref = ${providerRef}`)

export const findPayoutsOf = (on: Queryable, accountId: string, limit: number) =>
  on.all(sql<PayoutRow>`
    select ${columns} from payouts.payout p where p.account_id = ${accountId}
    order by p.requested_at desc, p.id desc limit ${limit}`)

/** Those that wait come first, then the newest. */
export const listPayouts = (
  on: Queryable,
  filter: { state?: PayoutState | undefined; batchId?: string | undefined },
  limit: number,
) =>
  on.all(sql<PayoutRow>`
    select ${columns} from payouts.payout p
    where (${filter.state ?? null}::text is null or p.state = ${filter.state ?? null})
      and (${filter.batchId ?? null}::uuid is null or p.batch_id = ${filter.batchId ?? null})
    order by p.state = 'requested' desc, p.state in ('approved', 'sent') desc, p.requested_at desc, p.id
    limit ${limit}`)

export const insertPayout = (
  tx: Tx,
  p: Omit<
    PayoutRow,
    | 'state'
    | 'batchId'
    | 'approvedAt'
    | 'sentAt'
    | 'endedAt'
    | 'paidOn'
    | 'bankReference'
    | 'providerRef'
    | 'reasonCode'
    | 'reason'
    | 'tries'
  >,
) =>
  tx.run(sql`
    insert into payouts.payout (id, account_id, state, trigger, provider, income, asked_idr, gross_idr, tax_idr,
      fee_idr, net_idr, bank_account_id, month, requested_at)
    values (${p.id}, ${p.accountId}, 'requested', ${p.trigger}, ${p.provider}, ${p.income}, ${p.askedIdr},
      ${p.grossIdr}, ${p.taxIdr}, ${p.feeIdr}, ${p.netIdr}, ${p.bankAccountId}, ${p.month}, ${p.requestedAt})`)

export const insertTaxLines = (tx: Tx, payoutId: string, lines: readonly TaxLine[]) =>
  lines.length === 0
    ? Promise.resolve(0)
    : tx.run(sql`
        insert into payouts.tax_line (payout_id, place, rule_id, kind, remit_as, article, certainty, base_idr, tax_idr,
          steps)
        values ${sql.join(
          lines.map(
            (one, place) =>
              sql`(${payoutId}, ${place}, ${one.ruleId}, ${one.kind}, ${one.remitAs}, ${one.article}, ${one.certainty},
                ${one.baseIdr}, ${one.taxIdr}, ${JSON.stringify(one.steps)}::jsonb)`,
          ),
        )}`)

export type TaxLineRow = TaxLine & { readonly payoutId: string }

export const findTaxLines = (on: Queryable, payoutIds: readonly string[]) =>
  on.all(sql<TaxLineRow>`
    select payout_id as "payoutId", rule_id as "ruleId", kind, remit_as as "remitAs", article, certainty,
      base_idr as "baseIdr", tax_idr as "taxIdr", steps
    from payouts.tax_line where payout_id = any(${payoutIds}::uuid[]) order by payout_id, place`)

/** Gross of a calendar month's payouts that were not undone. */
export const grossOfMonth = async (on: Queryable, accountId: string, month: string): Promise<bigint> =>
  (
    await on.one(sql<{ sum: bigint }>`
      select coalesce(sum(gross_idr), 0)::bigint as sum from payouts.payout
      where account_id = ${accountId} and month = ${month} and state not in ('cancelled', 'returned', 'failed')`)
  ).sum

/** When the last payout on demand that was not undone was asked for. */
export const lastOnDemand = async (on: Queryable, accountId: string): Promise<Date | undefined> =>
  (
    await on.maybe(sql<{ at: Date }>`
      select requested_at as at from payouts.payout
      where account_id = ${accountId} and trigger = 'request' and state not in ('cancelled', 'returned', 'failed')
      order by requested_at desc limit 1`)
  )?.at

export const markCancelled = (tx: Tx, id: string, at: Date) =>
  tx.run(sql`
    update payouts.payout set state = 'cancelled', ended_at = ${at}, batch_id = null
    where id = ${id} and state = 'requested'`)

/** @returns false when it is not approved any more */
export const markSent = async (tx: Tx, id: string, at: Date, nextTryAt: Date): Promise<boolean> =>
  (await tx.run(sql`
    update payouts.payout set state = 'sent', sent_at = ${at}, tries = 1, next_try_at = ${nextTryAt}
    where id = ${id} and state = 'approved'`)) === 1

export const markPaid = (
  tx: Tx,
  id: string,
  paid: { at: Date; on: string; reference: string; providerRef: string | null },
) =>
  tx.run(sql`
    update payouts.payout set state = 'paid', ended_at = ${paid.at}, paid_at = ${paid.at}, paid_on = ${paid.on},
      bank_reference = ${paid.reference}, provider_ref = coalesce(${paid.providerRef}, provider_ref),
      next_try_at = null
    where id = ${id} and state = 'sent'`)

export const markBack = (
  tx: Tx,
  id: string,
  back: { state: 'returned' | 'failed'; at: Date; code: ReturnCode; reason: string },
) =>
  tx.run(sql`
    update payouts.payout set state = ${back.state}, ended_at = ${back.at}, reason_code = ${back.code},
      reason = ${back.reason}, next_try_at = null
    where id = ${id} and state in ('sent', 'paid')`)

export const setProviderRef = (tx: Tx, id: string, providerRef: string) =>
  tx.run(sql`
    update payouts.payout set provider_ref = ${providerRef} where id = ${id} and provider_ref is null`)

export const findApproved = (on: Queryable, provider: string, limit: number) =>
  on.all(sql<{ id: string; batchId: string | null }>`
    select id, batch_id as "batchId" from payouts.payout where state = 'approved' and provider = ${provider}
    order by approved_at, id limit ${limit}`)

/** Takes sent payouts whose time has come, so that no other process asks for the same ones.
 *  @param pauseSeconds until the next look; it grows with the tries */
export const claimToPoll = (tx: Tx, provider: string, now: Date, pauseSeconds: number, limit: number) =>
  tx.all(sql<PayoutRow>`
    update payouts.payout p set tries = p.tries + 1,
      next_try_at = ${now}::timestamptz + make_interval(secs => ${pauseSeconds} * least(p.tries, 30))
    where p.id in (
      select id from payouts.payout where state = 'sent' and provider = ${provider} and next_try_at <= ${now}
      order by next_try_at limit ${limit} for update skip locked
    )
    returning ${columns}`)

export const insertNotice = async (
  tx: Tx,
  n: { provider: string; eventId: string; bodySealed: string; payoutId: string | null; receivedAt: Date },
): Promise<boolean> =>
  (await tx.run(sql`
    insert into payouts.notice (provider, event_id, body_sealed, payout_id, received_at)
    values (${n.provider}, ${n.eventId}, ${n.bodySealed}, ${n.payoutId}, ${n.receivedAt})
    on conflict do nothing`)) === 1

export const isNoticeHandled = async (on: Queryable, provider: string, eventId: string): Promise<boolean> =>
  (
    await on.one(sql<{ handled: boolean }>`
      select handled_at is not null as handled from payouts.notice
      where provider = ${provider} and event_id = ${eventId}`)
  ).handled

export const markNoticeHandled = (tx: Tx, provider: string, eventId: string, at: Date) =>
  tx.run(sql`
    update payouts.notice set handled_at = ${at}
    where provider = ${provider} and event_id = ${eventId} and handled_at is null`)

export const insertContradiction = (
  tx: Tx,
  c: { id: string; payoutId: string; was: string; said: string; at: Date },
) =>
  tx.run(sql`
    insert into payouts.contradiction (id, payout_id, was, said, at)
    values (${c.id}, ${c.payoutId}, ${c.was}, ${c.said}, ${c.at}) on conflict do nothing`)

export interface Contradiction {
  readonly id: string
  readonly payoutId: string
  /** What the payout had become. */
  readonly was: string
  /** What the provider said then. */
  readonly said: string
  readonly at: Date
  readonly resolvedAt: Date | null
  readonly note: string | null
}

/** Those that nobody has looked at first. */
export const listContradictions = (on: Queryable, limit: number) =>
  on.all(sql<Contradiction>`
    select id, payout_id as "payoutId", was, said, at, resolved_at as "resolvedAt", note from payouts.contradiction
    order by resolved_at is null desc, at desc, id limit ${limit}`)

/** @returns how many there are of that id */
export const resolveContradiction = async (
  tx: Tx,
  id: string,
  resolved: { by: string; at: Date; note: string },
): Promise<number> => {
  await tx.run(sql`
    update payouts.contradiction set resolved_by = ${resolved.by}, resolved_at = ${resolved.at}, note = ${resolved.note}
    where id = ${id} and resolved_at is null`)
  const found = await tx.all(sql`select from payouts.contradiction where id = ${id}`)
  return found.length
}
