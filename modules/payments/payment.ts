/** What a payment is, and which states may follow which. Pure. */
import type { Words } from '../../platform/contract.ts'
import type { TaxLine } from '../tax/index.ts'
import type { methodKinds, paymentStates, purposes } from './contract.ts'

export type Purpose = (typeof purposes)[number]
export type PaymentState = (typeof paymentStates)[number]
export type MethodKind = (typeof methodKinds)[number]
/** `bank-transfer`, or a provider's: `midtrans.qris`, `xendit.va.bca`. */
export type MethodId = string

export interface PaymentLine {
  readonly what: Words
  /** Without tax, at least 1. */
  readonly amountIdr: bigint
}

/** What of a tax line an invoice shows. */
export type VatLine = Pick<TaxLine, 'ruleId' | 'article' | 'baseIdr' | 'taxIdr' | 'steps'>

export interface NewPayment {
  /** Made by the caller, from what is bought: a retry is the same payment. */
  readonly id: string
  readonly payerId: string
  readonly purpose: Purpose
  readonly subjectId: string
  readonly lines: readonly PaymentLine[]
  /** 0n when none is due. */
  readonly vatIdr: bigint
  /** The line of `tax.vatOn` that vatIdr is from; the invoice shows it. */
  readonly vat?: VatLine | undefined
  /** Lines and VAT together. */
  readonly totalIdr: bigint
  readonly method: MethodId
  /** The method's own time unless told: three days for a bank transfer, an hour for the rest. */
  readonly expiresInSeconds?: number | undefined
  /** Only for a bank transfer whose payer was told an amount already: its code is payable − total. */
  readonly toldPayableIdr?: bigint | undefined
}

export type Instructions =
  | { readonly kind: 'bank_transfer'; readonly payTo: string; readonly payableIdr: string }
  | { readonly kind: 'qris'; readonly qrText: string | null; readonly qrUrl: string | null }
  | { readonly kind: 'virtual_account'; readonly bank: string; readonly number: string }
  | { readonly kind: 'ewallet'; readonly url: string }

export interface Payment {
  readonly id: string
  readonly payerId: string
  readonly purpose: Purpose
  readonly subjectId: string
  readonly state: PaymentState
  readonly lines: readonly PaymentLine[]
  readonly vatIdr: bigint
  readonly vat: VatLine | null
  readonly totalIdr: bigint
  /** The code of a bank transfer, 0n for others. */
  readonly codeIdr: bigint
  /** What the payer pays: total and code. It is what lies in `payments.unapplied` when onPaid is asked. */
  readonly payableIdr: bigint
  /** What the provider is expected to keep, by its price list. */
  readonly feeIdr: bigint
  readonly method: MethodId
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

const next: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  waiting: ['paid', 'expired', 'cancelled', 'declined'],
  paid: ['refunding', 'charged_back'],
  refunding: ['refunded'],
  expired: [],
  cancelled: [],
  declined: [],
  refunded: [],
  charged_back: [],
}

/** True when the state may follow. What arrives late or twice is never a step back: it is no step at all. */
export const mayBecome = (from: PaymentState, to: PaymentState): boolean => next[from].includes(to)

/** A way to pay, as data. */
export interface Method {
  readonly id: MethodId
  readonly provider: string
  readonly kind: MethodKind
  readonly label: Words
  readonly minIdr: bigint
  readonly maxIdr: bigint
  /** fixed + amount × num / den, rounded up to the rupiah: the provider's price list, VAT on the fee included. */
  readonly fee: { readonly fixedIdr: bigint; readonly num: bigint; readonly den: bigint }
  readonly expiresInSeconds: number
  /** The provider gives money back itself; else the operator sends it by bank. */
  readonly refunds: boolean
  /** The provider's own name of the channel. */
  readonly channel: string
}

/** What the provider keeps of an amount. */
export const feeOf = ({ fee }: Method, amountIdr: bigint): bigint =>
  fee.fixedIdr + (amountIdr * fee.num + fee.den - 1n) / fee.den

/** Which part of `whole` belongs to `part` when `amount` of it goes back; all of it when all goes back.
 *  Rounded down, once: what is rounded stays where it is. */
export const shareOf = (part: bigint, amount: bigint, whole: bigint): bigint =>
  amount === whole ? part : (part * amount) / whole
