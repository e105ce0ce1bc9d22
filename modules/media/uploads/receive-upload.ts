/** An upload's life: it is announced, its bytes come in steps (or are taken over from an earlier one), it is complete.
 *  From the moment the last step is acknowledged the file, its row and the job that reads it are durable. */
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tx } from '../../../platform/db/index.ts'
import type { Ids } from '../../../platform/ids.ts'
import { refuse } from '../../../platform/errors.ts'
import { type AssetKind, assetId, type Upload, type UploadId, uploadId } from '../asset.ts'
import { uploadRefusals } from '../contract.ts'
import {
  claimDigest,
  findUpload,
  insertUpload,
  lockOwner,
  markExpired,
  openUploadsBefore,
  openUploadsOf,
  sameUpload,
  touchUpload,
  type Usage,
  unpostedUploadsOf,
  usageOf,
} from '../store-uploads.ts'
import type { Workshop } from '../workshop/workshop.ts'
import { adoptFile, type LocalFile } from './adopt-file.ts'
import { type Announced, checkFile, checkQuota, dayMs } from './check-file.ts'
import { completeUpload, originalKey } from './complete-upload.ts'
import { keptUntil } from '../keep/release.ts'
import { createIntake, type Step, type Taken } from './take-bytes.ts'

export interface Uploads {
  /** @throws Refusal when it is empty, too large, of no use, one too many, or over its owner's quota */
  announce(ownerId: string, file: Announced): Promise<Upload>
  /** What the whole file will hash to, kept before the bytes that complete it are written.
   *  @throws Refusal when another digest was told before */
  claim(id: UploadId, sha256: string): Promise<void>
  /** The upload, completed if all its bytes are here and a crash came before the mark. */
  find(id: string): Promise<Upload | undefined>
  /** Bytes that are here, for showing how far it is. */
  received(upload: Upload): Promise<number>
  /** Where the next step begins: all before it is durable. */
  offsetOf(upload: Upload): Promise<number>
  /** The next bytes of an open upload. @throws what the disk throws */
  take(upload: Upload, step: Omit<Step, 'lengthBytes'>): Promise<Taken>
  /** Durable when it resolves. Safe to repeat, and to call twice at once. @throws when bytes are missing or others */
  complete(id: UploadId): Promise<void>
  /** Gives an unfinished upload up. */
  drop(id: UploadId): Promise<void>
  /** A new upload of the bytes of an earlier one, which are not sent again. The same `id` again is the same upload.
   *  @throws Refusal when there is none of that owner's, or it does not fit */
  again(ownerId: string, earlierId: string, id: string): Promise<Upload>
  /** A file that the server made for its owner, as durable as what was sent. See {@link adoptFile}. */
  adopt(tx: Tx | undefined, file: LocalFile): Promise<Upload>
  /** Unfinished, the one left alone longest first. */
  openOf(ownerId: string): Promise<Upload[]>
  /** Arrived, and nothing was made of it yet; newest first, at most fifty. */
  unpostedOf(ownerId: string): Promise<Upload[]>
  /** The owner's earlier upload of the same bytes for the same purpose. */
  sameAs(ownerId: string, sha256: string, purpose: AssetKind): Promise<Upload | undefined>
  usage(ownerId: string): Promise<Usage>
  /** When it is cleared unless it is gone on with, or something is made of it; undefined when that is not to be. */
  expiresAt(upload: Upload): Date | undefined
  /** Completes what a crash left complete, and drops what was left for too long. */
  sweep(): Promise<void>
  /** Where the bytes of unfinished uploads are. */
  readonly folder: string
}

/** Left alone for that long, an unfinished upload makes room for its owner's next one. */
const idleMs = 3_600_000
const unpostedMax = 50

