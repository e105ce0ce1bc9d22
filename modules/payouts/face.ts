/** What other modules may ask of payouts, and what it needs of them. */
import type { Clock, Day } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Logger } from '../../platform/log.ts'
import type { Earnings } from '../earnings/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Movement } from '../revenue/index.ts'
import type { Tax } from '../tax/index.ts'
import type { Bank } from './banks.ts'
import type { Batch, BatchFile } from './batch.ts'
import type { PayoutsConfig } from './config.ts'
import type { CsvTemplate } from './csv-file.ts'
import type { FieldKeys } from './encrypt-field.ts'
import type { BankAccount, MaskedField, NewPayee, Payee, PayeeState, PayeeView } from './payee.ts'
import type { Payout, PayoutState, Quote, ReturnCode } from './payout.ts'
import type { PayoutProvider } from './provider.ts'
import type { ReportedLine } from './read-report.ts'
import type { Contradiction } from './store.ts'
import type { ScheduleKind } from './schedule.ts'
import type { Slip, SlipTotals } from './slip.ts'

export interface PayoutsDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  readonly config: PayoutsConfig
  /** The stage's time zone (IANA): its midnight ends days and months. */
  readonly timeZone: string
  readonly ledger: Pick<Ledger, 'openAccounts' | 'submitIn' | 'balances' | 'findTransfers'>
  readonly earnings: Pick<Earnings, 'openFor' | 'lockFor'>
  readonly tax: Pick<Tax, 'withholdingOn'>
  readonly identity: Pick<Identity, 'findMany'>
  /** What fields about people are encrypted with. */
  readonly keys: FieldKeys
  /** Added to those that the configuration names; the bank file is always there. */
  readonly providers?: readonly PayoutProvider[]
  readonly banks?: readonly Bank[]
  readonly templates?: readonly CsvTemplate[]
  readonly fetch?: typeof fetch
}

export interface PayeeFound {
  readonly payee: Payee | undefined
  readonly views: readonly PayeeView[]
}

export interface PayoutTotals {
  /** What the bank confirmed in that time, also what came back later. */
  readonly paid: {
    readonly count: number
    readonly grossIdr: bigint
    readonly netIdr: bigint
    readonly feeIdr: bigint
    readonly creators: number
  }
  /** Withheld with those, by heading (pph21, …). */
  readonly tax: readonly { readonly remitAs: string; readonly taxIdr: bigint }[]
  /** What came back or failed in that time. */
  readonly returned: readonly {
    readonly code: ReturnCode
    readonly count: number
    readonly grossIdr: bigint
  }[]
  /** Requested and not ended at the end of that time. */
  readonly openIdr: bigint
}

export interface PayoutsAudit {
  readonly ok: boolean
  readonly checks: readonly {
    readonly name: string
    readonly ok: boolean
    readonly detail: Readonly<Record<string, string | number>>
  }[]
}

export interface Payouts {
  banks(): readonly Bank[]
  /** Masked. */
  findPayee(accountId: string): Promise<PayeeFound>
  /** @throws Refusal national_id_wrong, birth_date_differs, birth_date_required, tax_id_wrong, guardian_required */
  putPayee(accountId: string, payee: NewPayee): Promise<Payee>
  /** @throws Refusal payee_missing, bank_unknown, account_number_wrong */
  addBankAccount(
    accountId: string,
    account: { bankCode: string; accountNumber: string; holderName: string },
  ): Promise<BankAccount>
  removeBankAccount(accountId: string, bankAccountId: string): Promise<boolean>

  /** For operators: those that wait first. Masked. */
  listPayees(state?: PayeeState): Promise<Payee[]>
  /** @throws Refusal payee_not_found, bank_account_missing */
  verifyPayee(operatorId: string, accountId: string, tier: 1 | 2, note: string): Promise<Payee>
  /** @throws Refusal payee_not_found */
  rejectPayee(operatorId: string, accountId: string, reason: string): Promise<Payee>
  /** In full; who, what and why is kept and shown to the payee. @throws Refusal payee_not_found */
  unmask(
    operatorId: string,
    accountId: string,
    fields: readonly MaskedField[],
    reason: string,
  ): Promise<Partial<Record<MaskedField, string | null>>>

  /** What a payout would bring now. @param amountIdr all that is available unless told */
  quote(accountId: string, amountIdr?: bigint): Promise<Quote>
  /** Reserves the money. The same request again is the same payout. @throws Refusal see `POST /v1/me/payouts` */
  request(accountId: string, requestId: string, amountIdr?: bigint): Promise<Payout>
  /** Twice is the same as once. @throws Refusal payout_not_found, payout_settled */
  cancel(accountId: string, payoutId: string): Promise<Payout>
  payoutsOf(accountId: string): Promise<Payout[]>
  readSchedule(accountId: string): Promise<{ kind: ScheduleKind; nextDay: Day | null }>
  /** @throws Refusal payee_missing */
  putSchedule(accountId: string, kind: ScheduleKind): Promise<{ kind: ScheduleKind; nextDay: Day | null }>

