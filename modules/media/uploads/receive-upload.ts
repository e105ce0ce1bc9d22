/** An upload's life: it is announced, its bytes come in steps, it is complete. From the moment the last step is
 *  acknowledged the file, its row and the job that reads it are durable. */
import { createHash } from 'node:crypto'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ids } from '../../../platform/ids.ts'
import { refuse } from '../../../platform/errors.ts'
import type { Storage } from '../../../platform/storage/index.ts'
import { assetId, type Upload, type UploadId, uploadId } from '../asset.ts'
import { uploadRefusals } from '../contract.ts'
import { readJob } from '../jobs.ts'
import { insertAsset } from '../store.ts'
import {
  findUpload,
  insertUpload,
  lockOwner,
  lockUpload,
  markExpired,
  markReceived,
  openUploadsBefore,
  openUploadsOf,
  touchUpload,
} from '../store-uploads.ts'
import type { Workshop } from '../process/workshop.ts'

export interface Uploads {
  /** @throws Refusal when it is empty, too large, no video, or one too many */
  announce(ownerId: string, file: { lengthBytes: number; name: string; type: string }): Promise<Upload>
  /** The upload, completed if all its bytes are here and a crash came before the mark. */
  find(id: string): Promise<Upload | undefined>
  /** Bytes that are here. */
  received(upload: Upload): Promise<number>
  touch(id: UploadId): Promise<void>
  /** Durable when it resolves. Safe to repeat, and to call twice at once. @throws when bytes are missing */
  complete(id: UploadId): Promise<void>
  /** Gives an unfinished upload up. */
  drop(id: UploadId): Promise<void>
  expiresAt(upload: Upload): Date
  /** Completes what a crash left complete, and drops what was left for too long. */
  sweep(): Promise<void>
  /** Where the bytes of unfinished uploads are. */
  readonly folder: string
}

/** Left alone for that long, an unfinished upload makes room for its owner's next one. */
const idleMs = 3_600_000

export const originalKey = (upload: Upload): string => `originals/${upload.assetId}`

