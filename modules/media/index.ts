/** Media takes files in and makes them watchable.
 *  - The answer to an upload's last step means that the file, its row and the job that reads it survive a `kill -9`.
 *  - Every file that arrived ends as `ready` or as `refused` with a reason for people; none waits for ever, and none
 *    keeps others waiting.
 *  - A file is played back as it came (stream copy) where browsers can do that, and gets its ladder afterwards.
 *  - A rendition never changes once it is named; an asset is closed (signed addresses only) until it is opened. */
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Clock } from '../../platform/clock.ts'
import { createListener, type Db, type Tx } from '../../platform/db/index.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Ids } from '../../platform/ids.ts'
import type { Jobs } from '../../platform/jobs/index.ts'
import type { Logger } from '../../platform/log.ts'
import type { Metrics } from '../../platform/metrics.ts'
import type { Storage } from '../../platform/storage/index.ts'
import { type Asset, type AssetKind, assetId, type Upload, uploadId } from './asset.ts'
import type { MediaConfig } from './config.ts'
import { encodeFirstRung, encodeLadder } from './process/encode-rungs.ts'
import { askForDownload, type Download } from './serve/ask-download.ts'
import { drawShareCard } from './serve/draw-share-card.ts'
import { createFiles, type Files, originalFile } from './serve/find-file.ts'
import { type PlayerReport, playerNotes } from './serve/note-player.ts'
import { av1Job, coverJob, nextJob, sendJob, workMedia } from './jobs.ts'
import type { LocalFile } from './uploads/adopt-file.ts'
import type { Claim } from './uploads/claim.ts'
import { readStates, type UploadState } from './uploads/read-upload-state.ts'
import { createUploads, type Uploads } from './uploads/receive-upload.ts'
import { createProgressStreams, type ProgressStreams } from './uploads/stream-progress.ts'
import { withoutNetwork } from './probe/run-confined.ts'
import { makeDownload } from './process/download/make-download.ts'
import { hearAsset } from './process/hear-asset.ts'
import { readAsset } from './process/read-asset.ts'
import { makeSound } from './process/make-sound.ts'
import { type Looks, looksOf, type MediaUrls, urlsOf } from './process/looks/addresses.ts'
import { encodeAv1 } from './process/looks/encode-av1.ts'
import { makeLooks } from './process/looks/make-looks.ts'
import { makeCover } from './process/looks/set-cover.ts'
import { type Rendered, renderFile, type RenderRequest } from './process/render-file.ts'
import { signAsset } from './serve/sign-url.ts'
import { findAsset, findAssets, idleAssets, lockAttempt, setOpen, touchAsset } from './store.ts'
import { chooseCover, listResemblances, type Resemblance, withoutAv1 } from './store-looks.ts'
import { findUpload, markClaimed, progressChannel } from './store-uploads.ts'
import { createKeep, type Keep } from './keep/create-keep.ts'
import { missingOriginals } from './keep/missing-originals.ts'
import type { Feel } from './feel.ts'
import { findFeels } from './store-feel.ts'
import { findServed } from './store-keep.ts'
import { lendSound, type LentResult, type LentSound } from './process/lend-sound.ts'
import { clearScratch, type Workshop } from './workshop/workshop.ts'

export {
  type Asset,
  type AssetId,
  type AssetKind,
  assetId,
  type RenditionName,
  type Upload,
  type UploadId,
  uploadId,
} from './asset.ts'
export { mediaConfig } from './config.ts'
export type { Feel } from './feel.ts'
export { assetChanged, assetPlayable, assetReady, assetRefused, assetResembles } from './events.ts'
export { mountMedia } from './http.ts'
export type { LocalFile } from './uploads/adopt-file.ts'
export { claimedAsset } from './uploads/claim.ts'
export type { Needed } from './keep/release.ts'
export type { HeldFile } from './store-release.ts'
export { secondsLeft, type UploadState } from './uploads/read-upload-state.ts'
export { toneMapped } from './probe/encode-args.ts'
export { type Confinement, type Ending, runConfined } from './probe/run-confined.ts'
export type { LentResult, LentSound } from './process/lend-sound.ts'
export type { OpenedInput, Rendered, RenderInput, RenderRequest } from './process/render-file.ts'
export { explainNotice, explainReason } from './workshop/explain.ts'
export type { Looks, MediaUrls } from './process/looks/addresses.ts'
export type { Resemblance } from './store-looks.ts'

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

