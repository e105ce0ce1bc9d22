/** Reads a file from the store as if the wire never broke: a cut or silent answer is asked for again from the byte
 *  where it ended, of the same content (If-Match). */
import type { S3Client } from './s3-client.ts'
import { S3Unavailable } from './s3-client.ts'
import { type ByteRange, NoSuchFile, StorageFault, type StoredFile } from './storage.ts'

export interface Download {
  /** Of the whole file. */
  readonly bytes: number
  /** Its SHA-256 in hex, where the store was told when it was written. */
  readonly sha256: string | undefined
  readonly pieces: AsyncGenerator<Buffer>
}

/** Asks for the file and resolves when the store begins to answer. Whoever does not read `pieces` to their end calls
 *  their `return()`. @param range the whole file unless told; what lies past the end is left out. @throws ENOENT */
export async function downloadFromS3(client: S3Client, key: string, range?: ByteRange): Promise<Download> {
  const stopped = new AbortController()
  const first = await ask(client, key, range?.start ?? 0, range?.end, undefined, stopped.signal)
  if (first === 'past the end') {
    const size = await sizeOf(client, key)
    return { bytes: size, sha256: undefined, pieces: nothing() }
  }
  const { bytes, etag } = first
  const last = Math.min(range?.end ?? bytes - 1, bytes - 1)

  const pieces = async function* (): AsyncGenerator<Buffer> {
    let { body } = first
    let at = range?.start ?? 0
    let failed = 0
    try {
      while (at <= last) {
        try {
          for await (const piece of withinTime(body, client.options.silentMs)) {
            const part = Buffer.from(piece.buffer, piece.byteOffset, Math.min(piece.length, last - at + 1))
            at += part.length
            failed = 0
            yield part
            if (at > last) return
          }
          throw new S3Unavailable('the answer ended early')
        } catch (thrown) {
          if (stopped.signal.aborted || ++failed >= client.options.tries) throw thrown
          await client.pause(failed, stopped.signal)
          const next = await ask(client, key, at, last, etag, stopped.signal)
          if (next === 'past the end') throw new StorageFault(`${key} is shorter than the store said.`)
          body = next.body
        }
      }
    } finally {
      stopped.abort()
    }
  }
  return { bytes, sha256: first.sha256, pieces: stoppable(pieces(), stopped) }
}

/** A generator that was never begun runs no `finally`: its connection would hang. */
function stoppable(pieces: AsyncGenerator<Buffer>, stopped: AbortController): AsyncGenerator<Buffer> {
  const { return: end } = pieces
  pieces.return = (value) => {
    stopped.abort()
    return end.call(pieces, value)
  }
  return pieces
}

async function* nothing(): AsyncGenerator<Buffer> {
  yield* []
}

interface Answer {
  readonly bytes: number
  readonly etag: string | undefined
  readonly sha256: string | undefined
  readonly body: ReadableStream<Uint8Array> | null
}

async function ask(
  client: S3Client,
  key: string,
  start: number,
  end: number | undefined,
  etag: string | undefined,
  signal: AbortSignal,
): Promise<Answer | 'past the end'> {
  const isWhole = start === 0 && end === undefined
  const answer = await client.send({
    method: 'GET',
    key,
    headers: {
      ...(isWhole ? {} : { range: `bytes=${start}-${end ?? ''}` }),
      ...(etag ? { 'if-match': etag } : {}),
    },
    expect: [404, 412, 416],
    signal,
  })
  if (!answer.ok) await answer.arrayBuffer()
  if (answer.status === 416) return 'past the end'
  if (answer.status === 412) throw new StorageFault(`${key} was replaced while it was being read.`)
  if (answer.status === 404) throw new NoSuchFile(key)
  const bytes =
    answer.status === 206
      ? Number(/\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1])
      : Number(answer.headers.get('content-length'))
  if (!Number.isSafeInteger(bytes) || (answer.status === 200 && !isWhole && start > 0)) {
    await answer.body?.cancel()
    throw new StorageFault(`${client.options.endpoint} does not answer ranges as an S3 store does.`)
  }
  return {
    bytes,
    etag: answer.headers.get('etag') ?? undefined,
    sha256: answer.headers.get('x-amz-meta-sha256') ?? undefined,
    body: answer.body,
  }
}

async function sizeOf(client: S3Client, key: string): Promise<number> {
  const answer = await client.send({ method: 'HEAD', key, expect: [404] })
  if (!answer.ok) throw new NoSuchFile(key)
  return Number(answer.headers.get('content-length'))
}

async function* withinTime(
  body: ReadableStream<Uint8Array> | null,
  silentMs: number,
): AsyncGenerator<Uint8Array> {
  if (!body) return
  const reader = body.getReader()
  let timer: NodeJS.Timeout | undefined
  try {
    for (;;) {
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new S3Unavailable('the answer stopped half-way')), silentMs)
      })
      const { done, value } = await Promise.race([reader.read(), silence])
      clearTimeout(timer)
      if (done) return
      if (value) yield value
    }
  } finally {
    clearTimeout(timer)
    // Lets the connection go; what it had to say is of no interest any more.
    await reader.cancel().catch(() => {})
  }
}

/** Asked for without being told how far: that much, and the next as much when it is reached. */
const windowBytes = 8 * 1024 * 1024

/** Reads that follow each other share one answer of the store; a jump asks anew. */
export async function openOnS3(client: S3Client, key: string, wanted?: ByteRange): Promise<StoredFile> {
  let bytes: number
  let pieces: AsyncGenerator<Buffer> | undefined
  /** Where the next byte of `pieces` (after `left`) lies. */
  let at = 0
  let end = -1
  let left: Buffer = Buffer.alloc(0)

  const begin = async (start: number, last: number): Promise<number> => {
    await pieces?.return(undefined)
    pieces = undefined
    left = Buffer.alloc(0)
    const download = await downloadFromS3(client, key, { start, end: last })
    pieces = download.pieces
    at = start
    end = Math.min(last, download.bytes - 1)
    return download.bytes
  }
  if (wanted) bytes = await begin(wanted.start, wanted.end)
  else bytes = await sizeOf(client, key)

  return {
    async read(buffer, offset, length, position) {
      let filled = 0
      const wantedBytes = Math.min(length, Math.max(0, bytes - position))
      while (filled < wantedBytes) {
        const next = position + filled
        if (!pieces || next !== at || at > end)
          await begin(
            next,
            wanted && next >= wanted.start && next <= wanted.end
              ? wanted.end
              : next + Math.max(windowBytes, wantedBytes) - 1,
          )
        if (left.length === 0) {
          const { done, value } = await (pieces?.next() ?? { done: true, value: undefined })
          if (done || !value) break
          left = value
        }
        const taken = Math.min(left.length, wantedBytes - filled)
        buffer.set(left.subarray(0, taken), offset + filled)
        left = left.subarray(taken)
        at += taken
        filled += taken
      }
      return { bytesRead: filled }
    },
    async close() {
      await pieces?.return(undefined)
      pieces = undefined
    },
  }
}
