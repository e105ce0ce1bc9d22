/** Payments as they travel: amounts as text, instants as ISO. */
import type { Difference, Invoice, Method, Payment, Settlement } from './index.ts'

export const describeMethod = ({ id, provider, kind, label, minIdr, maxIdr, fee }: Method) => ({
  id,
  provider,
  kind,
  label,
  minIdr: String(minIdr),
  maxIdr: String(maxIdr),
  fee: { fixedIdr: String(fee.fixedIdr), rate: fee.num === 0n ? '0' : `${fee.num}/${fee.den}` },
})

const linesOf = (lines: Payment['lines']) =>
  lines.map(({ what, amountIdr }) => ({ what, amountIdr: String(amountIdr) }))

export const describePayment = (payment: Payment, method: Method | undefined) => ({
  id: payment.id,
  purpose: payment.purpose,
  subjectId: payment.subjectId,
  state: payment.state,
  lines: linesOf(payment.lines),
  vatIdr: String(payment.vatIdr),
  totalIdr: String(payment.totalIdr),
  codeIdr: String(payment.codeIdr),
  payableIdr: String(payment.payableIdr),
  method: {
    id: payment.method,
    provider: payment.provider,
    // A method that is switched off again: its old payments are still shown.
    kind: method?.kind ?? ('bank_transfer' as const),
    label: method?.label ?? { en: payment.method, id: payment.method },
  },
  instructions: payment.state === 'waiting' ? payment.instructions : null,
  refundedIdr: String(payment.refundedIdr),
  reason: payment.reason,
  createdAt: payment.createdAt.toISOString(),
  expiresAt: payment.expiresAt.toISOString(),
  paidAt: payment.paidAt?.toISOString() ?? null,
  invoice: payment.invoice,
})

export const describeInvoice = (invoice: Invoice) => ({
  ...invoice,
  issuedAt: invoice.issuedAt.toISOString(),
  lines: linesOf(invoice.lines),
  codeIdr: String(invoice.codeIdr),
  netIdr: String(invoice.netIdr),
  totalIdr: String(invoice.totalIdr),
  refundedIdr: String(invoice.refundedIdr),
  vat: invoice.vat && {
    ruleId: invoice.vat.ruleId,
    article: invoice.vat.article,
    priceIdr: String(invoice.vat.priceIdr),
    baseIdr: String(invoice.vat.baseIdr),
    taxIdr: String(invoice.vat.taxIdr),
    steps: invoice.vat.steps.map(({ says, value }) => ({ says, value })),
  },
})

export const describeSettlement = (one: Settlement) => ({
  id: one.id,
  provider: one.provider,
  fileName: one.fileName,
  takenInAt: one.takenInAt.toISOString(),
  lines: one.lines,
  matched: one.matched,
  grossIdr: String(one.grossIdr),
  feeIdr: String(one.feeIdr),
  netIdr: String(one.netIdr),
})

const orNull = (amount: bigint | null): string | null => (amount === null ? null : String(amount))

export const describeDifference = (one: Difference) => ({
  id: one.id,
  provider: one.provider,
  kind: one.kind,
  paymentId: one.paymentId,
  reference: one.reference,
  expectedIdr: orNull(one.expectedIdr),
  foundIdr: orNull(one.foundIdr),
  foundAt: one.foundAt.toISOString(),
  resolvedAt: one.resolvedAt?.toISOString() ?? null,
  note: one.note,
})
