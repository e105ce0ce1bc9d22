/** Sends one rendition, whole or in part. Own code because it costs a third of a general static server: positional
 *  reads, no stream object a request (measured: research/stack.md §9). */
import type { FileHandle } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Rendition } from '../asset.ts'
import { parseRange } from './parse-range.ts'

const chunkBytes = 256 * 1024

export interface FileToServe {
  readonly rendition: Rendition
  /** Seconds for which a browser may keep it; undefined: for ever, by anyone. */
  readonly privateSeconds: number | undefined
  open(): Promise<FileHandle>
}

/** Names the content: the file at a key never changes. */
const etagOf = (rendition: Rendition): string => `"${rendition.sha256.slice(0, 32)}"`

export async function serveFile(
  file: FileToServe,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { rendition } = file
  const etag = etagOf(rendition)
  const headers: Record<string, string> = {
    etag,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'content-type': rendition.kind === 'poster' ? 'image/webp' : 'video/mp4',
    'content-disposition': 'inline',
    'cross-origin-resource-policy': file.privateSeconds === undefined ? 'cross-origin' : 'same-site',
    'cache-control':
      file.privateSeconds === undefined
        ? 'public, max-age=31536000, immutable'
        : `private, max-age=${file.privateSeconds}, immutable`,
  }
  if (matches(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end()
    return
  }
  const ifRange = request.headers['if-range']
  const range = request.method === 'GET' || request.method === 'HEAD' ? request.headers.range : undefined
  const answer = parseRange(range, typeof ifRange === 'string' ? ifRange : undefined, etag, rendition.bytes)
  if (answer.kind === 'unsatisfiable') {
    response
      .writeHead(416, { ...headers, 'content-range': `bytes */${rendition.bytes}`, 'content-length': '0' })
      .end()
    return
  }
  const start = answer.kind === 'part' ? answer.start : 0
  const end = answer.kind === 'part' ? answer.end : rendition.bytes - 1
  headers['content-length'] = String(end - start + 1)
  if (answer.kind === 'part') headers['content-range'] = `bytes ${start}-${end}/${rendition.bytes}`
  const status = answer.kind === 'part' ? 206 : 200
  if (request.method === 'HEAD') {
    response.writeHead(status, headers).end()
    return
  }
  // Opened before the first header leaves: a file that is gone is an error, not a short answer.
  const handle = await file.open()
  try {
    response.writeHead(status, headers)
    await send(handle, start, end, response)
  } finally {
    await handle.close()
  }
}

async function send(handle: FileHandle, start: number, end: number, response: ServerResponse): Promise<void> {
  for (let at = start; at <= end; ) {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, end - at + 1))
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
    if (response.destroyed) return
    if (bytesRead === 0) {
      // Shorter than its row says: the reader must not take this for the whole file.
      response.destroy(new Error('the stored file is shorter than its record'))
      return
    }
    at += bytesRead
    const piece = bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead)
    if (at > end) response.end(piece)
    else if (!response.write(piece)) await drained(response)
  }
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

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim() === etag || one.trim() === '*')
}
