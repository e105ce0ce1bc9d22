/** The waveform that the server made: `{ rate, peaks }`, base64 of one signed byte a peak. */
export async function readPeaks(url: string, signal: AbortSignal): Promise<Float32Array> {
  const answer = await fetch(url, { signal })
  if (!answer.ok) throw new Error(`waveform ${answer.status}`)
  return peaksIn(await answer.json())
}

/** 0 to 1 each; nothing when it is not what was promised. */
export function peaksIn(json: unknown): Float32Array {
  const text = typeof json === 'object' && json !== null && 'peaks' in json ? json.peaks : undefined
  if (typeof text !== 'string') return new Float32Array(0)
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
  return Float32Array.from(new Int8Array(bytes.buffer), (peak) => Math.min(1, Math.abs(peak) / 127))
}

/** The loudest of each of `bars` stretches. */
export function barsOf(peaks: Float32Array, bars: number): number[] {
  return Array.from({ length: bars }, (_, at) => {
    const from = Math.floor((at * peaks.length) / bars)
    const to = Math.max(from + 1, Math.floor(((at + 1) * peaks.length) / bars))
    return peaks.subarray(from, to).reduce((most, peak) => Math.max(most, peak), 0)
  })
}