  listPayouts(filter: { state?: PayoutState | undefined; batchId?: string | undefined }): Promise<Payout[]>
  due(): Promise<{ count: number; sumIdr: bigint }>
  listBatches(): Promise<Batch[]>
  /** @throws Refusal nothing_due */
  makeBatch(operatorId: string, requestId: string, payoutIds?: readonly string[]): Promise<Batch>
  /** @throws Refusal batch_not_found, batch_settled, batch_changed, same_person */
  approveBatch(operatorId: string, batchId: string, ctrlSumIdr: bigint): Promise<Batch>
  /** @throws Refusal batch_not_found, batch_settled, batch_file_made */
  discardBatch(operatorId: string, batchId: string, reason: string): Promise<Batch>
  /** The same bytes every time. @throws Refusal batch_not_found, batch_not_approved, batch_locked, template_unknown */
  batchFile(
    operatorId: string,
    batchId: string,
    format: 'pain001' | 'csv',
    template?: string,
  ): Promise<BatchFile>
  /** @throws Refusal batch_not_found, batch_not_approved, batch_locked, batch_file_missing */
  markSent(operatorId: string, batchId: string, format: 'pain001' | 'csv', template?: string): Promise<Batch>
  /** Each line by itself. @throws Refusal batch_not_found, report_unreadable */
  report(operatorId: string, batchId: string, csv: string): Promise<ReportedLine[]>
  /** @throws Refusal payout_not_found, payout_settled, provider_decides, bank_day_wrong */
  settle(operatorId: string, payoutId: string, bankReference: string, bankDay?: Day): Promise<Payout>
  /** @throws Refusal payout_not_found, payout_settled, provider_decides, tax_remitted */
  giveBack(operatorId: string, payoutId: string, code: ReturnCode, reason: string): Promise<Payout>

  /** What providers said that can't be so, those that nobody has looked at first. */
  contradictions(): Promise<Contradiction[]>
  /** Somebody looked, and says what was done. Twice is the same as once. @throws Refusal contradiction_not_found */
  resolveContradiction(operatorId: string, id: string, note: string): Promise<void>

  /** Keeps the notice once and asks the provider itself what became of the payout.
   *  @throws Refusal provider_unknown, webhook_refused */
  receiveWebhook(
    provider: string,
    headers: Readonly<Record<string, string | string[] | undefined>>,
    rawBody: Buffer,
  ): Promise<void>
  /** Hands approved payouts to a provider that has an interface. @returns how many were tried */
  sendDue(): Promise<number>
  /** Asks providers what became of payouts that were sent. @returns how many ended */
  pollDue(): Promise<number>
  /** Requests what weekly and monthly schedules ask for. @returns how many were requested */
  runSchedules(): Promise<number>

  /** Issues the slips of months that are over, and corrections of those whose payouts came back. @returns how many */
  issueSlips(): Promise<number>
  slipsOf(
    accountId: string,
    year?: string,
  ): Promise<{ year: string; years: string[]; slips: Slip[]; totals: SlipTotals[] }>
  slipsCsv(accountId: string, year?: string): Promise<string>
  /** @throws Refusal slip_not_found */
  slipPdf(accountId: string, slipId: string): Promise<Buffer>
  yearPdf(accountId: string, year?: string): Promise<Buffer>
  monthSlips(month: string): Promise<{
    month: string
    issued: boolean
    withholderSet: boolean
    totals: { kind: string; slips: number; grossIdr: bigint; taxIdr: bigint }[]
  }>
  /** With full numbers: the access is kept. @throws Refusal withholder_missing */
  monthFile(operatorId: string, month: string, format: 'csv' | 'xml', kind: string): Promise<string>

  /** Encrypts again what an older key holds. @returns how many fields */
  rotateKeys(): Promise<number>
  /** What happened from `from` to before `to`. */
  totals(from: Date, to: Date): Promise<PayoutTotals>
  /** What left each creator's available account for good, net of what came back: for earnings' audit. */
  paidOut(creatorIds: readonly string[]): Promise<ReadonlyMap<string, bigint>>
  /** What payouts moved on creators' earnings, for their statements: recorded after `after` (null: ever), up to `until`. */
  eachMovement(after: Date | null, until: Date): AsyncIterable<readonly Movement[]>
  /** clearing, Σ pendings = Σ open payouts, withheld = Σ lines of paid payouts, control sums, slip numbers. */
  audit(): Promise<PayoutsAudit>
  readonly config: PayoutsConfig
  readonly providerId: string
  readonly templates: readonly CsvTemplate[]
}
