/** Payments is how money comes in: one payment, whatever it is for.
 *
 *  - A payment is paid once. The mark, the money and what was bought are one transaction, and what arrives twice, late or
 *    in the wrong order changes nothing.
 *  - Nobody is believed: a notice must be signed, and even then the provider is asked, and amount and currency are
 *    compared to the rupiah.
 *  - `payments.unapplied` is zero between transactions; what a gateway captured lies in its clearing account until a
 *    settlement file brings it to the bank, and every difference has a name and stays listed until a person resolves it. */
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Jobs } from '../../platform/jobs/index.ts'
import type { Logger } from '../../platform/log.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, NewTransfer } from '../ledger/index.ts'
import type { PaymentsConfig } from './config.ts'
import type { FakeGateway } from './fake-gateway.ts'
import type { Invoice } from './invoice.ts'
import type { Difference, MoneyReport, Settlement, SettlementReport } from './settlement.ts'
import type { Method, NewPayment, Payment, PaymentState, Purpose } from './payment.ts'
import type { Headers, PaymentProvider } from './provider.ts'

export { clearingAccount, feesAccount, lossesAccount, refundsAccount, unappliedAccount } from './accounts.ts'
export { paymentsConfig, type PaymentsConfig } from './config.ts'
export { createFakeGateway, type FakeGateway } from './fake-gateway.ts'
export { mountPayments } from './http.ts'
export { workPayments } from './jobs.ts'
export { feeOf, mayBecome } from './payment.ts'
export { ProviderAway, ProviderRefused } from './provider.ts'
export type {
  Difference,
  Headers,
  Invoice,
  Method,
  MoneyReport,
  PaymentProvider,
  Settlement,
  SettlementReport,
}
export type { Instructions, MethodId, MethodKind, PaymentLine, VatLine } from './payment.ts'
export type { NewPayment, Payment, PaymentState, Purpose }

/** Why money goes back. */
export type ReturnKind = 'refund' | 'chargeback'

/** Runs once, in the transaction that marks the payment paid. Returns the transfers that take out of
 *  `unappliedAccount` exactly `totalIdr − vatIdr`, or `payableIdr − vatIdr` when the code of a bank transfer is credited
 *  too; payments itself moves the VAT, and a code that was left to the stage's income. Open your accounts in here with
 *  `ledger.openAccounts(tx, …)`. What it throws undoes everything and is tried again. */
export type OnPaid = (tx: Tx, payment: Payment) => Promise<readonly NewTransfer[]>

/** Runs once, in the transaction that takes the money back. Returns the transfers that bring up to `amountIdr` (VAT is
 *  not in it: payments takes that back itself) into `refundsAccount` from where onPaid put it. What can't be brought
 *  back any more is the stage's loss (`payments.losses`).
 *  @param returnId names this return: make transfer ids from it */
export type OnReturned = (
  tx: Tx,
  payment: Payment,
  amountIdr: bigint,
  kind: ReturnKind,
  returnId: string,
) => Promise<readonly NewTransfer[]>

/** Runs once, in the transaction that ends a payment without money: expired, cancelled or declined. */
export type OnEnded = (tx: Tx, payment: Payment) => Promise<void>

export interface PaymentList {
  readonly payments: readonly Payment[]
  /** Give it back as `before` for what follows. */
  readonly next: string | null
}

