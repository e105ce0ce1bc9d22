/** How far an arm's mean is from the control's, less noisy by CUPED: a viewer's value minus θ × (their own value in the week
 *  before − its mean), θ = cov / var. What is taken away has the mean 0 over all viewers compared, so the difference
 *  stays what it was. Who was not there before keeps their value. Source: Deng, Xu, Kohavi, Walker: Improving the
 *  Sensitivity of Online Controlled Experiments by Utilizing Pre-Experiment Data, WSDM 2013.
 *
 *  A rate y ÷ d is compared by its linear form (y − R × d) ÷ mean d, with R and mean d of the control (the delta method;
 *  Budylin et al., Consistent Transformation of Ratio Metrics, WSDM 2018). */
import type { ArmMoments, Moments } from './moments.ts'

export interface Comparison {
  /** Viewers. */
  readonly controlViewers: number
  readonly armViewers: number
  /** As measured: a mean per viewer, or a rate. */
  readonly controlMean: number
  readonly armMean: number
  /** Arm − control, adjusted. */
  readonly difference: number
  /** Of the difference. */
  readonly variance: number
  /** Of one viewer's adjusted value. */
  readonly viewerVariance: number
  /** The share of the variance that the week before took away: 0–1. */
  readonly explained: number
}

/** @returns undefined while one of both has fewer than two viewers, or nothing to divide by */
export function compareArms(control: ArmMoments, arm: ArmMoments): Comparison | undefined {
  const all = { control: sumOf(control), arm: sumOf(arm) }
  if (all.control.n < 2 || all.arm.n < 2 || all.control.d === 0 || all.arm.d === 0) return undefined
  const isMean = all.control.d === all.control.n && all.arm.d === all.arm.n
  const rate = isMean ? 0 : all.control.y / all.control.d
  const scale = isMean ? 1 : all.control.d / all.control.n
  const linear = (moments: Moments) => linearOf(moments, rate, scale)

  const known = { control: linear(control.known), arm: linear(arm.known) }
  const theta = thetaOf([known.control, known.arm])
  const knownViewers = known.control.n + known.arm.n
  const pastMean = knownViewers === 0 ? 0 : (known.control.x + known.arm.x) / knownViewers
  const raw = {
    control: meanOf([known.control, linear(control.fresh)]),
    arm: meanOf([known.arm, linear(arm.fresh)]),
  }
  const adjusted = {
    control: meanOf([adjust(known.control, theta, pastMean), linear(control.fresh)]),
    arm: meanOf([adjust(known.arm, theta, pastMean), linear(arm.fresh)]),
  }
  const before = raw.control.variance / all.control.n + raw.arm.variance / all.arm.n
  const variance = adjusted.control.variance / all.control.n + adjusted.arm.variance / all.arm.n
  return {
    controlViewers: all.control.n,
    armViewers: all.arm.n,
    controlMean: all.control.y / all.control.d,
    armMean: all.arm.y / all.arm.d,
    difference: adjusted.arm.mean - adjusted.control.mean,
    variance,
    viewerVariance:
      (adjusted.control.variance * all.control.n + adjusted.arm.variance * all.arm.n) /
      (all.control.n + all.arm.n),
    explained: before === 0 ? 0 : Math.max(0, 1 - variance / before),
  }
}

/** Sums of one value a viewer, with the value of the week before. */
interface Linear {
  readonly n: number
  readonly v: number
  readonly vv: number
  readonly x: number
  readonly xx: number
  readonly vx: number
}

const linearOf = ({ n, y, d, x, yy, dd, xx, yd, yx, dx }: Moments, rate: number, scale: number): Linear => ({
  n,
  v: (y - rate * d) / scale,
  vv: (yy - 2 * rate * yd + rate * rate * dd) / (scale * scale),
  x,
  xx,
  vx: (yx - rate * dx) / scale,
})

/** Within the arms, so that what the arms differ by is not taken for noise. */
function thetaOf(arms: readonly Linear[]): number {
  let covariance = 0
  let variance = 0
  for (const { n, v, x, xx, vx } of arms) {
    if (n === 0) continue
    covariance += vx - (v * x) / n
    variance += xx - (x * x) / n
  }
  // Nothing to explain by, but for what rounding leaves.
  return variance > 1e-12 * arms.reduce((sum, { xx }) => sum + xx, 0) ? covariance / variance : 0
}

const adjust = ({ n, v, vv, x, xx, vx }: Linear, theta: number, mean: number): Linear => ({
  n,
  v: v - theta * (x - n * mean),
  vv: vv - 2 * theta * (vx - mean * v) + theta * theta * (xx - 2 * mean * x + n * mean * mean),
  x,
  xx,
  vx,
})

function meanOf(groups: readonly Linear[]): { mean: number; variance: number } {
  const n = groups.reduce((sum, one) => sum + one.n, 0)
  const mean = groups.reduce((sum, one) => sum + one.v, 0) / n
  const squares = groups.reduce((sum, one) => sum + one.vv, 0)
  return { mean, variance: Math.max(0, (squares - n * mean * mean) / (n - 1)) }
}

const sumOf = ({ known, fresh }: ArmMoments) => ({
  n: known.n + fresh.n,
  y: known.y + fresh.y,
  d: known.d + fresh.d,
})
