import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Instructions, Payment, PaymentState, Purpose, VatLine } from './payment.ts'

interface Row {
  readonly id: string
  readonly payerId: string
  readonly purpose: Purpose
  readonly subjectId: string
  readonly state: PaymentState
  readonly lines: readonly { what: { en: string; id: string }; amountIdr: string }[]
  readonly vatIdr: bigint
  readonly vat: StoredVat | null
  readonly totalIdr: bigint
  readonly codeIdr: bigint
  readonly payableIdr: bigint
  readonly feeIdr: bigint
  readonly method: string
  readonly provider: string
  readonly instructions: Instructions | null
  readonly providerReference: string | null
  readonly bankReference: string | null
  readonly refundedIdr: bigint
  readonly reason: string | null
  readonly decidedBy: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly paidAt: Date | null
  readonly invoice: string | null
}
/** JSON knows no bigint: amounts in it are text. */
type StoredVat = Omit<VatLine, 'baseIdr' | 'taxIdr'> & { readonly baseIdr: string; readonly taxIdr: string }

const columns = sql`
  id, payer_id as "payerId", purpose, subject_id as "subjectId", state, lines, vat_idr as "vatIdr", vat,
  total_idr as "totalIdr", code_idr as "codeIdr", total_idr + code_idr as "payableIdr", fee_idr as "feeIdr", method,
  provider, instructions, provider_reference as "providerReference", bank_reference as "bankReference",
  refunded_idr as "refundedIdr", reason, decided_by as "decidedBy", created_at as "createdAt",
  expires_at as "expiresAt", paid_at as "paidAt", invoice`

const paymentOf = (row: Row): Payment => ({
  ...row,
  lines: row.lines.map(({ what, amountIdr }) => ({ what, amountIdr: BigInt(amountIdr) })),
  vat: row.vat && { ...row.vat, baseIdr: BigInt(row.vat.baseIdr), taxIdr: BigInt(row.vat.taxIdr) },
})
const some = (rows: readonly Row[]): Payment[] => rows.map(paymentOf)

/** Codes are given one at a time, so that two payments never get the same. */
export const lockCodes = (tx: Tx) => tx.run(sql`select pg_advisory_xact_lock(hashtext('payments.code'), 0)`)

/** Payable amounts from `first` to `last` that wait for a bank transfer. */
export const waitingPayables = async (tx: Tx, first: bigint, last: bigint): Promise<ReadonlySet<bigint>> =>
  new Set(
    (
      await tx.all(sql<{ payable: bigint }>`
        select total_idr + code_idr as payable from payments.payment
        where state = 'waiting' and provider = 'manual' and total_idr + code_idr between ${first} and ${last}`)
    ).map((row) => row.payable),
  )

export const countWaiting = async (tx: Tx, payerId: string, purpose: Purpose): Promise<number> =>
  (
    await tx.one(sql<{ count: number }>`
      select count(*)::int as count from payments.payment
      where payer_id = ${payerId} and purpose = ${purpose} and state = 'waiting'`)
  ).count

/** @returns false when a payment of that id is there */
export const insertPayment = async (
  tx: Tx,
  p: Omit<
    Payment,
    | 'state'
    | 'providerReference'
    | 'bankReference'
    | 'refundedIdr'
    | 'reason'
    | 'decidedBy'
    | 'paidAt'
    | 'invoice'
    | 'payableIdr'
  >,
): Promise<boolean> => {
  const lines = JSON.stringify(p.lines.map(({ what, amountIdr }) => ({ what, amountIdr: String(amountIdr) })))
  const vat =
    p.vat && JSON.stringify({ ...p.vat, baseIdr: String(p.vat.baseIdr), taxIdr: String(p.vat.taxIdr) })
  return (
    (await tx.run(sql`
      insert into payments.payment (id, payer_id, purpose, subject_id, lines, vat_idr, vat, total_idr, code_idr,
        fee_idr, method, provider, instructions, created_at, expires_at, poll_at)
      values (${p.id}, ${p.payerId}, ${p.purpose}, ${p.subjectId}, ${lines}::jsonb, ${p.vatIdr}, ${vat}::jsonb,
        ${p.totalIdr}, ${p.codeIdr}, ${p.feeIdr}, ${p.method}, ${p.provider},
        ${p.instructions && JSON.stringify(p.instructions)}::jsonb, ${p.createdAt}, ${p.expiresAt},
        ${p.createdAt})
      on conflict (id) do nothing`)) === 1
  )
}