export async function createUploads(shop: Workshop, ids: Ids): Promise<Uploads> {
  const { db, clock, config, storage } = shop
  const folder = join(shop.folder, 'incoming')
  await mkdir(folder, { recursive: true })
  const completing = new Map<UploadId, Promise<void>>()
  const pathOf = (id: UploadId): string => join(folder, id)
  const keepMs = config.UPLOAD_HOURS * 3_600_000

  const received = async (upload: Upload): Promise<number> => {
    if (upload.state === 'received') return upload.lengthBytes
    const here = await stat(pathOf(upload.id)).catch(() => undefined)
    if (here) return here.size
    // Between the move into storage and the mark, the bytes are there and no longer here.
    const stored = await storage.stat(originalKey(upload))
    return stored?.bytes === upload.lengthBytes ? upload.lengthBytes : 0
  }

  const drop = async (id: UploadId): Promise<void> => {
    const dropped = await db.transaction((tx) => markExpired(tx, id))
    if (dropped > 0) await rm(pathOf(id), { force: true })
  }

  const complete = (id: UploadId): Promise<void> => {
    const already = completing.get(id)
    if (already) return already
    const work = completeOnce(id).finally(() => completing.delete(id))
    completing.set(id, work)
    return work
  }

  const completeOnce = async (id: UploadId): Promise<void> => {
    const upload = await findUpload(db, id)
    if (!upload || upload.state !== 'open') return
    const key = originalKey(upload)
    const here = await stat(pathOf(id)).catch(() => undefined)
    if (here && here.size !== upload.lengthBytes) refuse(uploadRefusals.upload_incomplete)
    const stored = here ? await storage.adopt(pathOf(id), key) : await digestOf(storage, key)
    if (stored.bytes !== upload.lengthBytes) refuse(uploadRefusals.upload_incomplete)
    const state = await db.transaction(async (tx) => {
      const locked = await lockUpload(tx, id)
      if (locked?.state !== 'open') return locked?.state
      const now = clock.now()
      await markReceived(tx, id, now)
      await insertAsset(tx, locked, { key, ...stored }, now)
      await shop.jobs.send(tx, readJob, { assetId: locked.assetId }, { key: locked.assetId })
      return 'received'
    })
    // Given up in the same moment: nobody was told that it is kept.
    if (state !== 'received') return storage.remove(key)
    shop.counted('received')
    shop.log.info({ event: 'upload-received', uploadId: id, assetId: upload.assetId, bytes: stored.bytes })
  }

  const find = async (id: string): Promise<Upload | undefined> => {
    const upload = await findUpload(db, uploadId(id))
    if (upload?.state !== 'open' || (await received(upload)) !== upload.lengthBytes) return upload
    await complete(upload.id)
    return findUpload(db, upload.id)
  }

  return {
    folder,
    received,
    complete,
    drop,
    find,
    expiresAt: (upload) => new Date(upload.touchedAt.getTime() + keepMs),
    async announce(ownerId, file) {
      checkFile(file, config.MAX_BYTES)
      // The original, its copy and its rungs: about three times the file.
      if ((await storage.free()) < file.lengthBytes * 3 + 64e6) refuse(uploadRefusals.upload_not_stored)
      const now = clock.now()
      const upload: Upload = {
        id: uploadId(ids.uuid()),
        ownerId,
        assetId: assetId(ids.uuid()),
        lengthBytes: file.lengthBytes,
        fileName: file.name,
        fileType: file.type,
        state: 'open',
        createdAt: now,
        touchedAt: now,
      }
      const given = await db.transaction(async (tx) => {
        await lockOwner(tx, ownerId)
        const others = await openUploadsOf(tx, ownerId)
        const idle = others.filter((one) => one.touchedAt.getTime() < now.getTime() - idleMs)
        const tooMany = others.length + 1 - config.OPEN_UPLOADS
        if (tooMany > idle.length) refuse(uploadRefusals.upload_too_many_open, { limit: config.OPEN_UPLOADS })
        const room = idle.slice(0, Math.max(0, tooMany))
        for (const one of room) await markExpired(tx, one.id)
        await insertUpload(tx, upload)
        return room
      })
      for (const one of given) await rm(pathOf(one.id), { force: true })
      await (await open(pathOf(upload.id), 'wx')).close()
      return upload
    },
    async touch(id) {
      await db.transaction((tx) => touchUpload(tx, id, clock.now()))
    },
    async sweep() {
      const now = clock.now().getTime()
      // Ten seconds: whoever wrote the last byte is given the time to mark it.
      for (const upload of await openUploadsBefore(db, new Date(now - 10_000), 200)) {
        if ((await received(upload)) === upload.lengthBytes) await complete(upload.id)
        else if (upload.touchedAt.getTime() < now - keepMs) await drop(upload.id)
      }
    },
  }
}

function checkFile(file: { lengthBytes: number; type: string }, maxBytes: number): void {
  if (file.lengthBytes === 0) refuse(uploadRefusals.upload_empty)
  if (file.lengthBytes > maxBytes)
    refuse(uploadRefusals.upload_too_large, { limit: Math.floor(maxBytes / 1024 / 1024) })
  // A browser guesses the type from the name and often has none; only what is surely no video is turned away.
  if (/^(text|image|audio|font|model|multipart|message)\//.test(file.type))
    refuse(uploadRefusals.upload_type, { type: file.type.slice(0, 60) })
}

async function digestOf(storage: Storage, key: string): Promise<{ bytes: number; sha256: string }> {
  const found = await storage.stat(key)
  if (!found) refuse(uploadRefusals.upload_incomplete)
  const hash = createHash('sha256')
  for await (const chunk of storage.read(key)) hash.update(chunk)
  return { bytes: found.bytes, sha256: hash.digest('hex') }
}
