import { assert } from '../../platform/errors.ts'
import { sha256 } from './sum-tree.ts'

/** The arithmetic of a viewer's day. Everything is a bigint; nothing here reads a clock or a database. */

export interface Claim {
  readonly weight: bigint
  /** Decides between equal remainders; asked for only when two are equal. */
  readonly tie: () => Buffer
}

/** Hamilton's method (largest remainder) over integer weights: each claim gets ⌊total·weight/Σweight⌋, and
 *  the units left over go one each to the largest remainders, ties to the lower tie-break bytes.
 *  The shares add up to `total` exactly, each is within one unit of its exact value, and the order of the
 *  claims changes nothing. It is not house-monotone: never explain a unit by comparing two totals. */
export function shareByLargestRemainder(total: bigint, claims: readonly Claim[]): bigint[] {
  assert(total >= 0n, 'only what is there is shared')
  const weights = claims.reduce((sum, claim) => sum + claim.weight, 0n)
  assert(weights > 0n, 'a share needs something to be a share of')
  const parts = claims.map((claim, at) => {
    assert(claim.weight >= 0n, 'a weight is not negative')
    const product = total * claim.weight
    return { at, claim, amount: product / weights, remainder: product % weights }
  })
  const shares = parts.map((part) => part.amount)
  let left = total - shares.reduce((sum, amount) => sum + amount, 0n) // always fewer than there are claims
  if (left > 0n) {
    parts.sort((a, b) => {
      if (a.remainder !== b.remainder) return a.remainder > b.remainder ? -1 : 1
      return Buffer.compare(a.claim.tie(), b.claim.tie())
    })
    for (const part of parts) {
      if (left === 0n) break
      shares[part.at] = part.amount + 1n
      left -= 1n
    }
  }
  assert(left === 0n, 'no unit is left over')
  return shares
}

/** Public and not to be gamed: nobody can choose a pseudonym, and a day cannot be known at upload. */
export const tieBreak = (day: string, viewer: Buffer, video: Buffer): Buffer =>
  sha256(Buffer.concat([Buffer.from(day, 'ascii'), viewer, video]))

export interface Share {
  readonly num: bigint
  readonly den: bigint
}

/** The creators' part of what one viewer's ads earned in one day, rounded down once, here and nowhere else.
 *  What rounding takes is less than one µIDR a viewer and day, and is the platform's. */
export const creatorsPart = (adMicro: bigint, share: Share): bigint => (adMicro * share.num) / share.den

/** What counts of a watch: valid milliseconds up to the cap. */
export const weightOf = (validMs: bigint, capMs: bigint): bigint => (validMs < capMs ? validMs : capMs)
