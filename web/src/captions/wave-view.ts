/** Which part of the clip a strip of so many pixels shows. Pure. */

export interface View {
  readonly fromMs: number
  /** Milliseconds a pixel stands for. */
  readonly msPerPx: number
}

/** So near that a tenth of a second is a thumb's width. */
const nearest = 2

export const spanOf = (view: View, width: number): number => width * view.msPerPx
export const xOf = (view: View, ms: number): number => (ms - view.fromMs) / view.msPerPx
export const msOf = (view: View, x: number): number => view.fromMs + x * view.msPerPx

/** Never farther than the whole clip, never before its start or behind its end. */
export function fit(view: View, width: number, durationMs: number): View {
  const farthest = Math.max(nearest, durationMs / Math.max(1, width))
  const msPerPx = Math.max(nearest, Math.min(farthest, view.msPerPx))
  const last = Math.max(0, durationMs - width * msPerPx)
  return { msPerPx, fromMs: Math.max(0, Math.min(last, view.fromMs)) }
}

/** @param x the place that stays under the finger */
export function zoom(view: View, factor: number, x: number, width: number, durationMs: number): View {
  const held = msOf(view, x)
  const { msPerPx } = fit({ ...view, msPerPx: view.msPerPx / factor }, width, durationMs)
  return fit({ msPerPx, fromMs: held - x * msPerPx }, width, durationMs)
}

export const pan = (view: View, px: number, width: number, durationMs: number): View =>
  fit({ ...view, fromMs: view.fromMs + px * view.msPerPx }, width, durationMs)

/** Brings a moment into sight, a quarter from the left; stays where it is while it is in sight. */
export function follow(view: View, ms: number, width: number, durationMs: number): View {
  const x = xOf(view, ms)
  if (x >= 0 && x <= width * 0.92) return view
  return fit({ ...view, fromMs: ms - (width / 4) * view.msPerPx }, width, durationMs)
}

/** How far apart the marks of the ruler are, so that they don't touch. */
export function markEvery(view: View): number {
  const steps = [100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 300_000]
  return steps.find((step) => step / view.msPerPx >= 56) ?? 600_000
}

/** The nearest of these moments, if it is near enough. @param reachMs how far it pulls */
export function snap(ms: number, moments: Iterable<number>, reachMs: number): number {
  let best = ms
  let distance = reachMs
  for (const one of moments) {
    if (Math.abs(one - ms) > distance) continue
    best = one
    distance = Math.abs(one - ms)
  }
  return best
}
