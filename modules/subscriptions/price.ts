/** Which price a subscriber pays. Pure. */
export interface Price {
  readonly priceIdr: bigint
  readonly announcedAt: Date
  /** From when months of those who subscribed before cost this. */
  readonly othersFrom: Date
}

/** The price of a month that begins at `from`, for someone who agreed to the prices of `agreedAt`: the last one that was
 *  announced by then, or a later one whose notice is over when the month begins. A lower price needs no notice.
 *  @param prices in the order of their announcement */
export function priceFor(prices: readonly Price[], agreedAt: Date, from: Date): bigint | undefined {
  let price: bigint | undefined
  for (const one of prices) {
    const agreed = one.announcedAt <= agreedAt
    if (price === undefined || agreed || one.othersFrom <= from || one.priceIdr < price) price = one.priceIdr
  }
  return price
}
