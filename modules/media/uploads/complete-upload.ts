/** All bytes are here: into the storage, then one transaction marks the upload, makes the asset and sends its job.
 *  A crash between any two of these steps is finished by whoever looks next. */
import { stat } from 'node:fs/promises'
import type { Tx } from '../../../platform/db/index.ts'
import { present, refuse } from '../../../platform/errors.ts'
import type { Storage, Stored } from '../../../platform/storage/index.ts'
import type { Upload, UploadId } from '../asset.ts'
import { uploadRefusals } from '../contract.ts'
import { readJob, sendJob, soundJob } from '../jobs.ts'
import type { Workshop } from '../workshop/workshop.ts'
import { findAsset, insertAsset } from '../store.ts'
import { findUpload, lockUpload, markExpired, markReceived } from '../store-uploads.ts'
import { sniffType } from './sniff-type.ts'

export const originalKey = (upload: { assetId: string }): string => `originals/${upload.assetId}`

/** Where the bytes of an upload arrived. */
export interface Here {
  readonly path: string
  /** Of that many bytes of it, if that is known. */
  readonly hashOf: (bytes: number) => string | undefined
}

/** @param within the caller's transaction for the mark; one of its own otherwise
 *  @throws Refusal upload_incomplete, upload_corrupt */
export async function completeUpload(shop: Workshop, here: Here, id: UploadId, within?: Tx): Promise<void> {
  const { db, storage } = shop
  const upload = await findUpload(db, id)
  if (upload?.endedBy === 'corrupt') refuse(uploadRefusals.upload_corrupt)
  if (upload?.state !== 'open') return
  const key = originalKey(upload)
  const stored = await store(shop, upload, here, key)
  if (stored.bytes !== upload.lengthBytes) refuse(uploadRefusals.upload_incomplete)
  // Asked for again: the last step may have brought the digest after the row was read.
  const claimed = (await findUpload(db, id))?.claimedSha256
  if (claimed !== undefined && claimed !== stored.sha256) return endCorrupt(shop, upload, key, stored.sha256)
  const part = upload.purpose === 'part' ? { mediaType: await typeOf(storage, key, stored.bytes) } : undefined
  const mark = (tx: Tx): Promise<string | undefined> => markWhole(shop, tx, id, { key, ...stored }, part)
  const state = within ? await mark(within) : await db.transaction(mark)
  // Given up in the same moment: nobody was told that it is kept.
  if (state === 'expired') return storage.remove(key)
  if (state !== 'now') return
  shop.counted('received')
  const { assetId, purpose } = upload
  shop.log.info({ event: 'upload-received', uploadId: id, assetId, purpose, bytes: stored.bytes })
}

async function store(shop: Workshop, upload: Upload, { path, hashOf }: Here, key: string): Promise<Stored> {
  const { storage } = shop
  const here = upload.copyOf === undefined ? await stat(path).catch(() => undefined) : undefined
  if (here && here.size !== upload.lengthBytes) refuse(uploadRefusals.upload_incomplete)
  if (here) {
    const sha256 = hashOf(upload.lengthBytes)
    return storage.adopt(path, key, sha256 === undefined ? undefined : { bytes: upload.lengthBytes, sha256 })
  }
  if (upload.copyOf !== undefined && !(await storage.stat(key))) {
    const earlier = present(await findUpload(shop.db, upload.copyOf), 'an upload that is copied is there')
    const asset = present(
      await findAsset(shop.db, earlier.assetId),
      'an upload that was received is an asset',
    )
    await storage.copy(asset.originalKey, key)
  }
  if (!(await storage.stat(key))) refuse(uploadRefusals.upload_incomplete)
  // Read back: what a crash or a copy left is believed by its bytes.
  return storage.checksum(key)
}

/** @returns `now` when it was this call that marked it, else the state that it has */
async function markWhole(
  shop: Workshop,
  tx: Tx,
  id: UploadId,
  original: Stored & { key: string },
  part: { mediaType: string | null } | undefined,
): Promise<string | undefined> {
  const locked = await lockUpload(tx, id)
  if (locked?.state !== 'open') return locked?.state
  const now = shop.clock.now()
  await markReceived(tx, id, original.sha256, now)
  await insertAsset(tx, locked, original, now, part)
  const job = { clip: readJob, sound: soundJob, part: undefined }[locked.purpose]
  if (job) await sendJob(shop.jobs, tx, job, { id: locked.assetId, ownerId: locked.ownerId })
  return 'now'
}

async function endCorrupt(shop: Workshop, upload: Upload, key: string, sha256: string): Promise<never> {
  const ended = await shop.db.transaction((tx) => markExpired(tx, upload.id, 'corrupt'))
  if (ended > 0) await shop.storage.remove(key)
  shop.log.warn({ event: 'upload-corrupt', uploadId: upload.id, sha256 })
  return refuse(uploadRefusals.upload_corrupt)
}

async function typeOf(storage: Storage, key: string, bytes: number): Promise<string | null> {
  const pieces: Buffer[] = []
  for await (const piece of storage.read(key, { start: 0, end: Math.min(bytes, 512) - 1 })) pieces.push(piece)
  return sniffType(Buffer.concat(pieces)) ?? null
}
