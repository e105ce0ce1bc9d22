/** A test that may be looked at as often as one likes: the mixture sequential probability ratio test. Under "no difference"
 *  the ratio Λ below is, in the limit of many viewers, a martingale that begins at 1, so the probability that 1 ÷ Λ ever
 *  falls to α is α at most, whenever somebody stops. Source: Johari, Koomen, Pekelis, Walsh: Peeking at A/B Tests, KDD
 *  2017 (eq. 7 and 11), with a normal mixture N(0, τ²) over the difference.
 *
 *      Λ = √(V ÷ (V + τ²)) × exp(τ² d² ÷ (2 V (V + τ²)))
 *
 *  d is the difference, V its variance. It holds for viewers who come one after another; where the same viewers are
 *  measured longer, their later values repeat the earlier ones and fewer chances are taken, not more (a test counts). */

/** τ as a part of the standard deviation of one viewer's value: the size of a difference that one expects, fixed before
 *  anything is measured. */
const effect = 0.05

export const mixtureOf = (viewerVariance: number): number => effect * effect * viewerVariance

/** p at this look; the least of all looks is always valid. 0–1. */
export function pValueOf(difference: number, variance: number, mixture: number): number {
  if (!(variance > 0) || !(mixture > 0)) return 1
  const sum = variance + mixture
  const log = 0.5 * Math.log(variance / sum) + (mixture * difference * difference) / (2 * variance * sum)
  return Math.min(1, Math.exp(-log))
}

/** Half the width of the interval in which the true difference is at every look at once, but with probability α. */
export function halfWidthOf(variance: number, mixture: number, alpha: number): number {
  if (!(variance > 0) || !(mixture > 0)) return Number.POSITIVE_INFINITY
  const sum = variance + mixture
  return Math.sqrt(((variance * sum) / mixture) * (2 * Math.log(1 / alpha) + Math.log(sum / variance)))
}