export const findPayment = async (on: Queryable, id: string): Promise<Payment | undefined> =>
  some(await on.all(sql<Row>`select ${columns} from payments.payment where id = ${id}`))[0]

/** Holds the row until the transaction ends: who comes second sees what the first did. */
export const lockPayment = async (tx: Tx, id: string): Promise<Payment | undefined> =>
  some(await tx.all(sql<Row>`select ${columns} from payments.payment where id = ${id} for update`))[0]

export const findPayments = async (on: Queryable, ids: readonly string[]): Promise<Payment[]> =>
  some(await on.all(sql<Row>`select ${columns} from payments.payment where id = any(${ids}::uuid[])`))

export const listPayments = async (
  on: Queryable,
  by: {
    payerId?: string | undefined
    state?: PaymentState | undefined
    payableIdr?: bigint | undefined
    before?: string | undefined
    limit: number
  },
): Promise<Payment[]> =>
  some(
    await on.all(sql<Row>`
      select ${columns} from payments.payment
      where (${by.payerId ?? null}::uuid is null or payer_id = ${by.payerId ?? null})
        and (${by.state ?? null}::text is null or state = ${by.state ?? null})
        and (${by.payableIdr ?? null}::bigint is null or total_idr + code_idr = ${by.payableIdr ?? null})
        and (${by.before ?? null}::uuid is null
          or (created_at, id) < (select created_at, id from payments.payment where id = ${by.before ?? null}))
      order by created_at desc, id desc limit ${by.limit}`),
  )

export const saveInstructions = (
  tx: Tx,
  id: string,
  started: { instructions: Instructions | null; providerReference: string },
) =>
  tx.run(sql`
    update payments.payment set instructions = ${started.instructions && JSON.stringify(started.instructions)}::jsonb,
      provider_reference = ${started.providerReference}
    where id = ${id} and instructions is null`)

/** @throws a unique violation of payment_bank_reference when the reference belongs to another payment */
export const markPaid = (
  tx: Tx,
  id: string,
  paid: {
    at: Date
    invoice: string
    capturedIdr: bigint
    by: string | null
    bankReference: string | null
    providerReference: string | null
  },
) =>
  tx.run(sql`
    update payments.payment set state = 'paid', paid_at = ${paid.at}, ended_at = ${paid.at}, poll_at = null,
      invoice = ${paid.invoice}, captured_idr = ${paid.capturedIdr}, decided_by = ${paid.by},
      bank_reference = ${paid.bankReference},
      provider_reference = coalesce(${paid.providerReference}, provider_reference)
    where id = ${id} and state = 'waiting'`)

export const markEnded = (
  tx: Tx,
  id: string,
  end: { state: 'expired' | 'cancelled' | 'declined'; at: Date; by: string | null; reason: string | null },
) =>
  tx.run(sql`
    update payments.payment set state = ${end.state}, ended_at = ${end.at}, poll_at = null, decided_by = ${end.by},
      reason = ${end.reason}
    where id = ${id} and state = 'waiting'`)

/** Money that came after the end: the state stays, what was captured is remembered. */
export const markCapturedLate = async (tx: Tx, id: string, capturedIdr: bigint): Promise<boolean> =>
  (await tx.run(sql`
    update payments.payment set captured_idr = ${capturedIdr}
    where id = ${id} and paid_at is null and captured_idr = 0`)) === 1

export const markMoneyBack = (
  tx: Tx,
  id: string,
  back: { from: PaymentState; to: PaymentState; refundedIdr: bigint; reason: string },
) =>
  tx.run(sql`
    update payments.payment set state = ${back.to}, refunded_idr = ${back.refundedIdr}, reason = ${back.reason}
    where id = ${id} and state = ${back.from}`)

export const markRefunded = (tx: Tx, id: string) =>
  tx.run(sql`update payments.payment set state = 'refunded' where id = ${id} and state = 'refunding'`)

export const markSettled = (tx: Tx, id: string, settledIn: string) =>
  tx.run(sql`update payments.payment set settled_in = ${settledIn} where id = ${id} and settled_in is null`)

/** Waiting payments whose provider is to be asked now, the longest waiting first. */
export const findToPoll = async (
  on: Queryable,
  providers: readonly string[],
  now: Date,
  limit: number,
): Promise<Payment[]> =>
  some(
    await on.all(sql<Row>`
      select ${columns} from payments.payment
      where state = 'waiting' and provider = any(${providers}::text[]) and poll_at <= ${now}
      order by poll_at, id limit ${limit}`),
  )

