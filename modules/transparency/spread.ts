/** How unevenly income is spread, in whole numbers, so that everyone gets the same digits. */
import { assert } from '../../platform/errors.ts'

export interface Spread {
  readonly creators: number
  readonly effectiveCreatorsHundredths: bigint
  readonly giniBasisPoints: bigint
  readonly topTenthBasisPoints: bigint
  readonly topHundredthBasisPoints: bigint
  /** How many creators these are: ⌈n ÷ 10⌉ and ⌈n ÷ 100⌉. */
  readonly topTenth: number
  readonly topHundredth: number
}

/** All roundings are down. Gini = (2 Σ i·xᵢ − (n+1) Σ x) ÷ (n Σ x), x ascending, i from 1. Effective number = (Σ x)² ÷ Σ x²
 *  (inverse Herfindahl–Hirschman index). @param amounts one for each, at least one, each above zero */
export function spreadOf(amounts: readonly bigint[]): Spread {
  assert(amounts.length > 0 && amounts.every((one) => one > 0n), 'only income is spread')
  const sorted = amounts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const n = BigInt(sorted.length)
  let sum = 0n
  let ranked = 0n
  let squares = 0n
  sorted.forEach((amount, at) => {
    sum += amount
    ranked += BigInt(at + 1) * amount
    squares += amount * amount
  })
  const topTenth = Math.ceil(sorted.length / 10)
  const topHundredth = Math.ceil(sorted.length / 100)
  const topOf = (count: number): bigint =>
    (sorted.slice(sorted.length - count).reduce((total, one) => total + one, 0n) * 10_000n) / sum
  return {
    creators: sorted.length,
    effectiveCreatorsHundredths: (sum * sum * 100n) / squares,
    giniBasisPoints: ((2n * ranked - (n + 1n) * sum) * 10_000n) / (n * sum),
    topTenthBasisPoints: topOf(topTenth),
    topHundredthBasisPoints: topOf(topHundredth),
    topTenth,
    topHundredth,
  }
}
