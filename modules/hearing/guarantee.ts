/** The budget law: no more is promised than there is to give. Source: recsys.md §4, where promising 50 views with 20
 *  available reached nobody and cost 6 % of the finished views. */
export interface Supply {
  /** Thousandths of all slots that are for new clips (ε). */
  readonly perMille: number
  /** Organic slots that were watched on a day. */
  readonly slots: number
  /** New clips on a day. */
  readonly uploads: number
}

/** G ≤ ε · slots a day ÷ uploads a day, rounded down, within the bounds. A day without uploads is reckoned with one. */
export const guaranteeOf = (supply: Supply, bounds: { least: number; most: number }): number =>
  Math.max(
    bounds.least,
    Math.min(
      bounds.most,
      Math.floor((supply.perMille * supply.slots) / (1000 * Math.max(1, supply.uploads))),
    ),
  )
