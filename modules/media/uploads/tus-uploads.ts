/** The tus protocol (tus.io, 1.0.0) over our uploads. The library speaks it and writes the bytes; what exists, who
 *  may touch it and when it is complete is decided by our rows, so a restart forgets nothing. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash, type Hash } from 'node:crypto'
import { open, stat, truncate } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { type Configstore, FileStore } from '@tus/file-store'
import { Server, Upload as TusUpload } from '@tus/server'
import { Refusal } from '../../../platform/errors.ts'
import type { RefusalSpec } from '../../../platform/contract.ts'
import { type Upload, uploadId } from '../asset.ts'
import { uploadRefusals } from '../contract.ts'
import type { Uploads } from './receive-upload.ts'

export interface TusStep {
  /** Made by {@link Uploads.announce}, or found and allowed. */
  readonly upload: Upload
  /** What the bytes of this step must hash to: lower-case hex of SHA-256. */
  readonly checksum: string | undefined
  /** Whether all bytes of the request came. */
  readonly isWhole: () => boolean
  readonly lang: 'id' | 'en'
  readonly requestId: string
}

export interface TusUploads {
  /** Answers one request; the caller has checked whose upload it is. */
  handle(step: TusStep | undefined, request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** @param path where it is mounted */
export function createTusUploads(uploads: Uploads, path: string, maxBytes: number): TusUploads {
  const steps = new AsyncLocalStorage<TusStep>()
  const server = new Server({
    path,
    datastore: new UploadFiles(uploads, () => steps.getStore()),
    maxSize: maxBytes,
    relativeLocation: true,
    respectForwardedHeaders: false,
    disableTerminationForFinishedUploads: true,
    // Same origin only: a page elsewhere has no business here.
    allowedOrigins: () => false,
    namingFunction: () => steps.getStore()?.upload.id ?? '',
    // Not as the address spells it: the upload that was found and allowed.
    getFileIdFromRequest: () => steps.getStore()?.upload.id,
    async onUploadFinish(_request, upload) {
      await uploads.complete(uploadId(upload.id))
      return {}
    },
    onResponseError(_request, error) {
      const step = steps.getStore()
      const refusal = asRefusal(error)
      const message = refusal.text(step?.lang ?? 'id')
      const body = { error: { code: refusal.spec.code, message, requestId: step?.requestId ?? '' } }
      return { status_code: refusal.spec.status, body: JSON.stringify(body) }
    },
  })
  return {
    handle: (step, request, response) =>
      step ? steps.run(step, () => server.handle(request, response)) : server.handle(request, response),
  }
}

const byStatus: Readonly<Record<number, RefusalSpec>> = {
  404: uploadRefusals.upload_not_found,
  409: uploadRefusals.upload_conflict,
  410: uploadRefusals.upload_expired,
  413: uploadRefusals.upload_overrun,
}

/** The library throws plain objects with a status and an English line. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const status =
    typeof error === 'object' && error !== null && 'status_code' in error ? Number(error.status_code) : 500
  const spec =
    byStatus[status] ??
    // 501: a part of the protocol that is not offered here.
    (status < 500 || status === 501 ? uploadRefusals.upload_bad_request : uploadRefusals.upload_not_stored)
  return new Refusal(spec)
}

/** The library would keep a JSON file beside each upload; our row is that record. */
const noRecords: Configstore = {
  get: async () => undefined,
  set: async () => {},
  delete: async () => {},
}

class UploadFiles extends FileStore {
  readonly #uploads: Uploads
  readonly #step: () => TusStep | undefined

  constructor(uploads: Uploads, step: () => TusStep | undefined) {
    super({ directory: uploads.folder, configstore: noRecords })
    this.#uploads = uploads
    this.#step = step
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'checksum', 'expiration']
  }

  /** The row and the empty file were made when it was announced. */
  override async create(upload: TusUpload): Promise<TusUpload> {
    upload.storage = { type: 'file', path: join(this.directory, upload.id) }
    return upload
  }

  override async getUpload(id: string): Promise<TusUpload> {
    const upload = await this.#uploads.find(id)
    if (!upload) throw new Refusal(uploadRefusals.upload_not_found)
    if (upload.endedBy === 'corrupt') throw new Refusal(uploadRefusals.upload_corrupt)
    if (upload.state === 'expired') throw new Refusal(uploadRefusals.upload_expired)
    return new TusUpload({
      id,
      size: upload.lengthBytes,
      offset: await this.#uploads.received(upload),
      metadata: { filename: upload.fileName, filetype: upload.fileType },
      storage: { type: 'file', path: join(this.directory, id) },
    })
  }

  override async write(readable: IncomingMessage | Readable, id: string, offset: number): Promise<number> {
    const upload = await this.#uploads.find(id)
    // A last step that is sent again has nothing to write: the file has moved on.
    if (upload?.state === 'received') return offset
    const path = join(this.directory, id)
    // A crash may have come between the row and its empty file.
    if (offset === 0) await (await open(path, 'a')).close()
    else await stat(path)
    const step = this.#step()
    const hash = step?.checksum === undefined ? undefined : createHash('sha256')
    const end = await super.write(hash ? readable.pipe(hashing(hash)) : readable, id, offset)
    // A step that broke off can't be told apart from a good one by its checksum: what came of it is kept, and the
    // digest of the whole file judges it with the rest.
    if (hash && step?.isWhole() && hash.digest('hex') !== step.checksum) {
      await truncate(path, offset)
      throw new Refusal(uploadRefusals.upload_checksum)
    }
    await this.#uploads.touch(uploadId(id))
    return end
  }

  override async remove(id: string): Promise<void> {
    await this.#uploads.drop(uploadId(id))
  }
}

/** Hashes what passes through. */
const hashing = (hash: Hash): Transform =>
  new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece)
      done(null, piece)
    },
  })
