/** The creator's part of what fans give. A constant of the house, as dated data: a change is another row with a later
 *  first day, and never applies to what was given before. */
import type { Day } from '../../platform/clock.ts'
import { toDay } from '../../platform/clock.ts'
import { present } from '../../platform/errors.ts'

export type Given = 'gift' | 'tip' | 'subscription'

export interface Share {
  readonly num: number
  readonly den: number
  readonly from: Day
}

/** Oldest first. Gifts: of what the coins are worth. Tips and subscriptions: of the price, after VAT and gateway fee. */
export const creatorShares: Readonly<Record<Given, readonly Share[]>> = {
  gift: [{ num: 80, den: 100, from: toDay('2020-01-01') }],
  tip: [{ num: 90, den: 100, from: toDay('2020-01-01') }],
  subscription: [{ num: 90, den: 100, from: toDay('2020-01-01') }],
}

export function shareOn(given: Given, day: Day, shares = creatorShares): Share {
  return present(
    shares[given].findLast((one) => one.from <= day),
    'the first share is older than any stage',
  )
}

/** The platform's part is rounded down, so the rupiah that can't be split is the creator's. */
export function splitByShare(worthIdr: bigint, share: Share): { creatorIdr: bigint; platformIdr: bigint } {
  const platformIdr = (worthIdr * BigInt(share.den - share.num)) / BigInt(share.den)
  return { creatorIdr: worthIdr - platformIdr, platformIdr }
}

/** VAT that an amount holds already, when it is due on the stage's part of a gift: of the largest price that still fits
 *  into the amount with its tax. */
export function vatInside(amountIdr: bigint, vatOf: (priceIdr: bigint) => bigint): bigint {
  let [low, high] = [0n, amountIdr]
  while (low < high) {
    const middle = (low + high + 1n) / 2n
    if (middle + vatOf(middle) <= amountIdr) low = middle
    else high = middle - 1n
  }
  return low === 0n ? 0n : vatOf(low)
}

/** Of a price that goes back in part or whole: what was the creator's and what the stage's. What is more than the price
 *  (the gateway's fee) nobody here has. */
export function takenBack(
  terms: { readonly amountIdr: bigint; readonly creatorIdr: bigint },
  netIdr: bigint,
): { creatorIdr: bigint; platformIdr: bigint } {
  const priceIdr = netIdr < terms.amountIdr ? netIdr : terms.amountIdr
  const creatorIdr = (terms.creatorIdr * priceIdr) / terms.amountIdr
  return { creatorIdr, platformIdr: priceIdr - creatorIdr }
}
