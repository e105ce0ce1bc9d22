/** What the routes of contract.ts speak of. Browser-safe. */
import { z } from 'zod'
import { zInstant, zMoney, zUuid } from '../../platform/contract.ts'

export const purposes = ['ads.top-up', 'coins.purchase', 'tip', 'subscription'] as const
export const methodKinds = ['bank_transfer', 'qris', 'virtual_account', 'ewallet'] as const
/** waiting → paid | expired | cancelled | declined; paid → refunding → refunded; paid → charged_back. Never back. */
export const paymentStates = [
  'waiting',
  'paid',
  'expired',
  'cancelled',
  'declined',
  'refunding',
  'refunded',
  'charged_back',
] as const
/** What reconciliation may find. `missing_here`: the provider settled what nobody here knows as paid. `missing_there`:
 *  paid here, and not settled in time. `fee_differs`: another fee than the method's price list says. */
export const differenceKinds = [
  'missing_here',
  'missing_there',
  'amount_differs',
  'fee_differs',
  'twice',
  'paid_late',
  'currency_differs',
] as const

/** One text in both languages, as it is stored. */
export const zWords = z.object({ en: z.string(), id: z.string() })

export const zMethod = z.object({
  id: z.string(),
  provider: z.string(),
  kind: z.enum(methodKinds),
  label: zWords,
  minIdr: zMoney,
  maxIdr: zMoney,
  /** The provider's fee by its price list: `fixedIdr` and `rate` of the amount, e.g. "7/1000". */
  fee: z.object({ fixedIdr: zMoney, rate: z.string() }),
})

/** What the payer does next. */
export const zInstructions = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bank_transfer'), payTo: z.string(), payableIdr: zMoney }),
  /** At least one of the two is there: the text of the QR code, or a picture of it. */
  z.object({ kind: z.literal('qris'), qrText: z.string().nullable(), qrUrl: z.string().nullable() }),
  z.object({ kind: z.literal('virtual_account'), bank: z.string(), number: z.string() }),
  z.object({ kind: z.literal('ewallet'), url: z.string() }),
])

export const zPayment = z.object({
  id: zUuid,
  purpose: z.enum(purposes),
  subjectId: zUuid,
  state: z.enum(paymentStates),
  /** Without tax. */
  lines: z.array(z.object({ what: zWords, amountIdr: zMoney })),
  vatIdr: zMoney,
  totalIdr: zMoney,
  /** A bank transfer's code of 1 to 999 rupiah, by which it is recognised; 0 for others. */
  codeIdr: zMoney,
  /** What is to be paid, to the rupiah: total and code. */
  payableIdr: zMoney,
  method: z.object({ id: z.string(), provider: z.string(), kind: z.enum(methodKinds), label: zWords }),
  /** Null until the provider has answered; ask again in a moment. */
  instructions: zInstructions.nullable(),
  refundedIdr: zMoney,
  reason: z.string().nullable(),
  createdAt: zInstant,
  expiresAt: zInstant,
  paidAt: zInstant.nullable(),
  /** A number, once it is paid. */
  invoice: z.string().nullable(),
})

export const zAdminPayment = zPayment.extend({
  payer: z.object({ id: zUuid, handle: z.string() }),
  feeIdr: zMoney,
  bankReference: z.string().nullable(),
  /** A provider's own number of it. */
  providerReference: z.string().nullable(),
})

export const zInvoice = z.object({
  number: z.string(),
  issuedAt: zInstant,
  state: z.enum(paymentStates),
  seller: z.object({
    name: z.string(),
    taxId: z.string(),
    address: z.string(),
    /** False: the operator has not stated who sells, so this is a receipt and not a tax document. */
    complete: z.boolean(),
  }),
  buyer: z.object({ id: zUuid, handle: z.string(), displayName: z.string() }),
  lines: z.array(z.object({ what: zWords, amountIdr: zMoney })),
  codeIdr: zMoney,
  netIdr: zMoney,
  vat: z
    .object({
      ruleId: z.string(),
      article: z.string(),
      /** The whole price, and the part of it (DPP nilai lain) that the rate is applied to. */
      priceIdr: zMoney,
      baseIdr: zMoney,
      taxIdr: zMoney,
      /** How it was computed, step by step; a value is a whole number or `num/den`. */
      steps: z.array(z.object({ says: zWords, value: z.string() })),
    })
    .nullable(),
  totalIdr: zMoney,
  refundedIdr: zMoney,
  method: z.object({ id: z.string(), label: zWords }),
  paymentId: zUuid,
})

export const zDifference = z.object({
  id: zUuid,
  provider: z.string(),
  kind: z.enum(differenceKinds),
  paymentId: zUuid.nullable(),
  reference: z.string(),
  expectedIdr: zMoney.nullable(),
  foundIdr: zMoney.nullable(),
  foundAt: zInstant,
  resolvedAt: zInstant.nullable(),
  note: z.string().nullable(),
})
export const zSettlement = z.object({
  id: zUuid,
  provider: z.string(),
  fileName: z.string(),
  takenInAt: zInstant,
  lines: z.int(),
  matched: z.int(),
  grossIdr: zMoney,
  feeIdr: zMoney,
  /** What it says arrived in the bank. */
  netIdr: zMoney,
})
