/** Which rendition to fetch. Pure. */
export interface Rung {
  readonly width: number
  readonly height: number
  /** Bits a second, sound included. */
  readonly bitrate: number
}
export interface Circumstances {
  /** Measured; undefined before the first measurement. */
  readonly bitsPerSecond: number | undefined
  /** Of the place the clip will fill, in device pixels. */
  readonly shortEdgePx: number
  readonly saveData: boolean
}

/** A clip should arrive half again as fast as it plays, or the next one can't be fetched beside it. */
const HEADROOM = 1.5
/** What an ordinary Indonesian 4G line carries on a bad day; used until something was measured. */
const UNMEASURED_BPS = 2_500_000
const SAVING_EDGE_PX = 400

const edge = (rung: Rung): number => Math.min(rung.width, rung.height)

/** The sharpest rung that the line carries and the screen can show; else the lightest there is. */
export function chooseRung<R extends Rung>(rungs: readonly R[], seen: Circumstances): R | undefined {
  const sorted = [...rungs].sort((a, b) => edge(a) - edge(b) || b.bitrate - a.bitrate)
  const lightest = [...rungs].sort((a, b) => a.bitrate - b.bitrate || edge(a) - edge(b))[0]
  const wanted = seen.saveData ? Math.min(seen.shortEdgePx, SAVING_EDGE_PX) : seen.shortEdgePx
  // The first edge that covers the place is enough; anything sharper is thrown away by the screen.
  const enough = sorted.find((rung) => edge(rung) >= wanted * 0.9)
  const cap = enough ? edge(enough) : Number.POSITIVE_INFINITY
  const line = seen.bitsPerSecond ?? UNMEASURED_BPS
  const fitting = sorted.filter((rung) => edge(rung) <= cap && rung.bitrate * HEADROOM <= line)
  return fitting.at(-1) ?? lightest
}
