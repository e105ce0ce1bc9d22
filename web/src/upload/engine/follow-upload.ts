/** What the server does with a file that arrived, as it happens: by server-sent events where a connection is free for
 *  them, else by asking now and then. */
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import { pause } from '#api/pause.ts'
import type { UploadState } from '#api/routes.ts'

/** A browser gives one server six connections; films need most of them. */
const STREAMS_MAX = 2
const [FIRST_MS, LONGEST_MS] = [1000, 6000]
let streams = 0

const isFinal = (state: UploadState): boolean =>
  state.state === 'ready' || state.state === 'refused' || state.state === 'expired'

/** Resolves when nothing more will be told: it is ready, refused, expired, or no longer this account's.
 *  Rejects with the signal's reason. */
export async function followUpload(
  uploadId: string,
  signal: AbortSignal,
  tell: (state: UploadState) => void,
): Promise<void> {
  let final = false
  const heard = (state: UploadState): void => {
    final = isFinal(state)
    tell(state)
  }
  for (let wait = FIRST_MS; !final; wait = Math.min(wait * 1.5, LONGEST_MS)) {
    signal.throwIfAborted()
    if (streams < STREAMS_MAX) {
      await stream(uploadId, signal, heard)
      if (final) return
    }
    try {
      heard(await api('GET /v1/uploads/:uploadId/state', { params: { uploadId }, signal }))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.status === 404 || error.status === 401) return
      // Offline for a moment: the file is safe on the server, so keep asking.
    }
    if (!final) await pause(wait, signal)
  }
}

/** Resolves when the stream is over, whether or not it told the end. */
function stream(uploadId: string, signal: AbortSignal, heard: (state: UploadState) => void): Promise<void> {
  return new Promise((resolve) => {
    streams++
    const source = new EventSource(`/v1/uploads/${uploadId}/events`)
    const leave = (): void => {
      source.close()
      signal.removeEventListener('abort', leave)
      streams--
      resolve()
    }
    signal.addEventListener('abort', leave)
    source.addEventListener('state', (event) => {
      // The wire meets the types: the server holds what it sends to the contract.
      const state: UploadState = JSON.parse(event.data)
      heard(state)
    })
    source.addEventListener('end', leave)
    // It comes back by itself from a network fault, and never from a refusal.
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) leave()
    }
  })
}
