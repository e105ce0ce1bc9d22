/** What each way to pay makes of a price: quotes of the server joined with what is known of their methods. Pure. */
export interface Quote {
  readonly method: string
  readonly amountIdr: string
  readonly gatewayIdr: string
  readonly taxIdr: string
  readonly totalIdr: string
}
export interface Method {
  readonly id: string
  readonly kind: 'bank_transfer' | 'qris' | 'virtual_account' | 'ewallet'
  readonly label: { readonly en: string; readonly id: string }
  readonly minIdr: string
  readonly maxIdr: string
}
export interface Offer {
  readonly method: Method
  readonly quote: Quote
  /** Its total is not among what this method takes. */
  readonly outside: 'below' | 'above' | undefined
}

/** Those that can be used first; of them those that arrive at once, the cheapest of each first. Where two providers
 *  offer the same way, only the cheaper one is left. */
export function offersOf(quotes: readonly Quote[], methods: readonly Method[]): Offer[] {
  const offers = quotes.flatMap((quote): Offer[] => {
    const method = methods.find((one) => one.id === quote.method)
    if (!method) return []
    const total = BigInt(quote.totalIdr)
    const outside =
      total < BigInt(method.minIdr) ? 'below' : total > BigInt(method.maxIdr) ? 'above' : undefined
    return [{ method, quote, outside }]
  })
  const rank = (offer: Offer): bigint =>
    BigInt(offer.quote.totalIdr) +
    (offer.method.kind === 'bank_transfer' ? 10n ** 20n : 0n) +
    (offer.outside === undefined ? 0n : 10n ** 21n)
  offers.sort((a, b) => {
    const difference = rank(a) - rank(b)
    return difference < 0n ? -1 : difference > 0n ? 1 : 0
  })
  const seen = new Set<string>()
  return offers.filter(({ method: { kind, label } }) => {
    const same = `${kind} ${label.en}`
    return !seen.has(same) && seen.add(same)
  })
}

/** The one that was chosen if it can still be used, else the first that can. */
export const chosenOffer = (offers: readonly Offer[], method: string | undefined): Offer | undefined =>
  offers.find((offer) => offer.method.id === method && offer.outside === undefined) ??
  offers.find((offer) => offer.outside === undefined)
