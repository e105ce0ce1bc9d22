/** The Beta distribution, as far as it is needed to say how sure one can be of a rate. */

/** Lanczos' approximation of ln Γ(x), x > 0; its error is below 1e-10. */
function lnGamma(x: number): number {
  let sum = 1.000000000190015
  lanczos.forEach((factor, at) => {
    sum += factor / (x + at + 1)
  })
  const shifted = x + 5.5
  return (x + 0.5) * Math.log(shifted) - shifted + Math.log((2.506628274631 * sum) / x)
}
const lanczos = [
  76.18009172947146, -86.5053203294167, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2,
  -0.5395239384953e-5,
]

export interface Beta {
  readonly alpha: number
  readonly beta: number
}

export const meanOf = ({ alpha, beta }: Beta): number => alpha / (alpha + beta)

/** P(rate > x) for a rate that is Beta(alpha, beta): 1 − Iₓ(alpha, beta), the regularised incomplete beta function by its
 *  continued fraction (Abramowitz & Stegun 26.5.8, evaluated by Lentz' method). */
export function chanceAbove({ alpha, beta }: Beta, x: number): number {
  if (x <= 0) return 1
  if (x >= 1) return 0
  const front = Math.exp(
    lnGamma(alpha + beta) - lnGamma(alpha) - lnGamma(beta) + alpha * Math.log(x) + beta * Math.log(1 - x),
  )
  // The fraction converges quickly on one side of the mean only.
  return x < (alpha + 1) / (alpha + beta + 2)
    ? 1 - (front * fraction(alpha, beta, x)) / alpha
    : (front * fraction(beta, alpha, 1 - x)) / beta
}

const tiny = 1e-300
const notZero = (value: number): number => (Math.abs(value) < tiny ? tiny : value)

function fraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1))
  let h = d
  for (let m = 1; m <= 300; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / notZero(1 + term * d)
      c = notZero(1 + term / c)
      h *= d * c
    }
    if (Math.abs(d * c - 1) < 1e-12) break
  }
  return h
}
