/** One file's way to the server by tus 1.0.0 (https://tus.io/protocols/resumable-upload): announced under an id of our
 *  own, sent in steps that each carry their checksum, the last one with the digest of the whole. Whatever breaks, it
 *  asks how far it got and goes on from there; it gives up only where waiting can't help. */
import { ApiError, errorFromReply } from '#api/api-error.ts'
import { pause } from '#api/pause.ts'
import { uuid } from '#api/uuid.ts'
import { language } from '#i18n/words.svelte.ts'
import { checksumOf, hexToBase64 } from './hash-file.ts'
import { addMark, judgeStep, type Mark, retryDelay, speedOf, stepBytes } from './judge-fault.ts'

export interface Sending {
  readonly file: Blob
  readonly name: string
  readonly type: string
  readonly purpose: 'clip' | 'part' | 'sound'
  /** Of our own choice: announced twice, it is one upload. */
  readonly uploadId: string
  /** The server may know it already: a page before this one, or another device, announced it. */
  readonly begun: boolean
  /** Of the whole file, in hex; undefined when it could not be read out. */
  readonly digest: Promise<string | undefined>
  readonly signal: AbortSignal
  /** The id that the file goes under from now on: another one when it had to begin anew. */
  readonly onId: (uploadId: string) => void
  readonly onProgress: (sentBytes: number, speed: number | undefined) => void
  /** It waits by itself, and why. */
  readonly onWaiting: (why: ApiError) => void
}

const ENDPOINT = '/v1/uploads'
const STALLED_MS = 30_000
const tus = { 'tus-resumable': '1.0.0' }

/** Resolves with the upload's id when the server has every byte, durably.
 *  Rejects with ApiError where people must decide (`login_required` too), or with the signal's reason. */
export async function sendFile(sending: Sending): Promise<string> {
  const { file, signal } = sending
  let { uploadId, begun } = sending
  let offset: number | undefined
  let tried = { checksums: 0, anew: 0 }
  let waits = 0
  let marks: Mark[] = []
  for (;;) {
    signal.throwIfAborted()
    try {
      if (offset === undefined) {
        offset =
          (begun ? await askOffset(uploadId, signal) : undefined) ?? (await announce(sending, uploadId))
        begun = true
        marks = [{ at: performance.now(), bytes: offset }]
        sending.onProgress(offset, undefined)
      }
      if (offset >= file.size) return uploadId
      const from: number = offset
      const step = file.slice(from, from + stepBytes(speedOf(marks)))
      offset = await sendStep(sending, uploadId, from, step, (sent) => {
        marks = addMark(marks, { at: performance.now(), bytes: from + sent })
        sending.onProgress(from + sent, speedOf(marks))
      })
      waits = 0
      tried = { ...tried, checksums: 0 }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const next = judgeStep(error, tried)
      if (next === 'fail' || next === 'login') throw error
      offset = undefined
      if (error.status === 460) tried = { ...tried, checksums: tried.checksums + 1 }
      if (next === 'anew') {
        tried = { ...tried, anew: tried.anew + 1 }
        uploadId = uuid()
        begun = false
        sending.onId(uploadId)
      }
      if (next !== 'again') continue
      sending.onWaiting(error)
      await pause(retryDelay(++waits, Math.random()), signal, 'online')
    }
  }
}

/** How far it is; undefined when the server does not know it yet. */
async function askOffset(uploadId: string, signal: AbortSignal): Promise<number | undefined> {
  const answer = await ask('HEAD', `${ENDPOINT}/${uploadId}`, {}, signal)
  if (answer.status === 404) return undefined
  // An answer to HEAD has no body: the words come from the page.
  if (!answer.ok) throw new ApiError(headCodes[answer.status] ?? 'broken', answer.status, '')
  return Number(answer.headers.get('upload-offset') ?? 0)
}

const headCodes: Readonly<Record<number, string>> = {
  401: 'login_required',
  410: 'upload_expired',
  422: 'upload_corrupt',
}