/** Each question comes half as long again after the one before: 20 s, 30 s … at most 15 minutes. */
export const putOffPoll = (tx: Tx, id: string, now: Date) =>
  tx.run(sql`
    update payments.payment set polls = polls + 1,
      poll_at = ${now}::timestamptz + least(900, 20 * power(1.5, least(polls, 20))) * interval '1 second'
    where id = ${id} and state = 'waiting'`)

/** Those whose time is over and that nobody needs to be asked about: bank transfers, and what is left of a provider that
 *  was switched off. */
export const findExpired = async (
  on: Queryable,
  asked: readonly string[],
  now: Date,
  afterId: string,
  limit: number,
): Promise<Payment[]> =>
  some(
    await on.all(sql<Row>`
      select ${columns} from payments.payment
      where state = 'waiting' and provider <> all(${asked}::text[]) and expires_at <= ${now} and id > ${afterId}
      order by id limit ${limit}`),
  )

/** Below every id. */
export const firstId = '00000000-0000-0000-0000-000000000000'

/** @returns the next number of the year; the row is held until the transaction ends, so no number is lost */
export const nextInvoice = async (tx: Tx, year: number): Promise<number> =>
  (
    await tx.one(sql<{ last: number }>`
      insert into payments.invoice_count (year, last) values (${year}, 1)
      on conflict (year) do update set last = payments.invoice_count.last + 1 returning last`)
  ).last

export interface MoneyBack {
  readonly id: string
  readonly paymentId: string
  readonly kind: 'refund' | 'chargeback'
  readonly amountIdr: bigint
  readonly reason: string
  readonly sentAt: Date | null
  readonly bankReference: string | null
  readonly leftAt: Date | null
  readonly fault: string | null
}

const backColumns = sql`
  id, payment_id as "paymentId", kind, amount_idr as "amountIdr", reason, sent_at as "sentAt",
  bank_reference as "bankReference", left_at as "leftAt", fault`

export const insertMoneyBack = (
  tx: Tx,
  b: Pick<MoneyBack, 'id' | 'paymentId' | 'kind' | 'amountIdr' | 'reason'> & {
    at: Date
    sentAt: Date | null
  },
) =>
  tx.run(sql`
    insert into payments.money_back (id, payment_id, kind, amount_idr, reason, created_at, sent_at)
    values (${b.id}, ${b.paymentId}, ${b.kind}, ${b.amountIdr}, ${b.reason}, ${b.at}, ${b.sentAt})`)

export const findMoneyBack = (on: Queryable, paymentId: string, kind: MoneyBack['kind']) =>
  on.maybe(sql<MoneyBack>`
    select ${backColumns} from payments.money_back where payment_id = ${paymentId} and kind = ${kind}`)

/** What was taken back and has not left the bank yet. */
export const findUnsentBack = (tx: Tx, paymentId: string) =>
  tx.all(sql<MoneyBack>`
    select ${backColumns} from payments.money_back where payment_id = ${paymentId} and left_at is null
    order by created_at for update`)

export const markSent = (tx: Tx, id: string, at: Date) =>
  tx.run(sql`update payments.money_back set sent_at = ${at} where id = ${id} and sent_at is null`)

/** @throws a unique violation of money_back_bank_reference */
export const markLeft = (tx: Tx, id: string, left: { at: Date; bankReference: string | null }) =>
  tx.run(sql`
    update payments.money_back set left_at = ${left.at}, sent_at = coalesce(sent_at, ${left.at}),
      bank_reference = ${left.bankReference}
    where id = ${id} and left_at is null`)

export const saveBackFault = (tx: Tx, id: string, fault: string) =>
  tx.run(sql`update payments.money_back set fault = ${fault} where id = ${id} and sent_at is null`)

/** First in a transaction: all it reads is of one moment, so a payment between two reads is no fault. */
export const asSnapshot = (tx: Tx) => tx.run(sql`set transaction isolation level repeatable read`)

/** What each clearing account, and the refunds' one, should hold by the rows. */
export const readHoldings = async (on: Queryable) => ({
  clearing: await on.all(sql<{ provider: string; amount: string }>`
    select provider, sum(captured_idr) filter (where settled_in is null) as amount from payments.payment
    where captured_idr > 0 group by provider order by provider`),
  refunds: await on.one(sql<{ amount: string }>`
    select coalesce(sum(amount_idr), 0) as amount from payments.money_back where left_at is null`),
})
