/** Asks for bytes of a file and hands them on as they come, measuring the line by them. */
import { throughput } from '../deck/throughput.ts'

/** Below this a measurement says more about buffers than about the line. */
const MEASURED_BYTES = 64 * 1024
/** From asking to the first byte: an average that leans towards the latest. */
export const answer = { ms: 100 }
const LEAN = 0.3
let bytesSince = 0
let msSince = 0

/** @returns `failed`: no answer, it may be asked again; `refused`: the file is not to be had this way */
export async function fetchRange(
  url: string,
  start: number,
  end: number,
  signal: AbortSignal,
  give: (piece: Uint8Array) => void,
): Promise<'whole' | 'aborted' | 'failed' | 'refused'> {
  const askedAt = performance.now()
  try {
    const reply = await fetch(url, { headers: { range: `bytes=${start}-${end - 1}` }, signal })
    if (reply.status === 416) return 'whole'
    if (reply.status >= 500 || reply.status === 429) return 'failed'
    if (reply.status !== 206 || !reply.body) return 'refused'
    const began = performance.now()
    answer.ms += (began - askedAt - answer.ms) * LEAN
    let bytes = 0
    const reader = reply.body.getReader()
    for (;;) {
      const { value, done } = await reader.read()
      if (done) break
      bytes += value.length
      give(value)
    }
    measured(bytes, performance.now() - began)
    return 'whole'
  } catch (error) {
    if (signal.aborted) return 'aborted'
    if (error instanceof TypeError || error instanceof DOMException) return 'failed'
    throw error
  }
}

function measured(bytes: number, ms: number): void {
  bytesSince += bytes
  msSince += ms
  if (bytesSince < MEASURED_BYTES) return
  throughput.measured(bytesSince, Math.max(1, msSince))
  bytesSince = 0
  msSince = 0
}