export async function createUploads(shop: Workshop, ids: Ids): Promise<Uploads> {
  const { db, clock, config, storage } = shop
  const folder = join(shop.folder, 'incoming')
  await mkdir(folder, { recursive: true })
  const completing = new Map<UploadId, Promise<void>>()
  const pathOf = (id: UploadId): string => join(folder, id)
  const touch = (id: UploadId): Promise<unknown> => db.transaction((tx) => touchUpload(tx, id, clock.now()))
  const intake = createIntake({ pathOf, onProgress: async (id) => void (await touch(id)) })
  const keepMs = config.UPLOAD_HOURS * 3_600_000
  const quota = { bytes: config.QUOTA_BYTES, dayClips: config.QUOTA_DAY_CLIPS }
  const dayBefore = (now: Date): Date => new Date(now.getTime() - dayMs)

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
    await intake.forget(id)
    if (dropped > 0) await rm(pathOf(id), { force: true })
  }

  const complete = (id: UploadId): Promise<void> => {
    const already = completing.get(id)
    if (already) return already
    const here = { path: pathOf(id), hashOf: (bytes: number) => intake.hashOf(id, bytes) }
    const work = completeUpload(shop, here, id)
      .then(() => intake.forget(id))
      .finally(() => completing.delete(id))
    completing.set(id, work)
    return work
  }

  const isWhole = async (upload: Upload): Promise<boolean> =>
    upload.copyOf !== undefined ||
    // Whoever brings its last bytes completes it, when they have turned out to be good.
    (!intake.isBusy(upload.id) && (await received(upload)) === upload.lengthBytes)

  const find = async (id: string): Promise<Upload | undefined> => {
    const upload = await findUpload(db, uploadId(id))
    if (upload?.state !== 'open' || !(await isWhole(upload))) return upload
    await complete(upload.id)
    return findUpload(db, upload.id)
  }

  const newUpload = (ownerId: string, file: Announced): Upload => {
    const now = clock.now()
    return {
      id: uploadId(file.id ?? ids.uuid()),
      ownerId,
      assetId: assetId(ids.uuid()),
      lengthBytes: file.lengthBytes,
      fileName: file.name,
      fileType: file.type,
      purpose: file.purpose ?? 'clip',
      state: 'open',
      endedBy: undefined,
      claimedSha256: file.sha256,
      copyOf: undefined,
      sha256: undefined,
      createdAt: now,
      touchedAt: now,
      receivedAt: undefined,
      claimedAt: undefined,
      discardedAt: undefined,
    }
  }

  /** The original, its copy and its rungs: about three times the file. */
  const checkRoom = async (lengthBytes: number): Promise<void> => {
    if ((await storage.free()) < lengthBytes * 3 + 64e6) refuse(uploadRefusals.upload_not_stored)
  }

  const checkOwn = async (tx: Tx, upload: Upload): Promise<void> =>
    checkQuota(
      await usageOf(tx, upload.ownerId, dayBefore(upload.createdAt)),
      quota,
      upload,
      upload.createdAt,
    )

  return {
    folder,
    received,
    async offsetOf(upload) {
      if (upload.state === 'received') return upload.lengthBytes
      return intake.durable(upload.id)
    },
    async take(upload, step) {
      const taken = await intake.take(upload.id, { ...step, lengthBytes: upload.lengthBytes })
      if (taken.kind === 'taken' || taken.kind === 'broken off') await touch(upload.id)
      return taken
    },
    complete,
    drop,
    find,
    expiresAt({ state, touchedAt, receivedAt, claimedAt }) {
      if (state === 'open') return new Date(touchedAt.getTime() + keepMs)
      return receivedAt && !claimedAt && state === 'received'
        ? keptUntil(receivedAt, config.UNPOSTED_DAYS)
        : undefined
    },
    openOf: (ownerId) => openUploadsOf(db, ownerId),
    unpostedOf: (ownerId) => unpostedUploadsOf(db, ownerId, unpostedMax),
    sameAs: (ownerId, sha256, purpose) => sameUpload(db, ownerId, sha256, purpose),
    usage: (ownerId) => usageOf(db, ownerId, dayBefore(clock.now())),
    adopt: (tx, file) => adoptFile({ shop, pathOf, newUpload, complete }, tx, file),
    async announce(ownerId, file) {
      checkFile(file, config.MAX_BYTES)
      await checkRoom(file.lengthBytes)
      const upload = newUpload(ownerId, file)
      const before = upload.createdAt.getTime() - idleMs
      const { known, given } = await db.transaction(async (tx) => {
        await lockOwner(tx, ownerId)
        const known = file.id === undefined ? undefined : await findUpload(tx, upload.id)
        if (known) return { known: sameAnnounced(known, upload), given: [] }
        const others = await openUploadsOf(tx, ownerId)
        const idle = others.filter((one) => one.touchedAt.getTime() < before)
        const tooMany = others.length + 1 - config.OPEN_UPLOADS
        if (tooMany > idle.length) refuse(uploadRefusals.upload_too_many_open, { limit: config.OPEN_UPLOADS })
        const room = idle.slice(0, Math.max(0, tooMany))
        for (const one of room) await markExpired(tx, one.id)
        await checkOwn(tx, upload)
        if (!(await insertUpload(tx, upload))) refuse(uploadRefusals.upload_conflict)
        return { known: undefined, given: room }
      })
      if (known) return known
      for (const one of given) await rm(pathOf(one.id), { force: true })
      await (await open(pathOf(upload.id), 'wx')).close()
      return upload
    },
    async claim(id, sha256) {
      const kept = await db.transaction((tx) => claimDigest(tx, id, sha256))
      if (kept > 0) return
      const upload = await findUpload(db, id)
      // A last step that is sent again says once more what was received.
      if (upload?.state === 'open' || (upload?.sha256 && upload.sha256 !== sha256))
        refuse(uploadRefusals.upload_bad_request)
    },
    async again(ownerId, earlierId, id) {
      const earlier = await find(earlierId)
      if (earlier?.ownerId !== ownerId || earlier.state !== 'received')
        return refuse(uploadRefusals.upload_not_found)
      await checkRoom(earlier.lengthBytes)
      const { lengthBytes, fileName: name, fileType: type, purpose, sha256 } = earlier
      const made = newUpload(ownerId, { lengthBytes, name, type, purpose, sha256 })
      const upload: Upload = { ...made, id: uploadId(id), copyOf: earlier.id }
      await db.transaction(async (tx) => {
        await lockOwner(tx, ownerId)
        const taken = await findUpload(tx, upload.id)
        // An id that someone else has is answered like one that was used for something else.
        if (taken && (taken.ownerId !== ownerId || taken.copyOf !== earlier.id))
          refuse(uploadRefusals.upload_conflict)
        if (taken) return
        await checkOwn(tx, upload)
        if (!(await insertUpload(tx, upload))) refuse(uploadRefusals.upload_conflict)
      })
      await complete(upload.id)
      return (await findUpload(db, upload.id)) ?? refuse(uploadRefusals.upload_not_found)
    },
    async sweep() {
      const now = clock.now().getTime()
      // Ten seconds: whoever wrote the last byte is given the time to mark it.
      for (const upload of await openUploadsBefore(db, new Date(now - 10_000), 200)) {
        try {
          if (await isWhole(upload)) await complete(upload.id)
        } catch (err) {
          // One that can't be finished keeps no other waiting.
          shop.log.warn({ event: 'upload-not-finished', uploadId: upload.id, err })
        }
        if (upload.touchedAt.getTime() < now - keepMs && !intake.isBusy(upload.id)) await drop(upload.id)
      }
    },
  }
}

/** An id that someone else has is answered like one that was used for another file. */
function sameAnnounced(known: Upload, now: Upload): Upload {
  const same =
    known.ownerId === now.ownerId && known.lengthBytes === now.lengthBytes && known.purpose === now.purpose
  return same ? known : refuse(uploadRefusals.upload_conflict)
}
