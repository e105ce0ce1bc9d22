/** How fast bytes come in, from the clips' own ranges: an average that leans towards the latest. */
const KEY = 'panggung.bps'
const BYTES_MIN = 64 * 1024
const LEAN = 0.4

/** One measurement folded into the average. Pure. */
export function nextAverage(average: number | undefined, bytes: number, ms: number): number | undefined {
  if (bytes < BYTES_MIN || ms <= 0) return average
  const bps = (bytes * 8000) / ms
  return average === undefined ? bps : average + (bps - average) * LEAN
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
  measured(bytes: number, ms: number): void {
    average = nextAverage(throughput.bitsPerSecond, bytes, ms)
    if (average !== undefined) localStorage.setItem(KEY, String(Math.round(average)))
  },
}
