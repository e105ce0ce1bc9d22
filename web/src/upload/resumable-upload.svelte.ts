/** One file on its way: tus, so that a lost connection, a closed tab or a pause loses nothing.
 *  tus-js-client remembers where each file stands on this device; the same file picked again goes on from there. */
import { type DetailedError, defaultOptions, Upload } from 'tus-js-client'
import { ApiError, errorFromReply } from '#api/api-error.ts'
import { language } from '#i18n/words.svelte.ts'

export type UploadPhase = 'sending' | 'paused' | 'waiting' | 'sent' | 'failed'
export interface ResumableUpload {
  readonly phase: UploadPhase
  readonly sentBytes: number
  readonly totalBytes: number
  /** Bytes a second over the last seconds; undefined until known. */
  readonly speed: number | undefined
  /** Known from the server's first answer on. */
  readonly uploadId: string | undefined
  readonly error: ApiError | undefined
  pause: () => void
  resume: () => void
  /** Gives the upload up, here and on the server. */
  discard: () => Promise<void>
}
export interface Leftover {
  readonly uploadId: string
  readonly url: string
  readonly storageKey: string
  readonly fileName: string
  readonly bytes: number
}

const ENDPOINT = '/v1/uploads'
const CHUNK_BYTES = 8 * 1024 * 1024
const RETRY_MS = [500, 1000, 2000, 4000, 8000, 15_000, 30_000]

export function startUpload(file: File): ResumableUpload {
  let phase = $state<UploadPhase>('sending')
  let sentBytes = $state(0)
  let speed = $state<number | undefined>()
  let uploadId = $state<string | undefined>()
  let error = $state.raw<ApiError | undefined>()
  let marks: { at: number; bytes: number }[] = []

  const tus = new Upload(file, {
    endpoint: ENDPOINT,
    chunkSize: CHUNK_BYTES,
    retryDelays: RETRY_MS,
    removeFingerprintOnSuccess: false,
    headers: { 'accept-language': language.now },
    metadata: { filename: file.name, filetype: file.type },
    onUploadUrlAvailable: () => {
      uploadId = idOf(tus.url)
    },
    onProgress: (sent) => {
      sentBytes = sent
      if (phase === 'waiting') phase = 'sending'
      const now = performance.now()
      marks = [...marks.filter((mark) => now - mark.at < 4000), { at: now, bytes: sent }]
      const first = marks[0]
      if (first && now - first.at > 500) speed = ((sent - first.bytes) * 1000) / (now - first.at)
    },
    onShouldRetry: (fault) => {
      const status = statusOf(fault)
      const again = status === 0 || status === 409 || status === 423 || status === 429 || status >= 500
      if (again) phase = 'waiting'
      return again
    },
    onSuccess: () => {
      sentBytes = file.size
      uploadId = idOf(tus.url)
      phase = 'sent'
    },
    onError: (fault) => {
      error = apiErrorOf(fault)
      phase = 'failed'
    },
  })

  const begin = async (): Promise<void> => {
    try {
      const [before] = await tus.findPreviousUploads()
      if (before) tus.resumeFromPreviousUpload(before)
    } catch {
      // A store that can't be read only means that the file starts from its first byte.
    }
    if (phase === 'sending') tus.start()
  }
  void begin()
  const onOnline = (): void => {
    if (phase === 'waiting' || (phase === 'failed' && error?.status === 0)) resume()
  }
  addEventListener('online', onOnline)

  const resume = (): void => {
    error = undefined
    marks = []
    speed = undefined
    phase = 'sending'
    void tus.abort().then(() => tus.start())
  }
  return {
    get phase() {
      return phase
    },
    get sentBytes() {
      return sentBytes
    },
    totalBytes: file.size,
    get speed() {
      return speed
    },
    get uploadId() {
      return uploadId
    },
    get error() {
      return error
    },
    pause() {
      phase = 'paused'
      speed = undefined
      void tus.abort()
    },
    resume,
    async discard() {
      removeEventListener('online', onOnline)
      // If the server can't be told now, it clears what was left after a day.
      await tus.abort(true).catch(() => undefined)
    },
  }
}

/** Uploads begun on this device and not yet posted. */
export async function leftovers(): Promise<Leftover[]> {
  const kept = await defaultOptions.urlStorage.findAllUploads()
  return kept.flatMap((one) => {
    const url = one.uploadUrl ?? ''
    const uploadId = idOf(url)
    if (uploadId === undefined) return []
    const fileName = one.metadata.filename ?? ''
    return [{ uploadId, url, storageKey: one.urlStorageKey, fileName, bytes: one.size ?? 0 }]
  })
}

/** Forgets an upload on this device: it was posted, or is wanted no more. */
export async function forgetLeftover(uploadId: string): Promise<void> {
  for (const one of await leftovers()) {
    if (one.uploadId === uploadId) await defaultOptions.urlStorage.removeUpload(one.storageKey)
  }
}

/** Ends an unfinished upload on the server as well. */
export async function endLeftover(one: Leftover): Promise<void> {
  await Upload.terminate(one.url).catch(() => undefined)
  await forgetLeftover(one.uploadId)
}

const idOf = (url: string | null): string | undefined => url?.match(/\/v1\/uploads\/([0-9a-f-]{36})/)?.[1]

const statusOf = (fault: Error | DetailedError): number =>
  'originalResponse' in fault ? (fault.originalResponse?.getStatus() ?? 0) : 0

function apiErrorOf(fault: Error | DetailedError): ApiError {
  const status = statusOf(fault)
  if (status === 0) return new ApiError('offline', 0, '')
  const text = 'originalResponse' in fault ? (fault.originalResponse?.getBody() ?? '') : ''
  try {
    return errorFromReply(status, JSON.parse(text))
  } catch {
    return errorFromReply(status, undefined)
  }
}
