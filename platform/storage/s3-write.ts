/** Brings a stream into the store with bounded memory: what fits in one part by one request, more by a multipart
 *  upload that is given up when anything fails. Each request carries the SHA-256 of its bytes, which the store checks
 *  before it answers; the whole is hashed as it is sent. */
import { createHash } from 'node:crypto'
import { assert, codeOf } from '../errors.ts'
import type { S3Client } from './s3-client.ts'
import { xmlEscape, xmlText } from './s3-xml.ts'
import { OtherContent, StorageFault, type Stored } from './storage.ts'

/** Parts on their way at once: together with the one being filled, this bounds the memory a write takes. */
const partsAtOnce = 2

interface Part {
  readonly number: number
  readonly etag: string
}

/** @param known what the content is; the write fails if it turns out to be something else */
export async function writeToS3(
  client: S3Client,
  key: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: { readonly partBytes: number; readonly known: Stored | undefined },
): Promise<Stored> {
  const { known } = options
  const hash = createHash('sha256')
  let bytes = 0
  let upload: Multipart | undefined
  const done = (): Stored => {
    const stored = { bytes, sha256: hash.digest('hex') }
    if (known && (known.bytes !== stored.bytes || known.sha256 !== stored.sha256))
      throw new OtherContent(key, known, stored)
    return stored
  }
  try {
    for await (const { part, isLast } of inParts(content, options.partBytes)) {
      hash.update(part)
      bytes += part.length
      if (isLast && !upload) {
        const stored = done()
        await putWhole(client, key, part, stored.sha256)
        await confirm(client, key, stored.bytes)
        return stored
      }
      upload ??= await beginMultipart(client, key, known?.sha256)
      await upload.add(part)
    }
    assert(upload, 'the last part of one is sent whole')
    const stored = done()
    await upload.complete(stored.bytes)
    await confirm(client, key, stored.bytes)
    return stored
  } catch (thrown) {
    await upload?.abort()
    throw thrown
  }
}

async function putWhole(client: S3Client, key: string, body: Uint8Array, sha256: string): Promise<void> {
  const answer = await client.send({
    method: 'PUT',
    key,
    body,
    headers: {
      'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
      'x-amz-meta-sha256': sha256,
      'content-length': String(body.length),
    },
  })
  await answer.arrayBuffer()
}

/** The store says how long what it keeps is: the last word before anybody is told that the file is safe. */
async function confirm(client: S3Client, key: string, bytes: number): Promise<void> {
  const answer = await client.send({ method: 'HEAD', key })
  const kept = Number(answer.headers.get('content-length'))
  if (kept !== bytes)
    throw new StorageFault(
      `${client.options.endpoint} keeps ${kept} bytes of ${key}, and ${bytes} were sent. The file is not counted as stored: look at what stands between here and the store.`,
    )
}

interface Multipart {
  /** Resolves when there is room for the next part. */
  add(part: Uint8Array): Promise<void>
  complete(bytes: number): Promise<void>
  /** Lets the store forget the parts. */
  abort(): Promise<void>
}

async function beginMultipart(client: S3Client, key: string, sha256: string | undefined): Promise<Multipart> {
  const begun = await client.text({
    method: 'POST',
    key,
    query: { uploads: '' },
    ...(sha256 ? { headers: { 'x-amz-meta-sha256': sha256 } } : {}),
  })
  const uploadId = xmlText(begun, 'UploadId')
  if (uploadId === undefined)
    throw new StorageFault(`${client.options.endpoint} does not answer as an S3 store: no UploadId.`)
  const stopped = new AbortController()
  const parts: Part[] = []
  const flying = new Set<Promise<void>>()
  const faults: unknown[] = []

  const sendPart = async (number: number, body: Uint8Array): Promise<void> => {
    const answer = await client.send({
      method: 'PUT',
      key,
      query: { partNumber: String(number), uploadId },
      body,
      signal: stopped.signal,
    })
    await answer.arrayBuffer()
    const etag = answer.headers.get('etag')
    if (etag === null) throw new StorageFault(`${client.options.endpoint} gave a part no ETag.`)
    parts.push({ number, etag })
  }
  const settle = async (): Promise<void> => {
    await Promise.all(flying)
    if (faults.length > 0) throw faults[0]
  }
  let count = 0
  return {
    async add(part) {
      if (faults.length > 0) throw faults[0]
      const sending = sendPart(++count, part)
        .catch((why: unknown) => void faults.push(why))
        .finally(() => flying.delete(sending))
      flying.add(sending)
      if (flying.size >= partsAtOnce) await Promise.race(flying)
      if (faults.length > 0) throw faults[0]
    },
    async complete(bytes) {
      await settle()
      const list = parts
        .sort((a, b) => a.number - b.number)
        .map(
          ({ number, etag }) =>
            `<Part><PartNumber>${number}</PartNumber><ETag>${xmlEscape(etag)}</ETag></Part>`,
        )
      try {
        await client.text({
          method: 'POST',
          key,
          query: { uploadId },
          body: Buffer.from(`<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`),
        })
      } catch (thrown) {
        // An answer that was lost on its way, and the try after it finds nothing left to complete.
        if (codeOf(thrown) !== 'ENOENT' || !(await isThere(client, key, bytes, parts.length))) throw thrown
      }
    },
    async abort() {
      stopped.abort()
      await Promise.allSettled(flying)
      await client
        .send({ method: 'DELETE', key, query: { uploadId }, expect: [404] })
        .then((answer) => answer.arrayBuffer())
        // The store's own rule for unfinished uploads takes what is left; the first fault is the one to tell.
        .catch(() => {})
    },
  }
}

async function isThere(client: S3Client, key: string, bytes: number, parts: number): Promise<boolean> {
  const answer = await client.send({ method: 'HEAD', key, expect: [404] })
  const etag = answer.headers.get('etag') ?? ''
  return answer.ok && Number(answer.headers.get('content-length')) === bytes && etag.includes(`-${parts}`)
}

/** Cuts a stream into parts of one size; only the last is smaller, and there is always a last. */
async function* inParts(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  partBytes: number,
): AsyncGenerator<{ part: Uint8Array; isLast: boolean }> {
  let pieces: Uint8Array[] = []
  let held = 0
  for await (const piece of content) {
    for (let from = 0; from < piece.length; ) {
      // A full part waits for the next byte: only then is it known not to be the last.
      if (held === partBytes) {
        yield { part: Buffer.concat(pieces, held), isLast: false }
        pieces = []
        held = 0
      }
      const taken = piece.subarray(from, from + partBytes - held)
      pieces.push(taken)
      held += taken.length
      from += taken.length
    }
  }
  yield { part: Buffer.concat(pieces, held), isLast: true }
}