async function announce(sending: Sending, uploadId: string): Promise<number> {
  const { file, name, type, purpose, signal } = sending
  const metadata = { filename: name, filetype: type, purpose, id: uploadId }
  const pairs = Object.entries(metadata).filter(([, value]) => value !== '')
  const answer = await ask(
    'POST',
    ENDPOINT,
    {
      'upload-length': String(file.size),
      'upload-metadata': pairs.map(([key, value]) => `${key} ${utf8Base64(value)}`).join(','),
    },
    signal,
  )
  if (!answer.ok) throw errorFromReply(answer.status, await answer.json().catch(() => undefined))
  // Whatever it had of it already is told by the conflict that the first step meets.
  return 0
}

async function ask(
  method: string,
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Response> {
  const timeout = AbortSignal.timeout(STALLED_MS)
  try {
    return await fetch(url, {
      method,
      headers: { ...tus, 'accept-language': language.now, ...headers },
      credentials: 'same-origin',
      signal: AbortSignal.any([signal, timeout]),
    })
  } catch (error) {
    if (signal.aborted) throw error
    throw new ApiError(timeout.aborted ? 'timeout' : 'offline', 0, '')
  }
}

/** @returns the offset after it */
async function sendStep(
  sending: Sending,
  uploadId: string,
  offset: number,
  step: Blob,
  onProgress: (sent: number) => void,
): Promise<number> {
  const bytes = await readBytes(step)
  const checksum = await checksumOf(bytes)
  const isLast = offset + step.size >= sending.file.size
  const digest = isLast ? await sending.digest : undefined
  sending.signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    // XMLHttpRequest, because fetch does not tell how much of a body has been sent.
    const request = new XMLHttpRequest()
    request.open('PATCH', `${ENDPOINT}/${uploadId}`)
    const headers: Record<string, string | undefined> = {
      ...tus,
      'accept-language': language.now,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset),
      'upload-checksum': checksum && `sha256 ${checksum}`,
      'repr-digest': digest && `sha-256=:${hexToBase64(digest)}:`,
    }
    for (const [name, value] of Object.entries(headers)) if (value) request.setRequestHeader(name, value)
    let stalled = setTimeout(() => request.abort(), STALLED_MS)
    const stillMoving = (ms = STALLED_MS): void => {
      clearTimeout(stalled)
      stalled = setTimeout(() => request.abort(), ms)
    }
    const stop = (): void => request.abort()
    const leave = (): void => {
      clearTimeout(stalled)
      sending.signal.removeEventListener('abort', stop)
      removeEventListener('offline', stop)
    }
    sending.signal.addEventListener('abort', stop)
    // The browser knows before the request does.
    addEventListener('offline', stop)
    request.upload.onprogress = ({ loaded }) => {
      stillMoving()
      onProgress(loaded)
    }
    // All bytes are out: the server may now read a large file back, sync it, and bring it into its store.
    request.upload.onload = () => stillMoving(4 * STALLED_MS)
    request.onload = () => {
      leave()
      if (request.status === 204) return resolve(Number(request.getResponseHeader('upload-offset')))
      reject(errorFromReply(request.status, parsed(request.responseText)))
    }
    const broke = (): void => {
      leave()
      reject(sending.signal.aborted ? sending.signal.reason : new ApiError('offline', 0, ''))
    }
    request.onerror = broke
    request.onabort = broke
    request.send(bytes)
  })
}

/** The file is no longer what it was when it was picked: moved, removed, changed. */
export const FILE_GONE = 'file_gone'

async function readBytes(step: Blob): Promise<ArrayBuffer> {
  try {
    return await step.arrayBuffer()
  } catch {
    throw new ApiError(FILE_GONE, 400, '')
  }
}

/** Gives an unfinished upload up. If the server can't be told now, it clears what was left after a day. */
export async function dropUpload(uploadId: string): Promise<void> {
  await fetch(`${ENDPOINT}/${uploadId}`, {
    method: 'DELETE',
    headers: tus,
    credentials: 'same-origin',
  }).catch(() => undefined)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const utf8Base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