export interface Media {
  /** Completes it first, if all its bytes are here and only the mark is missing. */
  findUpload(id: string): Promise<Upload | undefined>
  /** What uploads' owner is told of them, in that order and language. */
  uploadStates(uploads: readonly Upload[], lang: 'id' | 'en'): Promise<UploadState[]>
  /** A file that this server made for its owner becomes an upload of theirs: received, and as durable as one that was
   *  sent. With `tx` the mark is part of that transaction; rolled back, the upload is finished by the sweep all the
   *  same. `uploadId`, chosen by the caller, makes a second try the same upload. Moves the file away. */
  adoptFile(tx: Tx | undefined, file: LocalFile): Promise<Upload>
  /** Makes one file from several originals by a confined ffmpeg command; `keep` moves it away, into
   *  {@link Media.adoptFile} for one. */
  renderFile<T>(request: RenderRequest, keep: (path: string) => Promise<T>): Promise<Rendered<T>>
  /** Signed address of a part's own file, for its owner's browser; null for what is no usable part. */
  partUrl(asset: Asset): string | null
  /** The asset that an owner's upload became, held until the transaction ends. Something is made of it from now on.
   *  @param purpose an upload for another one is as good as none */
  claimUpload(tx: Tx, id: string, ownerId: string, purpose?: AssetKind): Promise<Claim>
  /** By asset id; ids without an asset are left out. */
  assetState(ids: readonly string[]): Promise<Map<string, Asset>>
  /** What clips look and sound like, in a few numbers; by asset id. One query. */
  feels(ids: readonly string[]): Promise<Map<string, Feel>>
  /** Open: anyone who knows the address may read its files. */
  setVisibility(tx: Tx, id: string, open: boolean): Promise<void>
  /** @param signed adds a signature that works for some hours; needed unless the asset is open */
  urls(asset: Asset, options: { signed: boolean }): MediaUrls
  /** What there is beside the rungs: for scrubbing, for choosing a cover, for HLS players. */
  looks(asset: Asset, options: { signed: boolean }): Looks
  /** Makes the picture at that moment the poster; event media.asset-changed tells when it is. @param atMs 0 or more */
  setCover(tx: Tx, id: string, atMs: number): Promise<void>
  /** Those of them that are ready get rungs in AV1, when nothing more urgent is to be done. Twice is the same as once. */
  wantBetter(ids: readonly string[]): Promise<void>
  /** Uploads that are likely the same recording as an earlier one, newest first.
   *  @param options.before the id of the last one of the page before */
  resemblances(options: {
    acrossOwners: boolean
    before: bigint | undefined
    limit: number
  }): Promise<Resemblance[]>
  /** Lends the sound of what viewers hear, as a mono WAV of 16 kHz that is gone when `work` has ended. */
  withSound<T>(
    id: string,
    signal: AbortSignal,
    work: (sound: LentSound) => Promise<T>,
  ): Promise<LentResult<T>>
  /** The copy of a clip that may be taken away, with those words in its picture; has it made on first demand. */
  askForDownload(asset: Asset, words: { handle: string; stageName: string }): Promise<Download>
  /** A picture of 1200 × 630 (JPEG) for a link to the clip; undefined where there is no poster. */
  shareCard(asset: Asset, handle: string): Promise<Buffer | undefined>
  /** What a player tells of its bytes. */
  notePlayer(report: PlayerReport): void
  /** For the audit: assets whose original is not as it was acknowledged. */
  missingOriginals(): Promise<string[]>
  readonly uploads: Uploads
  /** How uploads go, told while they do. */
  readonly streams: ProgressStreams
  readonly files: Files
  /** For the operator: verify, make anew, move. */
  readonly keep: Keep
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
  const fence = withoutNetwork()
  if (fence === '')
    shop.log.warn({ event: 'media-fence', network: 'only the list of protocols keeps it away' })
  else shop.log.info({ event: 'media-fence', network: fence })
  const uploads = await createUploads(shop, deps.ids)
  const listener = createListener(db.url, progressChannel, (err) =>
    deps.log.warn({ event: 'progress-not-heard', err }),
  )
  const keep = createKeep(shop, deps.ids)
  const files = createFiles({ clock, storage, secret, load: (id) => findServed(db, id) })

