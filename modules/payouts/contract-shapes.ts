/** The shapes that payouts' routes speak in. Whatever names a person or a number of theirs is masked. */
import { z } from 'zod'
import { inWords, zInstant, zMoney, zUuid } from '../../platform/contract.ts'

export const payeeForms = ['individual', 'entity'] as const
/** waiting: an operator has to look · verified: may be paid · rejected: the reason says what to change */
export const payeeStates = ['waiting', 'verified', 'rejected'] as const
/** What a payee waits for: a bank account of theirs, or an operator who looks at that. */
export const payeeWaits = [
  'bank_account',
  'name_differs',
  'guardian',
  'entity',
  'foreign',
  'after_rejection',
] as const
/** checking: the holder's name is another one, an operator has to look · closed: the bank sent a payment back */
export const bankAccountStates = ['usable', 'checking', 'rejected', 'closed', 'replaced', 'removed'] as const
export const payoutStates = [
  'requested',
  'approved',
  'sent',
  'paid',
  'returned',
  'cancelled',
  'failed',
] as const
export const batchStates = ['made', 'approved', 'sent', 'done', 'discarded'] as const
export const scheduleKinds = ['on_demand', 'weekly', 'monthly'] as const
export const returnCodes = [
  'account_closed',
  'account_not_found',
  'name_mismatch',
  'over_limit',
  'bank_refused',
  'other',
] as const
export const maskedFields = [
  'name',
  'birth_date',
  'national_id',
  'tax_id',
  'guardian_name',
  'account_number',
  'account_holder',
] as const
export const fileFormats = ['pain001', 'csv'] as const

export const zName = z.string().trim().min(2).max(140)
export const zReason = z.string().trim().min(5).max(500)
export const zMonth = z.string().regex(/^[12]\d{3}-(?:0[1-9]|1[0-2])$/, {
  error: inWords({ en: 'a month (2026-11)', id: 'satu bulan (2026-11)' }),
})
export const zYear = z.string().regex(/^[12]\d{3}$/, {
  error: inWords({ en: 'a year (2026)', id: 'satu tahun (2026)' }),
})

export const zBank = z.object({
  /** BIC: four letters of the bank, ID, and the place. */
  code: z.string(),
  name: z.string(),
  /** How many digits its account numbers have. */
  digits: z.array(z.int()),
})

export const zBankAccount = z.object({
  id: zUuid,
  bankCode: z.string(),
  bankName: z.string(),
  /** All but the last four digits masked. */
  accountNumber: z.string(),
  holderName: z.string(),
  state: z.enum(bankAccountStates),
  reason: z.string().nullable(),
  addedAt: zInstant,
})

export const zPayee = z.object({
  accountId: zUuid,
  form: z.enum(payeeForms),
  country: z.string(),
  name: z.string(),
  birthDate: z.string().nullable(),
  nationalId: z.string().nullable(),
  taxId: z.string().nullable(),
  guardianName: z.string().nullable(),
  isMinor: z.boolean(),
  /** 0 earns and sees · 1 is paid up to a limit a month · 2 above it */
  tier: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  state: z.enum(payeeStates),
  waitsFor: z.enum(payeeWaits).nullable(),
  /** Why it was rejected, in the operator's words. */
  reason: z.string().nullable(),
  /** After a change nothing is paid until then. */
  holdUntil: zInstant.nullable(),
  bankAccount: zBankAccount.nullable(),
  changedAt: zInstant,
})

export const zPayeeView = z.object({
  at: zInstant,
  fields: z.array(z.enum(maskedFields)),
  reason: z.string(),
})

export const zLimits = z.object({
  minimumIdr: zMoney,
  feeIdr: zMoney,
  feeFreeFromIdr: zMoney,
  /** What may be paid in a calendar month, by tier; null: no limit. */
  monthlyMaxIdr: z.object({ tier0: zMoney, tier1: zMoney, tier2: zMoney.nullable() }),
  coolingHours: z.int(),
  onDemandDays: z.int(),
})

export const zTaxLine = z.object({
  ruleId: z.string(),
  kind: z.string(),
  /** The heading under which it is handed to the state: pph21, pph23, pph26. */
  remitAs: z.string(),
  article: z.string(),
  certainty: z.enum(['settled', 'uncertain']),
  baseIdr: zMoney,
  taxIdr: zMoney,
  /** What was multiplied by what, in the caller's language; a value is a whole number or `num/den`. */
  steps: z.array(z.object({ says: z.string(), value: z.string() })),
})

