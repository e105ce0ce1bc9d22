/** How loud a sound is, moment by moment. */
export interface Peaks {
  /** Values a second. */
  readonly rate: number
  /** 0 to 1. */
  readonly values: Float32Array
}

/** The server's form: `{ rate, peaks }`, base64 of one signed byte each. @returns undefined when it is not that */
export function readWaveform(json: unknown): Peaks | undefined {
  if (typeof json !== 'object' || json === null || !('rate' in json) || !('peaks' in json)) return undefined
  const { rate, peaks } = json
  if (typeof rate !== 'number' || !(rate > 0) || typeof peaks !== 'string') return undefined
  let binary: string
  try {
    binary = atob(peaks)
  } catch {
    return undefined
  }
  const values = Float32Array.from(binary, (sign) => {
    const byte = sign.charCodeAt(0)
    return Math.min(1, Math.abs(byte > 127 ? byte - 256 : byte) / 127)
  })
  return { rate, values }
}

/** The file that the server made; undefined when it can not be had. */
export async function fetchWaveform(url: string, signal: AbortSignal): Promise<Peaks | undefined> {
  try {
    const reply = await fetch(url, { signal })
    return reply.ok ? readWaveform(await reply.json()) : undefined
  } catch {
    return undefined
  }
}
