import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

/** How gently files are read: a stage goes on serving meanwhile. */
export interface Pace {
  /** Undefined: as fast as it goes. */
  readonly bytesPerSecond?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly wait?: (ms: number) => Promise<unknown>
  readonly nowMs?: () => number
}

/** Before every id that an asset can have. */
export const firstId = '00000000-0000-0000-0000-000000000000'

/** The same bytes, no faster than the pace. Ends with an error when the signal comes. */
export function paced(stream: Readable, pace: Pace): Readable {
  const { bytesPerSecond, signal, wait = pause, nowMs = () => performance.now() } = pace
  return Readable.from(
    (async function* () {
      const began = nowMs()
      let bytes = 0
      try {
        for await (const piece of stream) {
          signal?.throwIfAborted()
          yield piece
          bytes += piece.length
          if (bytesPerSecond === undefined) continue
          const early = (bytes * 1000) / bytesPerSecond - (nowMs() - began)
          if (early > 5) await wait(early)
        }
      } finally {
        stream.destroy()
      }
    })(),
    { objectMode: false },
  )
}
