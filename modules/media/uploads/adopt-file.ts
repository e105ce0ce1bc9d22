/** A file that the server itself made for someone (a draft rendered here) becomes an upload of theirs: received, and
 *  as durable as one that was sent. */
import { copyFile, rename, rm, stat } from 'node:fs/promises'
import type { Tx } from '../../../platform/db/index.ts'
import { assert, codeOf, present } from '../../../platform/errors.ts'
import { type AssetKind, type Upload, type UploadId, uploadId } from '../asset.ts'
import type { Workshop } from '../workshop/workshop.ts'
import { findUpload, insertUpload } from '../store-uploads.ts'
import type { Announced } from './check-file.ts'
import { completeUpload } from './complete-upload.ts'

export interface LocalFile {
  readonly ownerId: string
  /** Gone from there afterwards. */
  readonly path: string
  /** As its owner will read it. */
  readonly name: string
  readonly purpose?: AssetKind
  /** Chosen by the caller, so that a second try makes no second upload. */
  readonly uploadId?: string
}

interface Door {
  readonly shop: Workshop
  readonly pathOf: (id: UploadId) => string
  readonly newUpload: (ownerId: string, file: Announced) => Upload
  readonly complete: (id: UploadId) => Promise<void>
}

/** With `tx`, the mark is part of the caller's transaction: roll it back, and the sweep finishes the upload by itself, so
 *  that its owner finds it among those that wait to be posted. Nothing that was made is lost. Its bytes count in its
 *  owner's quota, but are not turned away by it.
 *  @returns the upload, received */
export async function adoptFile(door: Door, tx: Tx | undefined, file: LocalFile): Promise<Upload> {
  const { db } = door.shop
  const wanted = file.uploadId === undefined ? undefined : uploadId(file.uploadId)
  const before = wanted && (await findUpload(db, wanted))
  if (before) assert(before.ownerId === file.ownerId, 'an upload that is adopted again has the same owner')
  const upload = before ?? (await begin(door, file, wanted))
  if (upload.state === 'open') await moveIn(file.path, door.pathOf(upload.id))
  if (tx)
    await completeUpload(door.shop, { path: door.pathOf(upload.id), hashOf: () => undefined }, upload.id, tx)
  else await door.complete(upload.id)
  return present(await findUpload(tx ?? db, upload.id), 'an upload that was adopted is there')
}

async function begin(door: Door, file: LocalFile, wanted: UploadId | undefined): Promise<Upload> {
  const { size } = await stat(file.path)
  assert(size > 0, 'a file that is adopted is not empty')
  const { ownerId, name, purpose = 'clip' } = file
  const made = door.newUpload(ownerId, { lengthBytes: size, name, type: 'video/mp4', purpose })
  const upload = wanted ? { ...made, id: wanted } : made
  await door.shop.db.transaction((tx) => insertUpload(tx, upload))
  return upload
}

/** Nothing to move when a try before this one got further. */
async function moveIn(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return
    if (codeOf(thrown) !== 'EXDEV') throw thrown
    // Under another name first: half a file under its own would look like an upload to be gone on with.
    await copyFile(from, `${to}.moving`)
    await rename(`${to}.moving`, to)
    await rm(from, { force: true })
  }
}
