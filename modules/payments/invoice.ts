/** What an invoice says. It follows from the payment and is not stored: only its number is. */
import { refuse } from '../../platform/errors.ts'
import type { PaymentsConfig } from './config.ts'
import { paymentRefusals } from './contract.ts'
import type { Method, Payment, PaymentState, VatLine } from './payment.ts'
import type { Words } from '../../platform/contract.ts'

export interface Invoice {
  readonly number: string
  readonly issuedAt: Date
  readonly state: PaymentState
  readonly seller: { name: string; taxId: string; address: string; complete: boolean }
  readonly buyer: { id: string; handle: string; displayName: string }
  readonly lines: Payment['lines']
  readonly codeIdr: bigint
  /** Lines together, without tax. */
  readonly netIdr: bigint
  readonly vat: (VatLine & { priceIdr: bigint }) | null
  /** What was paid: lines, VAT and the transfer's code. */
  readonly totalIdr: bigint
  readonly refundedIdr: bigint
  readonly method: { id: string; label: Words }
  readonly paymentId: string
}

/** @throws Refusal payment_not_paid */
export function invoiceOf(
  payment: Payment,
  buyer: Invoice['buyer'],
  method: Method | undefined,
  config: PaymentsConfig,
): Invoice {
  const { invoice, paidAt, vat, vatIdr } = payment
  if (invoice === null || paidAt === null)
    return refuse(paymentRefusals.payment_not_paid, { state: payment.state })
  const { SELLER_NAME: name, SELLER_NPWP: taxId, SELLER_ADDRESS: address } = config
  const netIdr = payment.lines.reduce((sum, one) => sum + one.amountIdr, 0n)
  const bare = { ruleId: '', article: '', baseIdr: netIdr, taxIdr: vatIdr, steps: [] }
  return {
    number: invoice,
    issuedAt: paidAt,
    state: payment.state,
    seller: { name, taxId, address, complete: name !== '' && taxId !== '' && address !== '' },
    buyer,
    lines: payment.lines,
    codeIdr: payment.codeIdr,
    netIdr,
    vat: vatIdr === 0n ? null : { ...(vat ?? bare), priceIdr: netIdr },
    totalIdr: payment.payableIdr,
    refundedIdr: payment.refundedIdr,
    method: { id: payment.method, label: method?.label ?? { en: payment.method, id: payment.method } },
    paymentId: payment.id,
  }
}
