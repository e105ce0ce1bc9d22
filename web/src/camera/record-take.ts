/** One take: from start to stop, a file. Bytes are handed over every half second, so that a recorder that dies leaves
 *  what it had. */
import { plainType, recordFormat } from './record-format.ts'

const SLICE_MS = 500
const VIDEO_BITS = 8_000_000
const AUDIO_BITS = 128_000

export interface Recording {
  readonly startedAt: number
  /** @returns the file, or undefined when nothing was recorded */
  stop(): Promise<{ blob: Blob; ms: number } | undefined>
}

/** @param onbroken the recorder ended by itself: call `stop` to have what it recorded */
export function recordTake(stream: MediaStream, onbroken: () => void): Recording | undefined {
  const type = recordFormat((wanted) => MediaRecorder.isTypeSupported(wanted))
  if (type === undefined) return undefined
  const recorder = new MediaRecorder(stream, {
    mimeType: type,
    videoBitsPerSecond: VIDEO_BITS,
    audioBitsPerSecond: AUDIO_BITS,
  })
  const pieces: Blob[] = []
  let startedAt = performance.now()
  let endedAt: number | undefined
  const ended = new Promise<void>((resolve) => {
    recorder.addEventListener('stop', () => {
      endedAt ??= performance.now()
      resolve()
    })
  })
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size > 0) pieces.push(data)
  })
  recorder.addEventListener('start', () => {
    startedAt = performance.now()
  })
  recorder.addEventListener('error', onbroken)
  let asked = false
  recorder.addEventListener('stop', () => {
    if (!asked) onbroken()
  })
  recorder.start(SLICE_MS)
  return {
    get startedAt() {
      return startedAt
    },
    async stop() {
      asked = true
      if (recorder.state !== 'inactive') {
        endedAt = performance.now()
        recorder.stop()
      }
      await ended
      if (pieces.length === 0) return undefined
      return {
        blob: new Blob(pieces, { type: plainType(type) }),
        ms: Math.max(1, Math.round((endedAt ?? performance.now()) - startedAt)),
      }
    },
  }
}