const zAmounts = z.object({
  grossIdr: zMoney,
  taxIdr: zMoney,
  feeIdr: zMoney,
  netIdr: zMoney,
  taxLines: z.array(zTaxLine),
})

export const zQuote = zAmounts.extend({
  availableIdr: zMoney,
  /** null: it can be asked for now. Else the code of the refusal that asking would meet, and its text. */
  obstacle: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** The first instant at which a payout on demand may be asked for again; null: now. */
  nextOnDemandAt: zInstant.nullable(),
})

export const zPayout = zAmounts.extend({
  id: zUuid,
  state: z.enum(payoutStates),
  trigger: z.enum(['request', 'schedule']),
  provider: z.string(),
  bankName: z.string(),
  accountNumber: z.string(),
  requestedAt: zInstant,
  approvedAt: zInstant.nullable(),
  sentAt: zInstant.nullable(),
  /** When it was paid, returned, cancelled or failed. */
  endedAt: zInstant.nullable(),
  bankReference: z.string().nullable(),
  /** Why it came back or failed. */
  reasonCode: z.enum(returnCodes).nullable(),
  reason: z.string().nullable(),
})

const zPerson = z.object({ accountId: zUuid, handle: z.string(), displayName: z.string() })
export const zAdminPayout = zPayout.extend({
  payee: zPerson,
  holderName: z.string(),
  batchId: zUuid.nullable(),
  /** Why it can't be put into a batch now; null: it can. */
  heldBy: z.enum(['cooling', 'not_verified', 'bank_account']).nullable(),
})
export const zAdminPayee = zPayee.extend({ handle: z.string(), displayName: z.string() })

const zOperator = z.object({ accountId: zUuid, handle: z.string() })
export const zBatch = z.object({
  id: zUuid,
  provider: z.string(),
  state: z.enum(batchStates),
  count: z.int(),
  /** Σ net: equal to what the ledger holds pending for its payouts. */
  ctrlSumIdr: zMoney,
  taxIdr: zMoney,
  madeBy: zOperator,
  madeAt: zInstant,
  approvedBy: zOperator.nullable(),
  approvedAt: zInstant.nullable(),
  /** One person made and approved it: the stage says it has a single operator. */
  singleOperator: z.boolean(),
  sentBy: zOperator.nullable(),
  sentAt: zInstant.nullable(),
  /** The file that went to the bank: no other can be had from then on. */
  sentFormat: z.string().nullable(),
  files: z.array(z.object({ format: z.string(), sha256: z.string(), madeAt: zInstant })),
  /** Payouts by state. */
  states: z.record(z.string(), z.int()),
})

/** What a provider said about a payout that had ended otherwise: no money moved by it, and a person must look. */
export const zContradiction = z.object({
  id: zUuid,
  payoutId: zUuid,
  was: z.string(),
  said: z.string(),
  at: zInstant,
  resolvedAt: zInstant.nullable(),
  note: z.string().nullable(),
})

export const zSlip = z.object({
  id: zUuid,
  number: z.string(),
  month: zMonth,
  /** pph21, pph23, pph26 */
  kind: z.string(),
  article: z.string(),
  objectCode: z.string(),
  grossIdr: zMoney,
  baseIdr: zMoney,
  taxIdr: zMoney,
  payouts: z.int(),
  issuedAt: zInstant,
  /** The number of the slip that this one replaces. */
  corrects: z.string().nullable(),
  /** The number of the slip that replaced this one. */
  correctedBy: z.string().nullable(),
})

/** What `GET /v1/admin/tax-slips/:month` answers as JSON. */
export const zMonthSlips = z.object({
  month: zMonth,
  /** False until the month's slips are issued. */
  issued: z.boolean(),
  /** False: the stage's own tax number is not set, so none can be issued. */
  withholderSet: z.boolean(),
  totals: z.array(z.object({ kind: z.string(), slips: z.int(), grossIdr: zMoney, taxIdr: zMoney })),
})
export type MonthSlips = z.infer<typeof zMonthSlips>