export interface Payments {
  /** Ways to pay, the bank transfer first. */
  methods(): readonly Method[]
  /** Makes the payment, in the caller's transaction; it is started with its provider when that has committed.
   *  The same id and body again is the same payment.
   *  @throws Refusal method_unknown, payment_out_of_range, payment_differs, too_many_payments */
  request(tx: Tx, payment: NewPayment): Promise<Payment>
  /** Of those that exist, in no promised order. */
  find(ids: readonly string[], tx?: Tx): Promise<Payment[]>
  /** The payer's own; starts it if nobody did yet. @throws Refusal not_found */
  read(payerId: string, id: string): Promise<Payment>
  /** Newest first. @param before the last id of the page before */
  listOf(payerId: string, options?: { before?: string | undefined; limit?: number }): Promise<PaymentList>
  /** For operators, newest first. */
  list(options: {
    state?: PaymentState | undefined
    payableIdr?: bigint | undefined
    before?: string | undefined
    limit?: number
  }): Promise<PaymentList>
  /** @throws Refusal not_found, payment_settled, provider_away */
  cancel(payerId: string, id: string): Promise<Payment>
  /** An operator saw the transfer in the bank. The same reference again is the same answer.
   *  @throws Refusal payment_not_found, payment_settled, payment_reference_used, not_manual */
  confirm(operatorId: string, id: string, bankReference: string): Promise<Payment>
  /** @throws Refusal payment_not_found, payment_settled, not_manual */
  decline(operatorId: string, id: string, reason: string): Promise<Payment>
  /** Owes the money back and lets the provider send it, in the caller's transaction; one refund a payment. A second
   *  call of the same amount is the same refund.
   *  @param amountIdr VAT included, at most payableIdr
   *  @throws Refusal payment_not_found, payment_not_paid, refund_too_large */
  refund(tx: Tx, id: string, amountIdr: bigint, reason: string): Promise<Payment>
  /** The operator sent a refund by bank. @throws Refusal payment_not_found, payment_settled, payment_reference_used */
  confirmRefund(operatorId: string, id: string, bankReference: string): Promise<Payment>
  /** The payer's bank took the money back. @throws Refusal payment_not_found, payment_not_paid */
  chargeBack(id: string, reason: string): Promise<Payment>
  /** @throws Refusal not_found, payment_not_paid */
  invoice(payerId: string, id: string): Promise<Invoice>

  /** Called once at start by the module that sells. */
  onPaid(purpose: Purpose, handler: OnPaid): void
  onReturned(purpose: Purpose, handler: OnReturned): void
  onEnded(purpose: Purpose, handler: OnEnded): void

  /** Keeps a notice of a provider. @returns false: it was there already. @throws Refusal webhook_refused */
  receive(provider: string, headers: Headers, raw: Uint8Array): Promise<boolean>
  /** Acts on a kept notice: asks the provider and applies what it says. Twice is the same as once. */
  handleNotice(provider: string, eventId: string): Promise<void>
  /** Asks the provider for instructions, if nobody did yet. */
  start(id: string): Promise<void>
  /** Lets the provider send a refund that is owed. */
  sendRefund(id: string): Promise<void>
  /** Asks about payments that wait, each less and less often; leaves out a provider that is down. @returns how many */
  poll(): Promise<number>
  /** Ends what was not paid in time: bank transfers at once, others when their provider agrees. @returns how many */
  expireDue(): Promise<number>
  tidyUp(): Promise<void>

  /** @throws Refusal settlement_template_unknown, settlement_unreadable */
  takeInSettlement(provider: string, fileName: string, csv: string): Promise<SettlementReport>
  /** @throws Refusal difference_not_found */
  resolveDifference(operatorId: string, id: string, note: string): Promise<Difference>
  /** What stands open between the providers, the bank and this stage. */
  moneyReport(): Promise<MoneyReport>
  /** What was paid, and what was owed back, from `from` to before `to`; the fees are those agreed when it was asked for. */
  totals(from: Date, to: Date): Promise<PaymentTotals>
  /** I9: nothing is unapplied, each clearing account holds what was captured and not settled, what is owed back is what
   *  refunds say. @returns what is wrong, empty when all is well */
  audit(): Promise<readonly PaymentFault[]>
  readonly config: PaymentsConfig
}

export interface PaymentTotals {
  readonly payers: number
  /** VAT and transfer codes included. */
  readonly paidIdr: bigint
  readonly vatIdr: bigint
  readonly feesIdr: bigint
  readonly returnedIdr: bigint
  readonly returnedTo: number
}

export interface PaymentFault {
  readonly account: string
  readonly holdsIdr: bigint
  readonly shouldHoldIdr: bigint
}

export interface PaymentsDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: Pick<Jobs, 'send'>
  readonly ledger: Pick<Ledger, 'openAccounts' | 'submitIn' | 'balances'>
  readonly identity: Pick<Identity, 'findMany'>
  readonly config: PaymentsConfig
  readonly log: Logger
  /** How providers are called; the process's own unless told. */
  readonly fetch?: typeof fetch
  /** Stands in for both gateways. Refused where a real key is configured. */
  readonly fake?: FakeGateway | undefined
  /** Further providers, behind the same interface. */
  readonly providers?: readonly PaymentProvider[]
}

export { createPayments } from './create.ts'
