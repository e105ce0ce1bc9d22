/** Exact fractions of bigints: a tax is rounded once, at the end, and nothing before that is lost. */
import { assert } from '../../platform/errors.ts'

export interface Rational {
  readonly num: bigint
  readonly den: bigint
}

export const rational = (num: bigint | number, den: bigint | number = 1): Rational => ({
  num: BigInt(num),
  den: BigInt(den),
})

export const plus = (a: Rational, b: Rational): Rational =>
  reduced({ num: a.num * b.den + b.num * a.den, den: a.den * b.den })
export const times = (a: Rational, b: Rational): Rational =>
  reduced({ num: a.num * b.num, den: a.den * b.den })
export const minus = (a: Rational, b: Rational): Rational => plus(a, { num: -b.num, den: b.den })
export const isLess = (a: Rational, b: Rational): boolean => a.num * b.den < b.num * a.den

function reduced({ num, den }: Rational): Rational {
  let [a, b] = [num < 0n ? -num : num, den]
  while (b !== 0n) [a, b] = [b, a % b]
  return a <= 1n ? { num, den } : { num: num / a, den: den / a }
}

/** @param value not negative */
export function round({ num, den }: Rational, how: 'half-up' | 'down' | 'up'): bigint {
  assert(num >= 0n && den > 0n, 'only what is not negative is rounded')
  if (how === 'down') return num / den
  if (how === 'up') return (num + den - 1n) / den
  return (2n * num + den) / (2n * den)
}

/** As a decimal with at most four places; `…` when there are more.
 *  @param points the thousands' and the decimal sign */
export function decimal({ num, den }: Rational, [thousands, comma]: readonly [string, string]): string {
  const whole = String(num / den).replace(/\B(?=(\d{3})+$)/g, thousands)
  const rest = num % den
  if (rest === 0n) return whole
  const places = String((rest * 10_000n) / den).padStart(4, '0')
  const exact = (rest * 10_000n) % den === 0n
  return `${whole}${comma}${exact ? places.replace(/0+$/, '') : `${places}…`}`
}
