/** The loudest of each of `bars` stretches. */
export function barsOf(peaks: Float32Array, bars: number): number[] {
  return Array.from({ length: bars }, (_, at) => {
    const from = Math.floor((at * peaks.length) / bars)
    const to = Math.max(from + 1, Math.floor(((at + 1) * peaks.length) / bars))
    return peaks.subarray(from, to).reduce((most, peak) => Math.max(most, peak), 0)
  })
}
