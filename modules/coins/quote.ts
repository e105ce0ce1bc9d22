/** What a fan pays for something of a given price: the price, what the gateway takes, and the VAT on both. So the price
 *  itself stays whole: it is what coins are worth and what a creator's share is taken of, by whatever way it is paid. */
import { assert } from '../../platform/errors.ts'
import { feeOf, type Method, type NewPayment } from '../payments/index.ts'
import type { TaxLine } from '../tax/index.ts'

export interface Quote {
  readonly method: string
  readonly amountIdr: bigint
  readonly gatewayIdr: bigint
  readonly vatIdr: bigint
  readonly vat: TaxLine | undefined
  /** amount + gateway + vat. */
  readonly totalIdr: bigint
}

/** VAT on a price without tax; undefined when none is due. */
export type VatOn = (priceIdr: bigint) => TaxLine | undefined

const roundsMax = 500

/** The fee is taken of the total, which holds the fee and the tax on it: so it is looked for from below, and is the
 *  first that covers itself. */
export function quotePrice(amountIdr: bigint, method: Method, vatOn: VatOn): Quote {
  assert(amountIdr > 0n, 'something that is sold has a price')
  let gatewayIdr = 0n
  for (let round = 0; round < roundsMax; round++) {
    const vat = vatOn(amountIdr + gatewayIdr)
    const vatIdr = vat?.taxIdr ?? 0n
    const totalIdr = amountIdr + gatewayIdr + vatIdr
    const needed = feeOf(method, totalIdr)
    if (needed <= gatewayIdr) return { method: method.id, amountIdr, gatewayIdr, vatIdr, vat, totalIdr }
    gatewayIdr = needed
  }
  throw new Error(`the fee of ${method.id} never covers itself`)
}

/** By each way to pay that takes such a total. */
export const quotesFor = (amountIdr: bigint, methods: readonly Method[], vatOn: VatOn): Quote[] =>
  methods
    .map((method) => ({ method, quote: quotePrice(amountIdr, method, vatOn) }))
    .filter(({ method, quote }) => quote.totalIdr >= method.minIdr && quote.totalIdr <= method.maxIdr)
    .map(({ quote }) => quote)

/** The money of a payment for what is quoted. @param what the thing in words, for the payment's page and the invoice */
export function paymentOf(
  quote: Quote,
  what: { en: string; id: string },
): Pick<NewPayment, 'lines' | 'vatIdr' | 'vat' | 'totalIdr' | 'method'> {
  const lines = [{ what, amountIdr: quote.amountIdr }]
  if (quote.gatewayIdr > 0n)
    lines.push({ what: { en: 'Payment fee', id: 'Biaya pembayaran' }, amountIdr: quote.gatewayIdr })
  const { vatIdr, vat, totalIdr, method } = quote
  return { lines, vatIdr, vat, totalIdr, method }
}

/** The same for the wire. */
export const quoteReply = (quote: Omit<Quote, 'vat'>) => ({
  method: quote.method,
  amountIdr: String(quote.amountIdr),
  gatewayIdr: String(quote.gatewayIdr),
  taxIdr: String(quote.vatIdr),
  totalIdr: String(quote.totalIdr),
})
