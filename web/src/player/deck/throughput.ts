/** How fast bytes come in, from the clips' own ranges: an average that leans towards the latest. */
const KEY = 'panggung.bps'
const BYTES_MIN = 64 * 1024
const LEAN = 0.4
/** A line that gives way is believed sooner than one that recovers: the one stalls, the other only looks softer. */
const LEAN_DOWN = 0.7

/** One measurement folded into the average. Pure. */
export function nextAverage(average: number | undefined, bytes: number, ms: number): number | undefined {
  if (bytes < BYTES_MIN || ms <= 0) return average
  const bps = (bytes * 8000) / ms
  return average === undefined ? bps : average + (bps - average) * (bps < average / 2 ? LEAN_DOWN : LEAN)
}

let average: number | undefined
export const throughput = {
  /** Bits a second, or undefined before anything was measured on this device. */
  get bitsPerSecond(): number | undefined {
    if (average === undefined) {
      const kept = Number(localStorage.getItem(KEY))
      average = kept > 0 ? kept : undefined
    }
    return average
  },
  /** A clip of that many bits a second ran dry: the line carries less, whatever was measured before. */
  stalledAt(bitrate: number): void {
    average = Math.min(throughput.bitsPerSecond ?? bitrate, bitrate)
  },
  measured(bytes: number, ms: number): void {
    average = nextAverage(throughput.bitsPerSecond, bytes, ms)
    if (average !== undefined) localStorage.setItem(KEY, String(Math.round(average)))
  },
}
