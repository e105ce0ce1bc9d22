/** How one amount becomes several. */
import { assert } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'

/** Hamilton's method (largest remainder): each part gets ⌊amount·weight/Σweight⌋, and the rupiah left over go one each to
 *  the largest remainders, ties to the lower {@link tieOf}. The parts add up to `amount` exactly, each is within one
 *  rupiah of its exact value, and the order of the weights changes nothing. */
export function shareByWeight(
  amount: bigint,
  weights: readonly { readonly key: string; readonly weight: bigint }[],
  about: string,
): Map<string, bigint> {
  const sum = weights.reduce((total, { weight }) => total + weight, 0n)
  assert(amount >= 0n && sum > 0n, 'a share needs something to be a share of')
  const parts = weights.map(({ key, weight }) => {
    assert(weight >= 0n, 'a weight is not negative')
    return { key, whole: (amount * weight) / sum, rest: (amount * weight) % sum, tie: tieOf(about, key) }
  })
  let left = amount - parts.reduce((total, part) => total + part.whole, 0n)
  parts.sort((a, b) => (a.rest === b.rest ? (a.tie < b.tie ? -1 : 1) : a.rest > b.rest ? -1 : 1))
  const shares = new Map<string, bigint>()
  for (const { key, whole, rest } of parts) {
    const extra = left > 0n && rest > 0n ? 1n : 0n
    left -= extra
    assert(!shares.has(key), 'a share names each person once')
    shares.set(key, whole + extra)
  }
  assert(left === 0n, 'no rupiah is left over')
  return shares
}

/** Differs from line to line, so that no one is always the lucky one. */
const tieOf = (about: string, key: string): string => uuidFrom('earnings.tie', about, key)
