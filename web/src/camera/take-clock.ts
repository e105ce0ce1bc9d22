/** How long takes are in the clip, and where they lie on the ring around the record button. */
export interface Take {
  readonly id: string
  /** As recorded. */
  readonly ms: number
  readonly speed: number
}

export interface Arc {
  readonly id: string
  /** Fractions of the ring, from the top, clockwise. */
  readonly from: number
  readonly to: number
}

/** A slow take (0.5) is longer in the clip than it was before the camera, a fast one shorter. */
export const clipMs = ({ ms, speed }: { ms: number; speed: number }): number => ms / speed

export const totalMs = (takes: readonly Take[]): number => takes.reduce((sum, take) => sum + clipMs(take), 0)

/** What may still be recorded at this speed, in milliseconds before the camera. */
export function leftToRecordMs(takes: readonly Take[], limitMs: number, speed: number): number {
  return Math.max(0, (limitMs - totalMs(takes)) * speed)
}

/** The ring is full at `fullMs`. A clip that is short on the limit still shows: the ring grows in steps. */
export function arcs(takes: readonly Take[], fullMs: number): Arc[] {
  let at = 0
  return takes.map((take) => {
    const from = at
    at = Math.min(1, at + clipMs(take) / fullMs)
    return { id: take.id, from, to: at }
  })
}

const STEPS_MS = [15_000, 30_000, 60_000, 180_000, 600_000]
/** What the ring stands for now: the smallest step that holds `ms`, never over the limit. */
export function ringMs(ms: number, limitMs: number): number {
  return Math.min(limitMs, STEPS_MS.find((step) => ms < step) ?? limitMs)
}