  workMedia(deps.jobs, {
    readAsset: (id, signal) => readAsset(shop, assetId(id), signal),
    encodeFirstRung: (id, signal) => encodeFirstRung(shop, assetId(id), signal),
    encodeLadder: (id, signal) => encodeLadder(shop, assetId(id), signal),
    hearAsset: (id, signal) => hearAsset(shop, assetId(id), signal),
    makeSound: (id, signal) => makeSound(shop, assetId(id), signal),
    makeLooks: (id, signal) => makeLooks(shop, assetId(id), signal),
    makeCover: (id, signal) => makeCover(shop, assetId(id), signal),
    encodeAv1: (id, signal) => encodeAv1(shop, assetId(id), signal),
    makeDownload: (id, signal) => makeDownload(shop, assetId(id), signal),
    finishRebuild: (id, signal) => keep.finish(id, signal),
    tend: () => keep.tend(),
    async sweep() {
      await uploads.sweep()
      await clearScratch(shop)
      await resumeIdle(shop)
    },
  })

  const addressesOf = (asset: Asset, signed: boolean): ((file: string) => string) => {
    const query = signed
      ? `?${new URLSearchParams({ ...signAsset(secret, asset.filesId, clock.now(), config.URL_HOURS) })}`
      : ''
    return (file) => `/media/${asset.filesId}/${file}${query}`
  }

  const media: Media = {
    uploads,
    keep,
    streams: createProgressStreams(listener, deps.log),
    files,
    config,
    findUpload: (id) => uploads.find(id),
    adoptFile: (tx, file) => uploads.adopt(tx, file),
    renderFile: (request, keep) => renderFile(shop, request, keep),
    uploadStates(list, lang) {
      return readStates(
        {
          ...uploads,
          now: () => clock.now(),
          assets: (ids) => media.assetState(ids),
          posterUrl: (asset) => media.urls(asset, { signed: true }).posterUrl,
        },
        list,
        lang,
      )
    },
    partUrl: (asset) =>
      asset.kind === 'part' && asset.state === 'ready' ? addressesOf(asset, true)(originalFile) : null,
    askForDownload: (asset, words) =>
      askForDownload({ ...deps, urlOf: addressesOf(asset, true) }, asset, words),
    shareCard: (asset, handle) => drawShareCard(storage, asset, handle),
    notePlayer: playerNotes(deps.metrics),
    missingOriginals: () => missingOriginals(deps),
    withSound: (id, signal, work) => lendSound(shop, deps.ids, assetId(id), signal, work),
    async claimUpload(tx, id, ownerId, purpose) {
      const upload = await findUpload(tx, uploadId(id))
      if (!upload || upload.ownerId !== ownerId || upload.purpose !== (purpose ?? upload.purpose))
        return { kind: 'missing' }
      if (upload.state === 'expired' || upload.discardedAt) return { kind: 'expired' }
      // The asset is held: it can't become playable between this look and the caller's own mark.
      const here = upload.state === 'received' && (await lockAttempt(tx, upload.assetId)) !== undefined
      const asset = here ? await findAsset(tx, upload.assetId) : undefined
      if (!asset) return { kind: 'incomplete' }
      await markClaimed(tx, upload.id, clock.now())
      return { kind: 'claimed', asset }
    },
    async assetState(ids) {
      return new Map((await findAssets(db, ids)).map((asset) => [asset.id, asset]))
    },
    feels: (ids) => findFeels(db, ids),
    async setVisibility(tx, id, open) {
      await setOpen(tx, assetId(id), open)
      files.forget(id)
      const filesId = (await findAsset(tx, assetId(id)))?.filesId
      if (filesId !== undefined) files.forget(filesId)
    },
    urls: (asset, { signed }) => urlsOf(asset, addressesOf(asset, signed)),
    looks: (asset, { signed }) => looksOf(asset, addressesOf(asset, signed)),
    async setCover(tx, id, atMs) {
      if ((await chooseCover(tx, assetId(id), Math.floor(atMs))) === 0) return
      const asset = await findAsset(tx, assetId(id))
      if (asset) await sendJob(deps.jobs, tx, coverJob, asset)
    },
    async wantBetter(ids) {
      for (const { id, ownerId } of await withoutAv1(db, ids))
        await db.transaction((tx) => sendJob(deps.jobs, tx, av1Job, { id: assetId(id), ownerId }))
    },
    resemblances: (options) => listResemblances(db, options),
  }
  return media
}

/** The queue gives a dead worker's job to another by itself; this is for a job that was given up or lost. */
async function resumeIdle(shop: Workshop): Promise<void> {
  const before = new Date(shop.clock.now().getTime() - idleMs)
  for (const { id, ...idle } of await idleAssets(shop.db, before, 50)) {
    await shop.db.transaction(async (tx) => {
      await touchAsset(tx, assetId(id), shop.clock.now())
      await sendJob(shop.jobs, tx, nextJob(idle), { id: assetId(id), ownerId: idle.ownerId })
    })
  }
}
