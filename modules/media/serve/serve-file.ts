/** Sends one stored file, whole or in part. Own code because it costs a third of a general static server: positional
 *  reads, no stream object a request (measured: research/stack.md §9). */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { hasAlready } from '../../../platform/http/index.ts'
import type { ByteRange, StoredFile } from '../../../platform/storage/index.ts'
import { type Pace, paceOf, waitMs } from './pace.ts'
import { parseRange } from './parse-range.ts'
import { signPlaylist } from './sign-playlist.ts'
import type { Signature } from './sign-url.ts'

const chunkBytes = 256 * 1024
/** Buffers whose bytes have left: memory that was touched already costs no page faults, which were a third of what
 *  sending costs. */
const free: Buffer[] = []
const freeMax = 32
/** A playlist is a few lines for each minute of a clip. */
const playlistBytesMax = 512 * 1024
/** How long an address of the store itself works: long enough for a clip, short enough to be no link. */
const redirectSeconds = 3600

export interface FileToServe {
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
  readonly type: string
  /** Bits a second, of what plays. */
  readonly bitrate: number | undefined
  readonly isPlaylist: boolean
  readonly saveAs: string | undefined
  /** Seconds for which a browser may keep it; undefined: for ever, by anyone. */
  readonly privateSeconds: number | undefined
  /** What the asker's address carried, where it had to. */
  readonly signature: Signature | undefined
  open(wanted?: ByteRange): Promise<StoredFile>
  /** An address of the store itself, where it gives such out. */
  readUrl(seconds: number): Promise<string | undefined>
}

/** Names the content: the file at a key never changes. */
const etagOf = ({ sha256 }: FileToServe): string => `"${sha256.slice(0, 32)}"`

export async function serveFile(
  file: FileToServe,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (file.isPlaylist) return servePlaylist(file, request, response)
  if (maySendOn(file, request) && (await redirect(file, response))) return
  const etag = etagOf(file)
  const headers = headersOf(file, etag)
  if (hasAlready(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end()
    return
  }
  const { range, 'if-range': ifRange } = request.headers
  const answer = parseRange(range, typeof ifRange === 'string' ? ifRange : undefined, etag, file.bytes)
  if (answer.kind === 'unsatisfiable') {
    headers['content-range'] = `bytes */${file.bytes}`
    headers['content-length'] = 0
    response.writeHead(416, headers).end()
    return
  }
  const start = answer.kind === 'part' ? answer.start : 0
  const end = answer.kind === 'part' ? answer.end : file.bytes - 1
  headers['content-length'] = end - start + 1
  if (answer.kind === 'part') headers['content-range'] = `bytes ${start}-${end}/${file.bytes}`
  const status = answer.kind === 'part' ? 206 : 200
  if (request.method === 'HEAD' || file.bytes === 0) {
    response.writeHead(status, headers).end()
    return
  }
  // Opened before the first header leaves: a file that is gone is an error, not a short answer.
  const handle = await file.open({ start, end })
  try {
    response.writeHead(status, headers)
    await send(handle, start, end, response, paceOf({ dest: destOf(request), range }, file.bitrate))
  } finally {
    await handle.close()
  }
}

function destOf({ headers }: IncomingMessage): string | undefined {
  const dest = headers['sec-fetch-dest']
  return typeof dest === 'string' ? dest : undefined
}

function headersOf(file: FileToServe, etag: string): OutgoingHttpHeaders {
  return {
    etag,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'content-type': file.type,
    'content-disposition': file.saveAs === undefined ? 'inline' : `attachment; filename="${file.saveAs}"`,
    'cross-origin-resource-policy': file.privateSeconds === undefined ? 'cross-origin' : 'same-site',
    'cache-control':
      file.privateSeconds === undefined
        ? 'public, max-age=31536000, immutable'
        : `private, max-age=${file.privateSeconds}, immutable`,
  }
}

/** A store's address is signed for GET alone, and its answer would be shown where a copy is to be saved under a name. */
const maySendOn = (file: FileToServe, request: IncomingMessage): boolean =>
  request.method === 'GET' && file.saveAs === undefined

/** The store's address outlives nobody's permission: it ends with the asker's own. */
async function redirect(file: FileToServe, response: ServerResponse): Promise<boolean> {
  const seconds = Math.min(redirectSeconds, file.privateSeconds ?? redirectSeconds)
  const location = await file.readUrl(seconds)
  if (location === undefined) return false
  const keep = Math.max(0, seconds - 300)
  const cache = `${file.privateSeconds === undefined ? 'public' : 'private'}, max-age=${keep}`
  response.writeHead(302, { location, 'cache-control': cache, 'content-length': 0 }).end()
  return true
}

/** Small, and different for everyone who needs a signature: the addresses in it carry the asker's own. Never cut into
 *  ranges and never redirected, since the store has no such text. */
async function servePlaylist(
  file: FileToServe,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { signature } = file
  const etag = signature ? `"${file.sha256.slice(0, 24)}-${signature.s.slice(0, 8)}"` : etagOf(file)
  const headers = headersOf(file, etag)
  if (hasAlready(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end()
    return
  }
  const text = await readWhole(file)
  const body = Buffer.from(signature ? signPlaylist(text, signature) : text)
  headers['accept-ranges'] = 'none'
  headers['content-length'] = body.length
  response.writeHead(200, headers)
  response.end(request.method === 'HEAD' ? undefined : body)
}

async function readWhole(file: FileToServe): Promise<string> {
  if (file.bytes > playlistBytesMax) throw new Error(`a playlist of ${file.bytes} bytes`)
  const handle = await file.open()
  try {
    const buffer = Buffer.alloc(file.bytes)
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0)
    if (bytesRead !== file.bytes) throw new Error('the stored file is shorter than its record')
    return buffer.toString('utf8')
  } finally {
    await handle.close()
  }
}

async function send(
  handle: StoredFile,
  start: number,
  end: number,
  response: ServerResponse,
  pace: Pace | undefined,
): Promise<void> {
  const began = performance.now()
  for (let at = start; at <= end; ) {
    const early = pace && at > start ? waitMs(pace, at - start, performance.now() - began) : 0
    if (early > 0) await passed(response, early)
    if (response.destroyed) return
    const buffer = free.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)
    const { bytesRead } = await handle.read(buffer, 0, Math.min(chunkBytes, end - at + 1), at)
    if (response.destroyed) return
    if (bytesRead === 0) {
      // Shorter than its row says: the reader must not take this for the whole file.
      response.destroy(new Error('the stored file is shorter than its record'))
      return
    }
    at += bytesRead
    const piece = bytesRead === chunkBytes ? buffer : buffer.subarray(0, bytesRead)
    const done = (error?: Error | null): void => {
      if (!error && free.length < freeMax) free.push(buffer)
    }
    if (at > end) response.end(piece, done)
    else if (!response.write(piece, done)) await drained(response)
  }
}

/** That long, or until the reader leaves. */
function passed(response: ServerResponse, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      response.off('close', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    response.on('close', done)
  })
}

/** A reader who leaves never drains: closing counts as well. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}
