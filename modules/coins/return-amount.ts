/** What goes back to a payer, and how many coins an amount stands for. Pure. */
import { assert } from '../../platform/errors.ts'
import { coinPriceIdr } from './accounts.ts'

export interface Paid {
  readonly vatIdr: bigint
  readonly payableIdr: bigint
}

/** VAT that payments takes back with an amount: its part of the whole, rounded down, once. */
const vatWith = (amountIdr: bigint, paid: Paid): bigint =>
  amountIdr === paid.payableIdr ? paid.vatIdr : (paid.vatIdr * amountIdr) / paid.payableIdr

/** A price that goes back, with the tax on it: the least amount that leaves the price when its part of the tax is taken
 *  off. The gateway keeps its fee. */
export function withTax(priceIdr: bigint, paid: Paid): bigint {
  const net = (amountIdr: bigint): bigint => amountIdr - vatWith(amountIdr, paid)
  assert(priceIdr >= 0n && priceIdr <= net(paid.payableIdr), 'no more goes back than was bought')
  // net() grows by 0 or 1 with each rupiah, but for the last one of all, which takes what rounding left of the tax.
  let [low, high] = [priceIdr, paid.payableIdr]
  while (low < high) {
    const middle = (low + high) / 2n
    if (net(middle) >= priceIdr) high = middle
    else low = middle + 1n
  }
  return low
}

export const amountFor = (coins: bigint, paid: Paid): bigint => withTax(coins * coinPriceIdr, paid)

/** How many coins an amount without tax takes back, when nobody said how many. */
export const coinsFor = (netIdr: bigint): bigint => netIdr / coinPriceIdr
