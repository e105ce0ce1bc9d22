/** Media takes files in and makes them watchable.
 *  - The answer to an upload's last step means that the file, its row and the job that reads it survive a `kill -9`.
 *  - Every file that arrived ends as `ready` or as `refused` with a reason for people; none waits for ever, and none
 *    keeps others waiting.
 *  - A file is played back as it came (stream copy) where browsers can do that, and gets its ladder afterwards.
 *  - A rendition never changes once it is named; an asset is closed (signed addresses only) until it is opened. */
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Jobs } from '../../platform/jobs/index.ts'
import type { Logger } from '../../platform/log.ts'
import type { Metrics } from '../../platform/metrics.ts'
import type { Storage } from '../../platform/storage/index.ts'
import { type Asset, assetId, type RenditionName, type Upload, uploadId } from './asset.ts'
import type { MediaConfig } from './config.ts'
import { encodeFirstRung, encodeLadder } from './process/encode-rungs.ts'
import { createFiles, type Files } from './serve/find-file.ts'
import { nextJob, workMedia } from './jobs.ts'
import { createUploads, type Uploads } from './uploads/receive-upload.ts'
import { readAsset } from './process/read-asset.ts'
import { signAsset } from './serve/sign-url.ts'
import { findAsset, findAssets, idleAssets, lockAttempt, setOpen, touchAsset } from './store.ts'
import { findUpload } from './store-uploads.ts'
import { missingOriginals } from './keep/missing-originals.ts'
import { clearScratch, type Workshop } from './process/workshop.ts'

export {
  type Asset,
  type AssetId,
  assetId,
  type RenditionName,
  type Upload,
  type UploadId,
  uploadId,
} from './asset.ts'
export { mediaConfig } from './config.ts'
export { assetPlayable, assetReady, assetRefused } from './events.ts'
export { mountMedia } from './http.ts'
export { explainReason } from './process/settle-asset.ts'

export interface MediaDeps {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: Jobs
  readonly events: Events
  readonly storage: Storage
  readonly config: MediaConfig
  readonly log: Logger
  readonly metrics?: Metrics
  /** For files being received and made: on the file system of the storage. */
  readonly folder: string
  /** Signs the addresses of closed assets. */
  readonly secret: string
}

export interface MediaUrls {
  readonly posterUrl: string | null
  /** By rising bitrate. */
  readonly renditions: readonly {
    readonly name: RenditionName
    readonly width: number
    readonly height: number
    readonly bitrate: number
    readonly url: string
  }[]
}

export type Claim =
  | { readonly kind: 'claimed'; readonly asset: Asset }
  /** No such upload of that owner. */
  | { readonly kind: 'missing' }
  /** Bytes are still missing. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'expired' }

export interface Media {
  /** Completes it first, if all its bytes are here and only the mark is missing. */
  findUpload(id: string): Promise<Upload | undefined>
  /** The asset that an owner's upload became, held until the transaction ends. */
  claimUpload(tx: Tx, id: string, ownerId: string): Promise<Claim>
  /** By asset id; ids without an asset are left out. */
  assetState(ids: readonly string[]): Promise<Map<string, Asset>>
  /** Open: anyone who knows the address may read its files. */
  setVisibility(tx: Tx, id: string, open: boolean): Promise<void>
  /** @param signed adds a signature that works for some hours; needed unless the asset is open */
  urls(asset: Asset, options: { signed: boolean }): MediaUrls
  /** For the audit: assets whose original is not as it was acknowledged. */
  missingOriginals(): Promise<string[]>
  readonly uploads: Uploads
  readonly files: Files
  readonly config: MediaConfig
}

/** An unfinished asset that nobody touched for that long gets its job again: longer than the queue's longest wait. */
const idleMs = 15 * 60_000

export async function createMedia(deps: MediaDeps): Promise<Media> {
  const { db, clock, config, storage, secret } = deps
  const counted = deps.metrics?.counter('media_assets_total', 'Assets by what became of them.', ['outcome'])
  const shop: Workshop = {
    ...deps,
    folder: resolve(deps.folder),
    counted: (outcome) => counted?.(1, { outcome }),
  }
  await mkdir(shop.folder, { recursive: true })
  const uploads = await createUploads(shop, deps.ids)
  const files = createFiles({ clock, storage, secret, load: (id) => findAsset(db, id) })

  workMedia(deps.jobs, {
    readAsset: (id, signal) => readAsset(shop, assetId(id), signal),
    encodeFirstRung: (id, signal) => encodeFirstRung(shop, assetId(id), signal),
    encodeLadder: (id, signal) => encodeLadder(shop, assetId(id), signal),
    async sweep() {
      await uploads.sweep()
      await clearScratch(shop)
      await resumeIdle(shop)
    },
  })

  return {
    uploads,
    files,
    config,
    findUpload: (id) => uploads.find(id),
    missingOriginals: () => missingOriginals(deps),
    async claimUpload(tx, id, ownerId) {
      const upload = await findUpload(tx, uploadId(id))
      if (!upload || upload.ownerId !== ownerId) return { kind: 'missing' }
      if (upload.state === 'expired') return { kind: 'expired' }
      // The asset is held: it can't become playable between this look and the caller's own mark.
      const here = upload.state === 'received' && (await lockAttempt(tx, upload.assetId)) !== undefined
      const asset = here ? await findAsset(tx, upload.assetId) : undefined
      return asset ? { kind: 'claimed', asset } : { kind: 'incomplete' }
    },
    async assetState(ids) {
      return new Map((await findAssets(db, ids)).map((asset) => [asset.id, asset]))
    },
    async setVisibility(tx, id, open) {
      await setOpen(tx, assetId(id), open)
      files.forget(id)
    },
    urls(asset, { signed }) {
      const query = signed
        ? new URLSearchParams({ ...signAsset(secret, asset.id, clock.now(), config.URL_HOURS) })
        : ''
      const urlOf = (file: string): string => `/media/${asset.id}/${file}${signed ? `?${query}` : ''}`
      const poster = asset.renditions.find((one) => one.kind === 'poster')
      return {
        posterUrl: poster ? urlOf(poster.file) : null,
        renditions: asset.renditions.flatMap(({ name, file, width, height, bitrate }) =>
          name === 'poster' ? [] : [{ name, width, height, bitrate, url: urlOf(file) }],
        ),
      }
    },
  }
}

/** The queue gives a dead worker's job to another by itself; this is for a job that was given up or lost. */
async function resumeIdle(shop: Workshop): Promise<void> {
  const before = new Date(shop.clock.now().getTime() - idleMs)
  for (const { id, state } of await idleAssets(shop.db, before, 50)) {
    await shop.db.transaction(async (tx) => {
      await touchAsset(tx, assetId(id), shop.clock.now())
      await shop.jobs.send(tx, nextJob(state), { assetId: id }, { key: id })
    })
  }
}
