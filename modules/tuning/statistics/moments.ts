/** Sums over viewers from which means, variances and covariances follow: all that is kept of who was measured. */

/** One viewer. A mean per viewer has d = 1; a rate is y ÷ d of all viewers together (skipped ÷ seen). */
export interface Measured {
  readonly y: number
  readonly d: number
  /** The viewer's own value in the week before; undefined for who was not there. */
  readonly x: number | undefined
}

export interface Moments {
  n: number
  y: number
  d: number
  x: number
  yy: number
  dd: number
  xx: number
  yd: number
  yx: number
  dx: number
}

/** Of one arm: who was there in the week before, and who was not. */
export interface ArmMoments {
  readonly known: Moments
  readonly fresh: Moments
}

const none = (): Moments => ({ n: 0, y: 0, d: 0, x: 0, yy: 0, dd: 0, xx: 0, yd: 0, yx: 0, dx: 0 })
export const emptyMoments = (): ArmMoments => ({ known: none(), fresh: none() })

export function addMeasured(to: ArmMoments, { y, d, x }: Measured): void {
  const sums = x === undefined ? to.fresh : to.known
  const past = x ?? 0
  sums.n++
  sums.y += y
  sums.d += d
  sums.x += past
  sums.yy += y * y
  sums.dd += d * d
  sums.xx += past * past
  sums.yd += y * d
  sums.yx += y * past
  sums.dx += d * past
}
