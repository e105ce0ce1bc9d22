/** Files in a bucket of an S3-compatible store. A file is there, whole, when the store has said so twice: once for each
 *  part with its hash, and once for the length of what it put together. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '../clock.ts'
import { checkStorage } from './check.ts'
import { freeBytes, hashFile } from './disk.ts'
import { s3Client, type S3Options, S3Unavailable } from './s3-client.ts'
import { downloadFromS3, openOnS3 } from './s3-read.ts'
import { writeToS3 } from './s3-write.ts'
import { xmlText, xmlTexts } from './s3-xml.ts'
import { NoSuchFile, OtherContent, type Storage, StorageFault, StorageFull, type Stored } from './storage.ts'
import { asError, codeOf } from '../errors.ts'

export interface S3StorageOptions
  extends Pick<S3Options, 'endpoint' | 'region' | 'bucket' | 'key' | 'secret' | 'pathStyle'>,
    Partial<Omit<S3Options, 'endpoint' | 'region' | 'bucket' | 'key' | 'secret' | 'pathStyle'>> {
  /** Where files that a program wants to read are lent from; made when missing. */
  readonly scratch: string
  /** Hands out addresses of the store itself, by this endpoint; undefined: never. */
  readonly readEndpoint?: string | undefined
  readonly partBytes?: number
  /** Keys that are asked for at once when listing; the store may give fewer. */
  readonly pageKeys?: number
}

/** A single request copies no more (CopyObject). */
const copyMaxBytes = 5 * 1024 ** 3

export function s3Storage(options: S3StorageOptions): Storage {
  const client = s3Client({
    clock: systemClock,
    random: Math.random,
    wait: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
    fetch,
    tries: 6,
    silentMs: 30_000,
    slowestBytesPerSecond: 32_000,
    ...options,
  })
  const { bucket, scratch } = options
  const partBytes = options.partBytes ?? 16 * 1024 * 1024

  const head = async (key: string): Promise<Headers | undefined> => {
    const answer = await client.send({ method: 'HEAD', key, expect: [404] })
    return answer.ok ? answer.headers : undefined
  }
  const download = async (key: string, path: string): Promise<void> => {
    const { pieces, bytes, sha256 } = await downloadFromS3(client, key)
    const hash = createHash('sha256')
    let got = 0
    const file = await open(path, 'w')
    try {
      for await (const piece of pieces) {
        hash.update(piece)
        got += piece.length
        await file.writeFile(piece)
      }
    } finally {
      await pieces.return(undefined)
      await file.close()
    }
    const is: Stored = { bytes: got, sha256: hash.digest('hex') }
    if (got !== bytes || (sha256 !== undefined && sha256 !== is.sha256))
      throw new OtherContent(key, { bytes, sha256: sha256 ?? is.sha256 }, is)
  }

  const storage: Storage = {
    name: `bucket ${bucket} at ${options.endpoint}`,
    write: (key, content, known) =>
      writeToS3(client, key, content instanceof Readable ? content : [content], { partBytes, known }),
    async adopt(localPath, key, given) {
      // The store is told the hash with the first byte, and so can tell it whenever the file is read: if nobody knows it,
      // the file is read twice.
      const known = given ?? (await hashFile(localPath))
      const stored = await storage.write(key, createReadStream(localPath, { highWaterMark: 1 << 20 }), known)
      await rm(localPath, { force: true })
      return stored
    },
    async copy(from, to) {
      const found = await storage.stat(from)
      if (!found) throw new NoSuchFile(from)
      if (found.bytes > copyMaxBytes) {
        await storage.write(to, storage.read(from))
        return
      }
      const source = `/${bucket}/${from.split('/').map(encodeURIComponent).join('/')}`
      await client.text({ method: 'PUT', key: to, headers: { 'x-amz-copy-source': source } })
      const copied = await storage.stat(to)
      if (copied?.bytes !== found.bytes) throw new StorageFault(`${to} is not a whole copy of ${from}.`)
    },
    read: (key, range) =>
      Readable.from(
        (async function* () {
          const { pieces } = await downloadFromS3(client, key, range)
          try {
            yield* pieces
          } finally {
            await pieces.return(undefined)
          }
        })(),
        { objectMode: false },
      ),
    async stat(key) {
      const headers = await head(key)
      return headers && { bytes: Number(headers.get('content-length')) }
    },
    async checksum(key) {
      const { pieces } = await downloadFromS3(client, key)
      const hash = createHash('sha256')
      let bytes = 0
      for await (const piece of pieces) {
        hash.update(piece)
        bytes += piece.length
      }
      return { bytes, sha256: hash.digest('hex') }
    },
    open: (key, wanted) => openOnS3(client, key, wanted),
    async remove(key) {
      const answer = await client.send({ method: 'DELETE', key, expect: [404] })
      await answer.arrayBuffer()
    },
    async list(prefix) {
      const keys: string[] = []
      let token: string | undefined
      do {
        const page = await client.text({
          method: 'GET',
          query: {
            'list-type': '2',
            'encoding-type': 'url',
            ...(options.pageKeys === undefined ? {} : { 'max-keys': String(options.pageKeys) }),
            ...(prefix === '' ? {} : { prefix: `${prefix.replace(/\/$/, '')}/` }),
            ...(token === undefined ? {} : { 'continuation-token': token }),
          },
        })
        for (const key of xmlTexts(page, 'Key')) keys.push(decodeURIComponent(key.replaceAll('+', ' ')))
        token = xmlText(page, 'IsTruncated') === 'true' ? xmlText(page, 'NextContinuationToken') : undefined
      } while (token !== undefined)
      return keys.sort()
    },
    async withLocalFile(key, work) {
      await mkdir(scratch, { recursive: true })
      const folder = await mkdtemp(join(scratch, 'lent-'))
      try {
        const path = join(folder, 'file')
        await download(key, path).catch((thrown: unknown) => {
          if (codeOf(thrown) === 'ENOSPC')
            throw new StorageFull(`There is no room left in ${scratch} to work on ${key}.`, { cause: thrown })
          throw thrown
        })
        return await work(path)
      } finally {
        await rm(folder, { recursive: true, force: true, maxRetries: 3 })
      }
    },
    async readUrl(key, { seconds, type }) {
      if (options.readEndpoint === undefined) return undefined
      const query = { 'response-content-type': type }
      return client.presign(key, options.readEndpoint, seconds, query)
    },
    async free() {
      await mkdir(scratch, { recursive: true })
      return freeBytes(scratch)
    },
    async check() {
      try {
        await checkStorage(storage)
      } catch (thrown) {
        if (thrown instanceof StorageFault) throw thrown
        const why = asError(thrown).message
        throw new StorageFault(
          thrown instanceof S3Unavailable
            ? `${why} Look at PANGGUNG_STORAGE_S3_ENDPOINT, at the network, and at the store.`
            : `${storage.name} can't be used (${why}).`,
          { cause: thrown },
        )
      }
    },
  }
  return storage
}
